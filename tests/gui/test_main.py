from __future__ import annotations

import pytest

import app.__main__ as entry


def test_says_that_there_are_no_windows_yet(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main() == 2
    assert capsys.readouterr().err.strip() == entry.NO_WINDOWS_YET


def test_says_how_to_install_qt(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_installed(name: str) -> str:
        raise entry.PackageNotFoundError(name)

    monkeypatch.setattr(entry, "version", nothing_installed)
    assert entry.main() == 2
    assert 'pip install "ulmfit-studio[app]"' in capsys.readouterr().err


def test_refuses_the_qt_that_crashes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "version", lambda name: "6.12.0")
    monkeypatch.setattr(entry.sys, "version_info", (3, 11, 7))
    assert entry.main() == 2
    assert "PySide6 6.12.0 crashes" in capsys.readouterr().err
