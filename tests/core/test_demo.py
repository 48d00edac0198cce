from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from ulmfit_core import demo
from ulmfit_core.resources import resource_path
from ulmfit_core.training import packages


def rows(name: str) -> list[dict[str, str]]:
    with resource_path("sample", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sample_is_what_its_readme_says() -> None:
    labelled, unlabelled = rows("feedback.csv"), rows("feedback_unlabelled.csv")
    said = resource_path("sample", "README.md").read_text(encoding="utf-8")
    counts = Counter(row["label"] for row in labelled)
    assert f"| `feedback.csv` | {len(labelled)}, {counts['billing']} of each label |" in said
    assert f"| `feedback_unlabelled.csv` | {len(unlabelled)} |" in said
    assert len(set(counts.values())) == 1
    assert set(re.findall(r"`(\w+)` \(", said)) == set(counts)
    assert "CC0" in said


def test_sample_never_repeats_itself() -> None:
    texts = [row["text"] for row in rows("feedback.csv") + rows("feedback_unlabelled.csv")]
    assert len({text.casefold() for text in texts}) == len(texts)


def test_model_goes_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ULMFIT_HOME", str(tmp_path / "home"))
    assert demo._models_folder() == tmp_path / "home" / "models"
    assert (tmp_path / "home" / "models").is_dir()


def test_model_goes_to_the_working_folder_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file, not a folder")
    monkeypatch.setenv("ULMFIT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert demo._models_folder() == tmp_path


def test_bare_installation_says_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ULMFIT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(packages, "_NEEDED", ("no_such_library",))
    with pytest.raises(SystemExit) as end:
        demo.main()
    assert end.value.code == 2
    said = capsys.readouterr()
    assert "it lacks no_such_library" in said.err
    assert said.out == ""
    assert not (tmp_path / "home").exists()


@pytest.mark.slow
def test_demo_ends_with_a_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ULMFIT_HOME", str(tmp_path))
    for _ in range(2):  # the second one replaces the first one's model
        with pytest.raises(SystemExit) as end:
            demo.main()
        assert end.value.code == 0
        said = capsys.readouterr().out
        assert "TF-IDF + logistic regression" in said
        assert "ulmfit predict" in said
        assert (tmp_path / "models" / "sample.ulmfit").is_file()
        assert not (tmp_path / "models" / "sample.ulmfit.work").exists()
