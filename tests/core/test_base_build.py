"""A base model in the making: what is asked for, stopped, gone on with and thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.core.test_pretraining_corpus import write_articles
from ulmfit_core.base_build import BaseBuild, unfinished_builds
from ulmfit_core.base_models import find_base, list_bases
from ulmfit_core.base_request import BuildRequest
from ulmfit_core.errors import InputError, StorageError
from ulmfit_core.json_file import write_json
from ulmfit_core.training import pretrain_pace
from ulmfit_core.training.child_pretraining import build
from ulmfit_core.training.events import StopVerb
from ulmfit_core.training.pretrain_pace import Pace, Progress
from ulmfit_core.training.run_folder import RunFolder, RunState

MINUTES = 0.02


class Requests:
    """Asks for a pause once so many events have come."""

    def __init__(self, after: int = 1_000_000) -> None:
        self.left = after

    def stop_verb(self) -> StopVerb | None:
        return StopVerb.PAUSE if self.left <= 0 else None

    def answer(self) -> None:
        raise AssertionError("a pretraining is one run")

    def follow(self, made: BaseBuild) -> Iterator[dict[str, Any]]:
        for event in build(self, str(made.run.path)):
            self.left -= 1
            yield event


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildRequest:
    monkeypatch.setenv("ULMFIT_BASES", str(tmp_path / "bases"))
    text = write_articles(tmp_path / "numbers.txt", range(900))
    return BuildRequest("numbers", (str(text),), MINUTES, vocab_size=320)


def names() -> list[str]:
    return [made.name for made in unfinished_builds()]


def test_it_is_unfinished_until_there_is_a_base(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    assert names() == ["numbers"]
    *_, check = Requests().follow(made)
    assert check["n_same"] == check["n_texts"] > 0
    assert names() == []
    found = find_base("numbers")
    assert found.folder == made.base
    card = (made.base / "README.md").read_text(encoding="utf-8")
    assert "- numbers.txt" in card
    assert "held-out documents come back" in card


@pytest.mark.parametrize("damage", [{"kind": None}, {"sources": 3}, {"sources": {"paths": []}}])
def test_a_damaged_one_is_not_listed(request_: BuildRequest, damage: dict[str, Any]) -> None:
    made = BaseBuild.create(request_)
    write_json(made.run.job_path, made.run.job | damage)
    assert names() == []


def test_of_a_table_the_column_is_read_and_named_on_the_card(
    request_: BuildRequest, tmp_path: Path
) -> None:
    table = tmp_path / "answers.csv"
    rows = "".join(f"{n};Die Zahl {n} folgt auf {n - 1}.\n" for n in range(1200))
    table.write_text("Nr;Antwort\n" + rows, encoding="utf-8")
    wanted = replace(request_, paths=(str(table),), text_columns=("Antwort",))
    made = BaseBuild.create(wanted)
    assert list(Requests().follow(made))
    card = (made.base / "README.md").read_text(encoding="utf-8")
    assert "answers.csv --text Antwort --out" in card


def test_what_was_paused_goes_on_where_it_was(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    assert [*Requests(after=3).follow(made)][-1]["verb"] == StopVerb.PAUSE
    assert (made.run.state, names()) == (RunState.PAUSED, ["numbers"])
    paused = made.history().step
    again = BaseBuild(RunFolder(made.run.path))
    events = [*Requests().follow(again)]
    assert events[0]["step"] == paused
    assert again.is_finished


def test_a_finished_one_reads_on_and_stays_in_use_meanwhile(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    assert list(Requests().follow(made))
    first = find_base("numbers").config["training"]
    made.read_on(MINUTES)
    assert names() == ["numbers"]
    trunk, before = made.history().step, made.history().seconds
    assert 0 < trunk < first["steps"]
    assert made.job.minutes == pytest.approx(before / 60 + MINUTES)
    assert made.job_left(before).minutes == pytest.approx(MINUTES)
    assert find_base("numbers").config["training"] == first
    assert [*Requests(after=3).follow(made)][-1]["verb"] == StopVerb.PAUSE
    assert names() == ["numbers"]
    assert list(Requests().follow(made))
    assert made.is_finished
    assert find_base("numbers").config["training"]["steps"] > trunk


def test_one_that_reads_on_can_be_left_as_it_was(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    assert list(Requests().follow(made))
    assert not made.reads_on
    made.read_on(60.0)
    assert [*Requests(after=3).follow(made)][-1]["verb"] == StopVerb.PAUSE
    paused = made.history().step
    assert made.reads_on
    made.stay()
    assert (made.is_finished, made.reads_on, names()) == (True, False, [])
    made.read_on(60.0)
    assert made.history().step == paused


def test_the_rate_falls_for_half_of_a_short_time_more(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    assert list(Requests().follow(made))
    made.read_on(MINUTES / 100)
    left = made.job_left(made.history().seconds)
    assert left.minutes * left.cooldown == pytest.approx(MINUTES / 200)


def test_one_that_was_killed_before_its_card_gets_it(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    assert list(Requests().follow(made))
    (made.base / "README.md").unlink()
    assert names() == ["numbers"]
    assert len([*Requests().follow(made)]) == 1
    assert made.is_finished


def test_time_already_spent_is_not_spent_again(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    seconds = 60 * MINUTES
    half, all_ = made.job_left(0.5 * seconds), made.job_left(2 * seconds)
    assert (half.minutes, half.cooldown) == pytest.approx((0.5 * MINUTES, 0.4))
    assert (all_.minutes, all_.cooldown) == pytest.approx((0.2 * MINUTES, 1.0))


def test_nothing_is_dropped_while_the_text_is_new(request_: BuildRequest) -> None:
    job = BaseBuild.create(request_).job
    assert (job.dropout, job.dropout_after) == (0.5, 4)


def test_a_disk_without_room_is_told_before_it_begins(
    request_: BuildRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=10**8))
    with pytest.raises(StorageError, match=r"takes 0\.2 GB on disk .* and 0\.1 GB are free"):
        BaseBuild.create(request_)
    assert names() == []


def test_the_rate_falls_at_the_end_of_the_time_whatever_the_pauses(
    request_: BuildRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(pretrain_pace.time, "monotonic", lambda: clock[0])
    made, progress = BaseBuild.create(replace(request_, minutes=10.0)), Progress()
    rates: list[float] = []

    def learn(pace: Pace, until: float) -> None:
        while progress.seconds < until and not pace.finished:
            if pace.cooldown_due:
                progress.cooldown_start = progress.tokens
                progress.cooldown_tokens = pace.cooldown_tokens()
            rates.append(pace.rate)
            clock[0] += 1.0
            pace.count(100, 1.0)

    for pause in (200.0, 450.0, 560.0, 1e6):  # the third within the fall
        learn(Pace(made.job_left(progress.seconds), progress), pause)
        clock[0] += 5000.0
    peak = made.job.peak_rate
    assert progress.seconds == pytest.approx(600, abs=3)
    assert rates.index(peak) == pytest.approx(60, abs=2)
    assert len(rates) - 1 - rates[::-1].index(peak) == pytest.approx(480, abs=2)
    assert rates[-1] < 0.05 * peak


def test_it_begins_with_the_layers_of_another(request_: BuildRequest) -> None:
    made = BaseBuild.create(replace(request_, name=" de ", begin="en-full"))
    job = made.job
    assert (job.new_vocabulary, job.backward, job.hidden_size) == (True, False, 1152)
    assert (made.name, made.sources.tokenizer) == ("de", "")


def test_a_twin_reads_backward_under_the_same_vocabulary(request_: BuildRequest) -> None:
    made = BaseBuild.create(replace(request_, begin="en-full", twin=True))
    assert made.name == "en-full-backward"
    assert (made.job.new_vocabulary, made.job.backward) == (False, True)
    assert Path(made.sources.tokenizer).parent == find_base("en-full").folder


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "de.", "de.ulmfit", "None"])
def test_names_that_mean_something_else_are_refused(request_: BuildRequest, name: str) -> None:
    with pytest.raises(InputError, match="cannot be the name"):
        BaseBuild.create(replace(request_, name=name))
    assert names() == []


def test_a_name_has_room_in_the_file_system(request_: BuildRequest) -> None:
    with pytest.raises(InputError, match="60 characters at most"):
        BaseBuild.create(replace(request_, name="ä" * 130))
    longest = BaseBuild.create(replace(request_, name="🙂" * 60))
    assert longest.run.path.is_dir()


def test_a_name_is_given_once(request_: BuildRequest) -> None:
    BaseBuild.create(request_)
    for name in ("numbers", "en-compact"):
        with pytest.raises(InputError, match="already"):
            BaseBuild.create(replace(request_, name=name))


def test_it_is_thrown_away_whole_unless_somebody_works_at_it(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    with made.run.lock.held(), pytest.raises(StorageError, match="in use"):
        made.discard()
    assert names() == ["numbers"]
    made.discard()
    assert not made.run.path.exists()


def test_one_that_another_is_begun_with_is_kept(request_: BuildRequest) -> None:
    first = BaseBuild.create(request_)
    assert list(Requests().follow(first))
    second = BaseBuild.create(replace(request_, name="more", begin="numbers"))
    with pytest.raises(InputError, match="more was begun with numbers"):
        first.discard()
    second.discard()
    first.discard()
    assert not first.run.path.exists()


def test_a_damaged_one_is_passed_over(request_: BuildRequest) -> None:
    made = BaseBuild.create(request_)
    made.run.job_path.write_text("{")
    assert names() == []
    assert "numbers" not in [base.name for base in list_bases()]
