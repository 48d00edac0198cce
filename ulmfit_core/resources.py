"""Where the files shipped with the project lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BUNDLED = _PACKAGE / "bundled"  # the build puts resources/ here in a wheel
_CHECKOUT = _PACKAGE.parent / "resources"


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or folder, as in ``resource_path("pretrained", "en-compact")``.

    Nothing is checked: whether the path exists is for the caller to ask, who knows what
    to say when it does not.
    """
    root = _BUNDLED if _BUNDLED.is_dir() else _CHECKOUT
    return root.joinpath(*parts)
