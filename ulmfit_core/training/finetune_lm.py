"""Stage 2: fine-tune the language model on the target texts (paper section 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch import Tensor

from ulmfit_core.architecture import Architecture
from ulmfit_core.batching import LanguageModelBatches, Window, document_stream, even_slices
from ulmfit_core.evaluation.continuation import continued
from ulmfit_core.evaluation.perplexity import language_model_perplexity
from ulmfit_core.export.base_model import BaseModel, direction, exact, read_base, write_base
from ulmfit_core.modules.awd_lstm import (
    Dropouts,
    State,
)
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.token_store import open_token_store
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training.device import check_device
from ulmfit_core.training.events import StopCheck, TrainingEvent, never
from ulmfit_core.training.finetune_jobs import LanguageModelJob
from ulmfit_core.training.loop import Loop
from ulmfit_core.training.param_groups import language_model_groups
from ulmfit_core.training.peak_rates import layer_rates
from ulmfit_core.training.plan import Plan
from ulmfit_core.training.precision import resolve_precision
from ulmfit_core.training.regularization import (
    activation_regularization,
    temporal_activation_regularization,
)
from ulmfit_core.training.task import Loss, Task
from ulmfit_core.training.unfreezing import Stage, full_training

_WINDOWS_PER_STREAM = 4
LANGUAGE_MODEL = "language_model"  # the result's folder within the run's


def finetune_lm(
    job: LanguageModelJob, *, should_stop: StopCheck = never
) -> Iterator[TrainingEvent]:
    """Fine-tune, or go on from the run folder's checkpoint.

    Ends with the language model in ``language_model/`` of the run folder, in the format
    of a base model. Raises ModelFileError where the base or the texts cannot be read.
    """
    torch.manual_seed(job.seed)
    task = LanguageModelTask(job)
    loop = Loop(task, task.plan())
    if not (yield from loop.run(should_stop)):
        return
    training = {"job": asdict(replace(job, run_dir="", data_dir="", base_dir=""))}
    result = BaseModel("fine-tuned", direction(job.backward), training, task.model, task.tokenizer)
    write_base(result, Path(job.run_dir) / LANGUAGE_MODEL, exact)
    yield loop.finished()


class LanguageModelTask(Task):
    """Streams of the target texts, read with the state carried from window to window."""

    def __init__(self, job: LanguageModelJob) -> None:
        check_device(job.device)
        self.job = job
        data = Path(job.data_dir)
        self.tokenizer = Tokenizer.load(data / "tokenizer.model")
        self.train = open_token_store(data / "train")
        self.valid = open_token_store(data / "valid") if (data / "valid").exists() else None
        self.model = _starting_model(job, self.tokenizer).to(job.device)
        self.model.set_dropouts(Dropouts().times(job.dropout))
        dtype = resolve_precision(job.precision, job.device)
        self.model.set_compute_dtype(dtype)
        self.groups = language_model_groups(self.model)
        self.detail = f"{dtype} on {job.device}".removeprefix("torch.")
        self._state: State = []

    def plan(self) -> Plan:
        """The job's stages and rates."""
        return _plan(self.job, len(self.groups), self.detail)

    def n_batches(self, epoch: int) -> int:
        """Windows of an epoch; they depend on the streams' length alone."""
        return sum(1 for _ in self._streams(epoch).spans())

    def batches(self, epoch: int) -> Iterator[Window]:
        """Windows over the texts in this epoch's order."""
        return self._streams(epoch).windows()

    def losses(self, batch: Window) -> Iterator[Loss]:
        """Cross-entropy of the window's targets, with AR and TAR."""
        rows = batch.ids.shape[1]
        if batch.start == 0 or not self._state:
            self._state = self.model.encoder.zero_state(rows)
        after = []
        for part in even_slices(rows, self.job.batch_parts):
            before = [(h[part], c[part]) for h, c in self._state]
            loss, state = self._loss(batch.ids[:, part], batch.targets[:, part], before)
            after.append(state)
            yield loss.times((part.stop - part.start) / rows)
        self._state = _side_by_side(after)

    def _loss(self, ids: Tensor, targets: Tensor, state: State) -> tuple[Loss, State]:
        """Of some streams, and the state they are left in."""
        job = self.job
        out = self.model(ids.to(job.device), targets.to(job.device), state)
        total = (
            out.loss
            + activation_regularization(out.dropped, job.ar_alpha)
            + temporal_activation_regularization(out.raw, job.tar_beta)
        )
        return Loss(total, out.loss.detach(), ids.numel()), out.state

    def rate_scale(self, batch: Window) -> float:
        """Rates in proportion to the window's length (Merity et al. 2018, section 5)."""
        is_scaled = self.job.variable_bptt and self.job.rate_by_window
        return len(batch.ids) / self.job.bptt if is_scaled else 1.0

    def validate(self) -> dict[str, float]:
        """Perplexity and bits per byte on the held-out texts, where there are any."""
        if self.valid is None:
            return {}
        measured = language_model_perplexity(self.model, self.valid, backward=self.job.backward)
        return {
            "valid_loss": measured.nats / measured.tokens,
            "perplexity": measured.perplexity,
            "bits_per_byte": measured.bits_per_byte,
            "score": -measured.bits_per_byte,
        }

    def written(self) -> str:
        """How it goes on with the job's prompt; with the same luck after each pass."""
        job = self.job
        if not job.prompt:
            return ""
        return continued(
            self.model, self.tokenizer, job.prompt, seed=job.seed, backward=job.backward
        )

    def carried(self) -> dict[str, Tensor]:
        """The streams' hidden state."""
        return {
            f"{k}.{i}": t
            for i, pair in enumerate(self._state)
            for k, t in zip("hc", pair, strict=True)
        }

    def restore(self, carried: dict[str, Tensor]) -> None:
        """Take up the streams' hidden state."""
        at = {name: tensor.to(self.job.device) for name, tensor in carried.items()}
        self._state = [(at[f"h.{i}"], at[f"c.{i}"]) for i in range(len(at) // 2)]

    def _streams(self, epoch: int) -> LanguageModelBatches:
        job = self.job
        seed = job.seed * 1_000_003 + epoch
        stream = document_stream(self.train, seed, backward=job.backward)
        # Few texts: rather fewer streams than ones too short to fill a window.
        rows = max(1, min(job.batch_size, len(stream) // (_WINDOWS_PER_STREAM * job.bptt)))
        return LanguageModelBatches(stream, rows, job.bptt, variable=job.variable_bptt, seed=seed)


def _side_by_side(states: list[State]) -> State:
    """The state of all streams, from that of some after some."""
    layers = zip(*states, strict=True)
    return [(torch.cat([h for h, _ in each]), torch.cat([c for _, c in each])) for each in layers]


def _starting_model(job: LanguageModelJob, tokenizer: Tokenizer) -> LanguageModel:
    if job.base_dir:
        return read_base(Path(job.base_dir), tokenizer).model
    sizes = Architecture(tokenizer.vocab_size, job.embedding_size, job.hidden_size, job.n_layers)
    return LanguageModel(sizes)


def _plan(job: LanguageModelJob, n_groups: int, detail: str) -> Plan:
    rates = layer_rates(job, n_groups)
    stages, peaks = full_training(n_groups, job.epochs), [rates]
    if job.frozen_epochs:
        stages = (Stage("embedding alone", (0,), job.frozen_epochs), *stages)
        peaks = [(job.frozen_rate,) * n_groups, rates]
    return Plan.of(job, stages, tuple(peaks), keep_best=False, detail=detail)
