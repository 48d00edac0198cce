"""The frozen programs as a Debian package, for the menu and for the terminal."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import logo
from steps import ROOT, run
from system_libraries import QT_LIBRARIES

NAME = "ulmfit-studio"
_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: The developers of ULMFiT Studio
Section: science
Priority: optional
Installed-Size: {kibibytes}
Depends: {depends}
Recommends: fonts-noto-core
Description: Text classifiers that learn from few labels
 Label a few texts by keyboard, train on your own machine, see how good it is
 beside simpler classifiers, and take the model away as one file. Offline.
"""
_MENU_ENTRY = """\
[Desktop Entry]
Type=Application
Name=ULMFiT Studio
Comment=Text classifiers that learn from few labels
Comment[de]=Texte einordnen lernen aus wenigen Beispielen
Exec=ulmfit-studio %F
Icon=ulmfit-studio
Categories=Science;Education;
Keywords=text;classification;label;machine learning;
StartupWMClass=ulmfit-studio
"""


def build(folder: Path, target: Path, version: str) -> Path:
    """The package of the programs in ``folder``, in the folder ``target``."""
    architecture = _architecture()
    made = target / f"{NAME}_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=target) as root:
        _lay_out(folder, Path(root))
        fields = {"version": version, "architecture": architecture, "kibibytes": _size(folder)}
        _write(Path(root, "DEBIAN", "control"), control(fields))
        Path(root).chmod(0o755)
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", root, str(made)]
        run(command, "The Debian package could not be built.")
    return made


def control(fields: dict[str, object]) -> str:
    """What apt is told. Qt's libraries come along, those that it loads of the system's do not."""
    libraries = [f"libc6 (>= {_libc_version()})", *sorted(set(QT_LIBRARIES.values()))]
    return _CONTROL.format(name=NAME, depends=", ".join(libraries), **fields)


def _lay_out(folder: Path, root: Path) -> None:
    """Every file where it is installed."""
    # Links in place of copies of a gigabyte; dpkg-deb reads through them.
    shutil.copytree(folder, root / "usr/lib" / NAME, copy_function=os.link, symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    for program in (NAME, "ulmfit"):
        (root / "usr/bin" / program).symlink_to(f"../lib/{NAME}/{program}")
    _write(root / f"usr/share/applications/{NAME}.desktop", _MENU_ENTRY)
    icon = root / f"usr/share/icons/hicolor/scalable/apps/{NAME}.svg"
    _write(icon, logo.drawing())
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    others = f"Licences of what it brings along: /usr/lib/{NAME}/_internal/*.dist-info\n\n"
    _write(root / f"usr/share/doc/{NAME}/copyright", others + licence)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _size(folder: Path) -> int:
    """KiB, what has two names counted once."""
    found = {file.stat().st_ino: file.stat().st_size for file in folder.rglob("*")}
    return sum(found.values()) // 1024


def _architecture() -> str:
    """Debian's name of this machine's kind."""
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    machine = os.uname().machine
    return names.get(machine, machine)


def _libc_version() -> str:
    return (os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.28").split()[1]
