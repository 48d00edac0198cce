"""What a kill and a power cut leave of a file that was being replaced."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ulmfit_core.corpus import atomic
from ulmfit_core.corpus.atomic import appearing_folder, move, replacing, replacing_folder

WRITE_HALF = """
import sys
from ulmfit_core.corpus.atomic import replacing
with replacing(sys.argv[1]) as stream:
    stream.write(b"half")
    stream.flush()
    print("there", flush=True)
    sys.stdin.read()
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_kill_left_goes_with_the_next_try(tmp_path: Path) -> None:
    path = tmp_path / "labels [1].csv"
    path.write_bytes(b"old")
    beside = tmp_path / ".labels [1].csv.mine.partial"
    beside.touch()
    command = [sys.executable, "-c", WRITE_HALF, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"there"
        writer.kill()
    assert path.read_bytes() == b"old"
    assert len(names(tmp_path)) == 3
    with replacing(path) as stream:
        stream.write(b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == [beside.name, path.name]


def test_what_another_still_writes_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    with replacing(path) as first:
        first.write(b"first")
        with replacing(path) as second:
            second.write(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["labels.csv"]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder cannot be opened")
def test_all_bytes_are_on_the_disk_before_the_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole file is synced, then moved, then its folder is synced."""
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    synced: list[tuple[int, int, bytes]] = []  # file, its size, what the name holds meanwhile

    def sync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        synced.append((found.st_ino, found.st_size, path.read_bytes()))

    monkeypatch.setattr(os, "fsync", sync)
    with replacing(path) as stream:
        stream.write(b"newer")
    file, folder = path.stat(), tmp_path.stat()
    assert synced == [(file.st_ino, 5, b"old"), (folder.st_ino, folder.st_size, b"newer")]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder cannot be opened")
@pytest.mark.parametrize("making", [replacing_folder, appearing_folder])
def test_all_of_a_folder_is_on_the_disk_before_its_name_is(
    making: Callable[[Path], AbstractContextManager[Path]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, before, after = tmp_path / "made", set[int](), set[int]()

    def sync(descriptor: int) -> None:
        (after if folder.exists() else before).add(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", sync)
    with making(folder) as partial:
        (partial / "train").mkdir()
        for name in ("model.bin", "train/rows.bin"):
            (partial / name).write_bytes(b"all of it")
    assert before == {path.stat().st_ino for path in (folder, *folder.rglob("*"))}
    assert after == {tmp_path.stat().st_ino}


class Held:
    """Renames as Windows does while somebody reads the file: refused so many times."""

    def __init__(self, times: int, code: int | None) -> None:
        self.times, self.code, self._replace = times, code, os.replace

    def __call__(self, source: Path, target: Path) -> None:
        if self.times:
            self.times -= 1
            error = PermissionError(errno.EACCES, "Access denied")
            if self.code is not None:
                error.winerror = self.code
            raise error
        self._replace(source, target)


@pytest.mark.parametrize("code", [5, 32])
def test_what_is_read_on_windows_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "replace", Held(2, code))
    with replacing(tmp_path / "labels.csv") as stream:
        stream.write(b"new")
    assert (tmp_path / "labels.csv").read_bytes() == b"new"


@pytest.mark.parametrize(("code", "tries"), [(5, 3), (None, 1), (112, 1)])
def test_it_is_given_up_where_that_does_not_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int | None, tries: int
) -> None:
    held = Held(99, code)
    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(atomic, "_PAUSES", (0.0, 0.0))
    with pytest.raises(PermissionError):
        move(tmp_path / "new", tmp_path / "old")
    assert 99 - held.times == tries


@pytest.mark.skipif(os.name != "posix", reason="asked of macOS by POSIX means")
@pytest.mark.parametrize("is_known", [True, False])
def test_macos_is_told_to_write_past_the_memory_of_the_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    import fcntl

    asked: list[object] = []

    def answer(descriptor: int, command: int) -> int:
        asked.append(command)
        if not is_known:
            raise OSError(errno.ENOTSUP, "Operation not supported")
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", answer)
    monkeypatch.setattr(os, "fsync", lambda descriptor: asked.append("fsync"))
    with replacing(tmp_path / "a.txt") as stream:
        stream.write(b"all of it")
    once = [51] if is_known else [51, "fsync"]
    assert asked == once * 2  # the file, and the folder that has its name
