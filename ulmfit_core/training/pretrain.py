"""Stage 1: pretrain a language model on general text (paper section 3.1)."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from ulmfit_core.batching import LanguageModelBatches, Window, document_stream
from ulmfit_core.errors import InputError
from ulmfit_core.evaluation.perplexity import language_model_perplexity
from ulmfit_core.export.base_model import BaseModel, direction, write_base
from ulmfit_core.modules.awd_lstm import Dropouts, State
from ulmfit_core.token_store import open_token_store
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training import events
from ulmfit_core.training.checkpoint import (
    extra_tensors,
    load_checkpoint,
    newest,
    save_checkpoint,
)
from ulmfit_core.training.device import check_device
from ulmfit_core.training.events import StopCheck, StopVerb, TrainingEvent, never
from ulmfit_core.training.param_groups import (
    LayerGroup,
    build_optimizer,
    set_learning_rates,
    take_step,
)
from ulmfit_core.training.precision import resolve_precision
from ulmfit_core.training.pretrain_job import PretrainJob
from ulmfit_core.training.pretrain_pace import Pace, Progress
from ulmfit_core.training.pretrain_start import starting_point
from ulmfit_core.training.world import join_world, leave_world

TRUNK, COOLDOWN = "trunk", "cooldown"
_WHERE = ("run_dir", "corpus_dir", "start_from")  # settings that name this machine's folders
_MOST_LOST = 200  # updates; one alone that 16 bits cannot hold is no harm
_LARGEST_EVALUATION = 80  # held-out documents per measurement


def pretrain(job: PretrainJob, *, should_stop: StopCheck = never) -> Iterator[TrainingEvent]:
    """Train, or go on from the run folder's checkpoint; ends with the base model's weights.

    An interrupted cool-down is finished first; a finished run goes on from its trunk.
    Resume equals never having stopped, where ``total_tokens`` (not time) is the bound.
    """
    try:
        yield from _Pretraining(job).run(should_stop)
    finally:
        leave_world()


class _Pretraining:
    """The state of one pretraining; ``run`` is the recipe, read from top to bottom."""

    def __init__(self, job: PretrainJob) -> None:
        check_device(job.device)
        torch.manual_seed(job.seed)
        self.job = job
        self.folder = Path(job.run_dir)
        corpus = Path(job.corpus_dir)
        self.tokenizer = Tokenizer.load(corpus / "tokenizer.model")
        self.train = open_token_store(corpus / "train")
        self.valid = open_token_store(corpus / "valid").first(_LARGEST_EVALUATION)
        self.start = starting_point(job, self.tokenizer)
        self.world = join_world()  # first: it says which graphics card is this process's
        self.model = self.start.model.to(job.device)
        self.replica = self.world.wrap(self.model)
        self.dtype = resolve_precision(job.precision, job.device)
        self.model.set_compute_dtype(self.dtype)
        everything = LayerGroup("all", tuple(self.model.parameters()))
        betas = (job.beta1, job.beta2)
        self.optimizer = build_optimizer((everything,), betas, job.weight_decay)
        self.progress = self._load()
        self.pace = Pace(job, self.progress)
        self.n_lost = 0  # updates in a row that were no numbers
        self.evaluated_at, self.evaluation = time.monotonic(), 0.0  # clock and seconds, the latest

    def run(self, should_stop: StopCheck) -> Iterator[TrainingEvent]:
        p = self.progress
        detail = f"{self.dtype} on {self.job.device}, {self.world.size} process(es)"
        yield events.RunStarted("pretrain", 0, ("all",), p.step, detail)
        yield self._stage()
        last_save = time.monotonic()
        state = self._saved_state()
        for window in self._windows():
            if window.start == 0 or state is None:
                state = self.model.encoder.zero_state(self.world.share(window.ids).shape[1])
            if self.world.agree(self.pace.cooldown_due):
                yield self._save(TRUNK, state)
                p.cooldown_start = p.tokens
                # Clocks differ between processes; their updates must not.
                p.cooldown_tokens = self.world.agree(self.pace.cooldown_tokens())
                yield self._stage()
            if self.pace.finished:
                break
            event, state = self._step(window, state)
            yield event
            if self._is_evaluation_due:
                yield self._evaluate()
            verb = self._agree_to_stop(should_stop())
            save_due = time.monotonic() - last_save > self.job.checkpoint_minutes * 60
            if verb in (StopVerb.PAUSE, StopVerb.KEEP_BEST) or self.world.agree(save_due):
                last_save = time.monotonic()
                yield self._save(COOLDOWN if p.cooldown_start else TRUNK, state)
            if verb in (StopVerb.PAUSE, StopVerb.DISCARD):
                yield events.RunStopped(p.step, verb)
                return
            if verb is StopVerb.KEEP_BEST:
                break
        yield self._evaluate()
        if self.world.leads:
            self._write_base()
        yield events.RunFinished(p.step, {"bits_per_byte": p.bits_per_byte}, p.step)

    def _stage(self) -> TrainingEvent:
        stage, name = (2, "cool-down") if self.progress.cooldown_start else (1, "trunk")
        return events.StageStarted(stage, name, ("all",), (), self.progress.step + 1, 0, 2)

    def _windows(self) -> Iterator[Window]:
        """Windows of epoch after epoch, from where the run stands."""
        p = self.progress
        while True:
            self.model.set_dropouts(self._dropouts())
            stream = document_stream(
                self.train, self.job.seed + p.epoch, backward=self.job.backward
            )
            batches = LanguageModelBatches(stream, self.job.batch_size, self.job.bptt)
            if not batches.length:
                raise InputError(
                    "The corpus holds no text to learn from.", "Give a file that holds some."
                )
            yield from batches.windows(p.position)
            p.epoch, p.position = p.epoch + 1, 0

    def _dropouts(self) -> Dropouts:
        """None while all that is read is new, or almost."""
        is_due = self.progress.epoch >= self.job.dropout_after
        return Dropouts().times(self.job.dropout if is_due else 0.0)

    def _step(self, window: Window, state: State) -> tuple[TrainingEvent, State]:
        begun = time.perf_counter()
        rate = self.pace.rate
        set_learning_rates(self.optimizer, (rate,))
        ids, targets = (
            self.world.share(t).to(self.job.device) for t in (window.ids, window.targets)
        )
        out = self.replica(ids, targets, state)
        out.loss.backward()
        norm = take_step(self.optimizer, self.model, self.job.clip)
        loss = self.world.mean(out.loss.detach()).item()
        self._check(loss, norm.item())
        n_tokens, seconds = window.ids.numel(), self._agreed(time.perf_counter() - begun)
        self.pace.count(n_tokens, seconds)
        self.progress.position = window.position
        step = self.progress.step
        return events.StepFinished(step, loss, (rate,), norm.item(), n_tokens, seconds), out.state

    def _agreed(self, seconds: float) -> float:
        """The leading process's: the warm-up hangs on them, and updates must not differ."""
        return self.world.agree(round(1e6 * seconds)) / 1e6

    def _check(self, loss: float, norm: float) -> None:
        """Raises InputError once so many updates in a row were left out that none will come."""
        is_lost = not (math.isfinite(loss) and math.isfinite(norm))
        self.n_lost = self.n_lost + 1 if is_lost else 0
        if self.n_lost >= _MOST_LOST:
            raise InputError(
                f"The loss has been no number for {self.n_lost:,} updates: the pretraining learns "
                "nothing any more, and was stopped. Its last checkpoint is kept.",
                "Begin anew with a lower --rate, or with --set precision=float32.",
            )

    @property
    def _is_evaluation_due(self) -> bool:
        """After so many tokens, but in no more than a twentieth of the time."""
        p = self.progress
        since = time.monotonic() - self.evaluated_at
        return p.tokens - p.evaluated >= self.job.evaluate_tokens and since > 20 * self.evaluation

    def _evaluate(self) -> TrainingEvent:
        self.progress.evaluated = self.progress.tokens
        if not self.world.leads:
            return events.EpochFinished(self.progress.epoch, self.progress.step, {})
        begun = time.monotonic()
        measured = language_model_perplexity(self.model, self.valid, backward=self.job.backward)
        self.evaluated_at = time.monotonic()
        self.evaluation = self.evaluated_at - begun
        self.progress.bits_per_byte = measured.bits_per_byte
        metrics = {
            "bits_per_byte": measured.bits_per_byte,
            "perplexity": measured.perplexity,
            "tokens": float(self.progress.tokens),
        }
        return events.EpochFinished(self.progress.epoch, self.progress.step, metrics)

    def _save(self, name: str, state: State) -> TrainingEvent:
        hidden = {
            f"{kind}.{i}": self.world.gather_rows(tensor)
            for i, pair in enumerate(state)
            for kind, tensor in zip("hc", pair, strict=True)
        }
        facts = {"job": asdict(self.job), "progress": asdict(self.progress)}
        if self.world.leads:
            save_checkpoint(self.folder / name, self.model, self.optimizer, facts, hidden)
        return events.CheckpointSaved(self.progress.step, name)

    def _checkpoint(self) -> Path | None:
        folders = (self.folder / name for name in (COOLDOWN, TRUNK))
        return next((folder for folder in folders if newest(folder).exists()), None)

    def _load(self) -> Progress:
        folder = self._checkpoint()
        if folder is None:
            return Progress()
        facts = load_checkpoint(folder, self.model, self.optimizer)
        return Progress(**facts["progress"])

    def _saved_state(self) -> State | None:
        folder = self._checkpoint()
        if folder is None:
            return None
        saved = extra_tensors(folder)
        layers = range(self.job.n_layers)

        def share(name: str) -> Tensor:
            return self.world.share_rows(saved[name]).to(self.job.device)

        return [(share(f"h.{i}"), share(f"c.{i}")) for i in layers]

    def _agree_to_stop(self, verb: StopVerb | None) -> StopVerb | None:
        verbs: list[StopVerb | None] = [None, *StopVerb]
        return verbs[self.world.agree(verbs.index(verb))]

    def _write_base(self) -> None:
        """Leave the weights as a base model; the trunk stays, to be taken up again."""
        p, job = self.progress, self.job
        before = self.start.training
        training = {
            "tokens": p.tokens + before.get("tokens", 0),
            "tokens_before": before.get("tokens", 0),
            "steps": p.step + before.get("steps", 0),
            "epochs": round(p.tokens / self.train.n_tokens, 2),
            "hours_before": before.get("hours", 0.0),
            "hours": round(p.seconds / 3600 + before.get("hours", 0.0), 2),
            "valid_bits_per_byte": round(p.bits_per_byte, 4),
            "job": {k: v for k, v in asdict(job).items() if k not in _WHERE},
        }
        write_base(
            BaseModel(job.name, direction(job.backward), training, self.model, self.tokenizer),
            self.folder / "base",
        )
        for leftover in (COOLDOWN, f"{COOLDOWN}.previous"):
            shutil.rmtree(self.folder / leftover, ignore_errors=True)
