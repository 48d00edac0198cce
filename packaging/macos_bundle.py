"""What macOS is told about the app, which is a folder called ``.app`` there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BUNDLE = "ULMFiT Studio.app"
IDENTIFIER = "studio.ulmfit.app"
# What may be opened with it, or dropped on its icon; nothing is its own.
_TEXTS = [
    *("public.folder", "public.plain-text", "public.html", "public.json", "public.zip-archive"),
    *("public.comma-separated-values-text", "public.tab-separated-values-text"),
    "org.openxmlformats.spreadsheetml.sheet",
]


def information(program: str, version: str, translations: Path) -> dict[str, Any]:
    """Of ``Info.plist`` what PyInstaller does not know, or would guess wrongly of two programs: it
    takes the first by the alphabet for the app, and one with a console for no app at all."""
    languages = ["en", *sorted(path.stem for path in translations.glob("*.json"))]
    texts = {"CFBundleTypeName": "Texts", "CFBundleTypeRole": "Viewer"}
    return {
        "CFBundleExecutable": program,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": languages,
        "CFBundleDocumentTypes": [
            {**texts, "LSHandlerRank": "Alternate", "LSItemContentTypes": _TEXTS}
        ],
        "LSApplicationCategoryType": "public.app-category.education",
        "LSBackgroundOnly": False,
        "NSHighResolutionCapable": True,
    }


def programs(frozen: Path) -> Path:
    """The folder where the programs lie in what was frozen."""
    return frozen / "Contents" / "MacOS" if frozen.suffix == ".app" else frozen
