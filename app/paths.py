"""Where the app keeps what outlives a project, by the customs of each system."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import platformdirs

from app.platform.cloud import synced_by

_NAME = "ulmfit-studio"
_LONGEST = 200  # bytes of a folder's name: file systems take 255, with a number behind it
_OWN = 0o700

_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # Windows takes them


def config_folder() -> Path:
    """Preferences."""
    return platformdirs.user_config_path(_NAME, appauthor=False)


def log_folder() -> Path:
    """What the app wrote down about itself; safe to delete."""
    return platformdirs.user_log_path(_NAME, appauthor=False)


def cache_folder() -> Path:
    """What was measured or worked out and can be again; safe to delete."""
    return platformdirs.user_cache_path(_NAME, appauthor=False)


def projects_folder(platform: str = sys.platform) -> Path:
    """Where new projects go unless told otherwise; not made before it is needed.

    Not among documents that a service copies elsewhere, nor among any on macOS: iCloud may be given
    them later, and whoever starts the app would be asked whether it may look at them.
    """
    documents = platformdirs.user_documents_path()
    is_shared = platform == "darwin" or synced_by(documents) is not None
    return (Path.home() if is_shared else documents) / "ULMFiT Studio"


def make_own(folder: Path) -> None:
    """Make a folder that others of this computer do not look into; one that is there stays as it
    is. Raises OSError."""
    folder.mkdir(_OWN, parents=True, exist_ok=True)


def place_words(folder: Path) -> str:
    """Where a folder is, short: with ``~`` for the home of who reads it."""
    home = Path.home()
    return str(Path("~") / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)


def free_folder(name: str, parent: Path) -> Path:
    """A folder in ``parent`` for a project of this name, where nothing is yet."""
    stem = "".join("-" if c in '<>:"/\\|?*' or ord(c) < 32 else c for c in name).strip(" .")
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").strip() or "project"
    if _DEVICE.fullmatch(stem):
        stem = f"_{stem}"
    candidate, number = parent / stem, 2
    while _is_taken(candidate):
        candidate, number = parent / f"{stem} {number}", number + 1
    return candidate


def _is_taken(folder: Path) -> bool:
    """Where it cannot be looked, making the project says why."""
    try:
        return folder.exists()
    except OSError:
        return False
