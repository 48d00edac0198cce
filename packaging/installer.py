"""Build what somebody without Python installs: ``python packaging/installer.py``, into ``dist/``.

A folder with the app and the command frozen by PyInstaller, on macOS the app as the Finder shows it
with the command inside, tried on the bundled sample; the same as an archive, and where there is
``dpkg-deb`` as a Debian package. A bundle runs on the operating system that it was built on, and
there on a C library at least as new.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

import debian_package
import macos_bundle
from steps import PYTHON, ROOT, SetupError, pip, run, say

DIST = ROOT / "dist"
NAME, COMMAND = "ulmfit-studio", "ulmfit"
_SUFFIX = ".exe" if os.name == "nt" else ""
_STAYS_UP = 15  # seconds in which a window that cannot open has ended
# Read by libraries that are looked for only when such a file is met.
_FILES = {
    "letter.rtf": r"{\rtf1 Late again.}",
    "letter.pdf": "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    "2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj "
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 5 0 R"
    "/Resources<</Font<</F 4 0 R>>>>>>endobj "
    "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj "
    "5 0 obj<</Length 32>>stream\nBT /F 9 Tf (Late again.) Tj ET\nendstream endobj "
    "trailer<</Root 1 0 R>>",
    "survey.por": f"{'0' * 40}ASCII SPSS PORT FILE{' ' * 20}\n{'0' * 80}\n{'0' * 80}\n"
    "0000000000000000000000000123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst\n"
    "uvwxyz .<(+|&[]!$*);^-/|,%_>?`:#@'=\"000000~000000000000000000000{}\\0000000000000\n"
    f"{'0' * 56}SPSSPORTA8/202611286/152\n"
    f"92018/ReadStat41/5C/7B/4/TEXT1/B/0/1/B/0/FB/Late again.{'Z' * 24}\n",
}
# Each is written from the one before, which is read so.
_WRITTEN = ("predicted.parquet", "predicted.csv.zst", "predicted.xlsx", "predicted.csv")
_XZ_PRESET = 3  # 6 takes three times as long for a hundredth of the size


def main() -> int:
    """The exit status: 0 with everything in ``dist/``, 1 after a sentence."""
    try:
        folder = freeze()
        say("Trying it on the sample")
        try_out(folder)
        for made in pack(folder):
            say(f"{made.relative_to(ROOT)}: {made.stat().st_size / 1e6:.0f} MB")
    except (SetupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def freeze() -> Path:
    """The folder with both programs; on macOS the app, which has them inside."""
    say("Freezing the app and the command: some minutes")
    pip(["pyinstaller"], "PyInstaller could not be installed.")
    spec = ROOT / "packaging" / "frozen" / "bundle.spec"
    places = ["--distpath", str(DIST), "--workpath", str(ROOT / "build")]
    command = [str(PYTHON), "-m", "PyInstaller", "--noconfirm", *places, str(spec)]
    run(command, "The programs could not be frozen.")
    return DIST / (macos_bundle.BUNDLE if sys.platform == "darwin" else NAME)


def try_out(folder: Path) -> None:
    """Train, predict and open the window as a new user would; SetupError where one fails."""
    sample, there = ROOT / "resources" / "sample", macos_bundle.programs(folder)
    with tempfile.TemporaryDirectory() as home:
        environment = _bare_environment(Path(home))
        model = str(Path(home, "model.ulmfit"))
        program = str(there / (COMMAND + _SUFFIX))
        train = [str(sample / "feedback.csv"), "--text", "text", "--label", "label"]
        letters = [Path(home, name) for name in _FILES]
        for letter, content in zip(letters, _FILES.values(), strict=True):
            letter.write_text(content, encoding="ascii")
        _expect_success(
            [program, "train", *train, "--preset", "quick", "--out", model], environment
        )
        texts = sample / "feedback_unlabelled.csv"
        for name in _WRITTEN:
            given = [str(texts), "--out", str(Path(home, name))]
            _expect_success([program, "predict", model, *given], environment)
            texts = Path(home, name)
        for letter in letters:
            given = [str(letter), "--out", str(texts), "--force"]
            _expect_success([program, "predict", model, *given], environment)
        _expect_window(str(there / (NAME + _SUFFIX)), environment)


def _bare_environment(home: Path) -> dict[str, str]:
    """Nothing of Python's or of this environment's; what Windows itself needs stays."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    return {**kept, "PATH": os.defpath, "HOME": str(home), "USERPROFILE": str(home)}


def _expect_success(command: list[str], environment: dict[str, str]) -> None:
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise SetupError(f"The frozen command failed: {' '.join(command)}\n{ended.stderr}")


def _expect_window(program: str, environment: dict[str, str]) -> None:
    invisible = environment | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([program], env=invisible, stderr=subprocess.PIPE, text=True) as window:
        try:
            _, said = window.communicate(timeout=_STAYS_UP)
        except subprocess.TimeoutExpired:
            window.terminate()
            window.communicate()
            return
    raise SetupError(f"The frozen window closed at once.\n{said}")


def pack(folder: Path) -> list[Path]:
    """The archive, and on Debian the package."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    name = f"{NAME}-{version}-{platform.system().lower()}-{platform.machine().lower()}"
    say("Packing: some minutes")
    made = [archive(folder, folder.parent / name)]
    if shutil.which("dpkg-deb"):
        made.append(debian_package.build(folder, folder.parent, version))
    return made


def archive(folder: Path, name: Path) -> Path:
    """``name`` with its suffix: .zip on Windows, elsewhere .tar.xz, which keeps links and modes."""
    if os.name == "nt":
        return Path(shutil.make_archive(str(name), "zip", folder.parent, folder.name))
    made = name.with_name(name.name + ".tar.xz")
    with tarfile.open(made, "w:xz", preset=_XZ_PRESET) as tar:
        tar.add(folder, folder.name)
    return made


if __name__ == "__main__":
    raise SystemExit(main())
