"""A pretrained base's card: what made it, on what."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.builders import base_config, tiny_tokenizer
from ulmfit_core.pretraining_corpus import CorpusFacts, CorpusSources, prepare_corpus
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretraining_card import write_card

_FACTS = CorpusFacts(80, 20, 4000, 1000, 20_000, 400)


def _card(folder: Path, device: str, **settings: Any) -> str:
    base = folder / "base"
    base.mkdir(exist_ok=True)
    training = {"tokens": 280, "tokens_before": 0, "hours": 0.1, "epochs": 1.0, "steps": 2}
    (base / "config.json").write_text(json.dumps(base_config(training=training)))
    job = PretrainJob(run_dir=str(folder), name="mine", device=device, **settings)
    write_card(job, _FACTS, "")
    return (base / "README.md").read_text(encoding="utf-8")


def test_a_processor_is_the_default(tmp_path: Path) -> None:
    card = _card(tmp_path, "cpu")
    assert "hours of training on" in card
    assert "--device" not in card


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_text_may_lie_in_a_file_that_is_named_in_other_bytes(tmp_path: Path) -> None:
    text, corpus = tmp_path / os.fsdecode(b"gr\xfc.txt"), tmp_path / "corpus"
    text.write_text("\n\n".join(f"Number {n} follows {n - 1}." for n in range(400)))
    prepare_corpus(CorpusSources((str(text),), vocab_size=320), corpus)
    (tmp_path / "base").mkdir()
    shutil.copy(corpus / "tokenizer.model", tmp_path / "base")
    assert "- gr\ufffd.txt" in _card(tmp_path, "cpu", corpus_dir=str(corpus))


def test_names_the_graphics_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device: f"a card called {device}")
    card = _card(tmp_path, "cuda")
    assert "hours of training on a card called cuda; " in card
    assert "--device cuda`" in card


def test_the_command_says_what_was_set_by_hand(tmp_path: Path) -> None:
    plain, other = tmp_path / "plain", tmp_path / "other"
    plain.mkdir()
    other.mkdir()
    assert "--set" not in _card(plain, "cpu")
    card = _card(other, "cpu", cooldown=0.3, warmup_steps=300)
    assert " --set warmup_steps=300 --set cooldown=0.3`" in card


@pytest.mark.parametrize(
    ("bound", "named"),
    [(270, 270), (0, 280), (400, 280), (200, 280)],
    ids=["reached", "minutes alone", "stopped before", "set lower since"],
)
def test_the_command_says_the_tokens_that_were_asked_for(
    tmp_path: Path, bound: int, named: int
) -> None:
    card = _card(tmp_path, "cpu", total_tokens=bound, batch_size=2, bptt=10)
    assert f" --tokens {named} " in card


def test_the_command_names_the_tokenizer_that_was_taken(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("\n".join(f"Is it {n}?" for n in range(9)), "utf-8")
    (tmp_path / "mine").mkdir()
    taken = tmp_path / "mine" / "tokenizer.model"
    taken.write_bytes(tiny_tokenizer().to_bytes())
    corpus = CorpusSources((str(tmp_path / "text.txt"),), tokenizer=str(taken))
    prepare_corpus(corpus, tmp_path / "corpus")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "tokenizer.model").write_bytes(taken.read_bytes())
    card = _card(tmp_path, "cpu", corpus_dir=str(tmp_path / "corpus"))
    assert " --tokenizer mine " in card
    assert "--vocab-size" not in card


@pytest.mark.parametrize(
    ("start_from", "backward", "named"),
    [
        ("bases/mine/base", True, "--from mine --backward"),  # a twin of one's own
        ("bases/mine-backward/base", True, "--from mine --backward"),  # that goes on
        ("pretrained/en-compact-backward", True, "--from en-compact --backward"),
        ("pretrained/en-compact", False, "--from en-compact --tokens"),
    ],
)
def test_the_command_names_the_base_as_it_takes_it(
    tmp_path: Path, start_from: str, backward: bool, named: str
) -> None:
    assert named in _card(tmp_path, "cpu", start_from=start_from, backward=backward)
