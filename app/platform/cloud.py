"""Folders that another program copies to somebody else's computer as they change.

Windows and macOS keep a user's documents in such a folder unless told otherwise, and nothing of a
project may leave the machine unasked.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

# What the services call their folders; OneDrive adds an employer's name, Dropbox a team's.
_SERVICES = {
    "OneDrive": r"OneDrive( - .+)?",
    "Dropbox": r"Dropbox( \(.+\))?",
    "Google Drive": r"Google ?Drive|My Drive|Meine Ablage",
    "iCloud": r"iCloud ?Drive|Mobile Documents",
    "Nextcloud": r"Nextcloud\d*|ownCloud\d*",
    "pCloud": r"pCloud ?Drive",
    "Proton Drive": r"Proton ?Drive",
    "MEGA": r"MEGA(sync)?",
    "Box": r"Box( Sync)?",
}
_ICLOUD = Path("Library", "Mobile Documents", "com~apple~CloudDocs")  # of macOS, in the home
_CLOUD_STORAGE = "CloudStorage"  # of macOS, a folder a service: "GoogleDrive-ana@example.org"


def synced_by(folder: Path) -> str | None:
    """The service whose folder this is in, by the names above it; None where there is none."""
    if _is_taken_along(folder):
        return "iCloud"
    for place in (folder, *folder.parents):
        name = place.name.partition("-")[0] if place.parent.name == _CLOUD_STORAGE else place.name
        for service, names in _SERVICES.items():
            if re.fullmatch(names, name):
                return service
    return None


def _is_taken_along(folder: Path) -> bool:
    """Whether iCloud has the desktop and the documents too, which keep their names in the home."""
    home = Path.home()
    for name in ("Desktop", "Documents"):
        with suppress(OSError):  # macOS may not let us look
            if folder.is_relative_to(home / name) and (home / _ICLOUD / name).exists():
                return True
    return False
