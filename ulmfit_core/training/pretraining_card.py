"""What a pretrained base's card says of how it was made."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Any

from ulmfit_core.base_models import forward_of
from ulmfit_core.corpus.atomic import atomic_file
from ulmfit_core.corpus.encoding import repaired
from ulmfit_core.export.base_card import BaseOrigin, base_card
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.pretraining_corpus import CorpusFacts, CorpusSources, corpus_sources
from ulmfit_core.token_store import open_token_store
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.tokenizer_check import TokenizerCheck, check_tokenizer
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.settings import setting_names


class Arch(StrEnum):
    """Sizes of the network."""

    COMPACT = "compact"
    # Howard & Ruder 2018, section 4.1 (AWD-LSTM of Merity et al.) has 1,150 units; not a
    # multiple of 8, as products in 16 bits want.
    FULL = "full"


SIZES = {Arch.COMPACT: (256, 640, 3), Arch.FULL: (400, 1152, 3)}


def write_card(job: PretrainJob, facts: CorpusFacts, licence: str) -> None:
    """Beside the base that the job has made."""
    from ulmfit_core.training.device import hardware  # torch takes its time to import

    sources = corpus_sources(Path(job.corpus_dir))
    base = Path(job.run_dir) / "base"
    config = read_base_config(base)
    # Names only: a card is passed on, and whose disk the files lay on is nobody's business.
    names = [repaired(Path(path).name) for path in sources.paths] if sources else []
    vocabulary = _vocabulary(sources, facts)
    words = _command(job, [*names, *_columns(sources)], vocabulary, config["training"])
    origin = BaseOrigin(
        sources=names,
        n_documents=facts.n_train,
        licence=licence,
        command=shlex.join(words),
        hardware=hardware(job.device),
        tokenizer=tokenizer_check(job) if sources else None,
    )
    with atomic_file(base / "README.md") as sink:
        sink.write(base_card(config, origin).encode("utf-8"))


def tokenizer_check(job: PretrainJob) -> TokenizerCheck:
    """Of the tokenizer that lies with the base, on what was held out from it."""
    tokenizer = Tokenizer.load(Path(job.run_dir) / "base" / "tokenizer.model")
    return check_tokenizer(tokenizer, open_token_store(Path(job.corpus_dir) / "valid"))


def _columns(sources: CorpusSources | None) -> list[str]:
    """``--text`` of tables whose texts do not stand where the command looks by itself."""
    columns = sources.text_columns if sources else ("text",)
    if columns == ("text",):
        return []
    return [word for column in columns for word in ("--text", column)]


def _vocabulary(sources: CorpusSources | None, facts: CorpusFacts) -> list[str]:
    """Of a base's tokenizer the base is named, as ``--tokenizer`` takes its folder."""
    if sources is None or not sources.tokenizer:
        return ["--vocab-size", str(facts.vocab_size)]
    path = Path(sources.tokenizer)
    named = path.parent.name if path.name == "tokenizer.model" else path.name
    return ["--tokenizer", repaired(named or path.name)]


def _command(
    job: PretrainJob, corpus: list[str], vocabulary: list[str], training: dict[str, Any]
) -> list[str]:
    """What makes such a model again, however many starts this one took."""
    sizes = (job.embedding_size, job.hidden_size, job.n_layers)
    arch = next((name for name, known in SIZES.items() if known == sizes), Arch.COMPACT)
    is_own = job.new_vocabulary or not job.start_from
    return [
        *("ulmfit", "pretrain", *corpus),
        *("--out", job.name, "--name", job.name),
        *(["--from", _begun_with(job)] if job.start_from else ["--arch", arch.value]),
        *(["--backward"] if job.backward else []),
        *("--tokens", str(_tokens(job, training["tokens"] - training["tokens_before"]))),
        *(["--new-vocabulary"] if job.new_vocabulary else []),
        *(vocabulary if is_own else []),
        *("--batch-size", str(job.batch_size), "--rate", str(job.peak_rate)),
        *("--seed", str(job.seed)),
        *(["--device", job.device] if job.device != "cpu" else []),
        *_other_settings(job),
    ]


def _tokens(job: PretrainJob, read: int) -> int:
    """The bound of tokens where it ended the job, by less than an update later, as it says where
    the rate falls; else what was ``read``."""
    ended_it = 0 <= read - job.total_tokens < job.batch_size * job.bptt
    return job.total_tokens if job.total_tokens and ended_it else read


def _begun_with(job: PretrainJob) -> str:
    """The base's name as ``--from`` takes it: what was pretrained lies one folder deeper, and
    ``--backward`` finds the twin of what is named."""
    folder = Path(job.start_from)
    name = folder.parent.name if folder.name == "base" else folder.name
    return forward_of(name) if job.backward else name


def _other_settings(job: PretrainJob) -> list[str]:
    """``--set`` of what is not as it is by itself."""
    unset = PretrainJob(run_dir="")
    names = [n for n in setting_names(PretrainJob) if getattr(job, n) != getattr(unset, n)]
    return [word for name in names for word in ("--set", f"{name}={getattr(job, name)}")]
