"""Stage 1: pretrain a language model on general text (paper section 3.1)."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import torch

from ulmfit_core.batching import LanguageModelBatches, Window, document_stream
from ulmfit_core.errors import InputError
from ulmfit_core.modules.awd_lstm import Dropouts, State
from ulmfit_core.token_store import open_token_store
from ulmfit_core.tokenizer import Tokenizer
from ulmfit_core.training import events
from ulmfit_core.training.device import check_device
from ulmfit_core.training.events import StopCheck, StopVerb, TrainingEvent, never
from ulmfit_core.training.param_groups import (
    LayerGroup,
    build_optimizer,
    set_learning_rates,
    take_step,
)
from ulmfit_core.training.precision import resolve_precision
from ulmfit_core.training.pretrain_base import write_pretrained
from ulmfit_core.training.pretrain_checkpoint import PretrainCheckpoints
from ulmfit_core.training.pretrain_evaluation import PretrainEvaluation
from ulmfit_core.training.pretrain_job import PretrainJob, check_streams
from ulmfit_core.training.pretrain_pace import Pace
from ulmfit_core.training.pretrain_start import starting_point
from ulmfit_core.training.trunk import clear_cooldown
from ulmfit_core.training.world import join_world, leave_world

_MOST_LOST = 200  # updates; one alone that 16 bits cannot hold is no harm


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
        corpus = Path(job.corpus_dir)
        self.tokenizer = Tokenizer.load(corpus / "tokenizer.model")
        self.train = open_token_store(corpus / "train")
        self.start = starting_point(job, self.tokenizer)
        self.world = join_world()  # first: it says which graphics card is this process's
        self.model = self.start.model.to(job.device)
        self.replica = self.world.wrap(self.model)
        self.dtype = resolve_precision(job.precision, job.device)
        self.model.set_compute_dtype(self.dtype)
        everything = LayerGroup("all", tuple(self.model.parameters()))
        betas = (job.beta1, job.beta2)
        self.optimizer = build_optimizer((everything,), betas, job.weight_decay)
        self.checkpoints = PretrainCheckpoints(job, self.world, self.model, self.optimizer)
        self.progress = self.checkpoints.load()
        self.pace = Pace(job, self.progress)
        self.evaluation = PretrainEvaluation(job, self.model, open_token_store(corpus / "valid"))
        self.n_lost = 0  # updates in a row that were no numbers

    def run(self, should_stop: StopCheck) -> Iterator[TrainingEvent]:
        p = self.progress
        detail = f"{self.dtype} on {self.job.device}, {self.world.size} process(es)"
        yield events.RunStarted("pretrain", 0, ("all",), p.step, detail)
        yield self._stage()
        verb = yield from self._updates(should_stop)
        if verb in (StopVerb.PAUSE, StopVerb.DISCARD):
            yield events.RunStopped(p.step, verb)
            return
        yield self._evaluate()
        if self.world.leads:
            write_pretrained(self.job, self.start, p, self.tokenizer, self.train.n_tokens)
        yield events.RunFinished(p.step, {"bits_per_byte": p.bits_per_byte}, p.step)
        if self.world.leads:  # not before that is told: a kill would have it cool down again
            clear_cooldown(Path(self.job.run_dir))

    def _updates(self, should_stop: StopCheck) -> Generator[TrainingEvent, None, StopVerb | None]:
        """Up to the end of the cool-down, or until asked to stop: then how."""
        last_save = time.monotonic()
        state = self.checkpoints.state()
        for window in self._windows():
            if window.start == 0 or state is None:
                state = self.model.encoder.zero_state(self.world.share(window.ids).shape[1])
            if self.world.agree(self.pace.cooldown_due):
                yield from self._begin_cooldown(state)
            if self.pace.finished:
                break
            event, state = self._step(window, state)
            yield event
            if self.evaluation.is_due(self.progress):
                yield self._evaluate()
            verb = self._agree_to_stop(should_stop())
            save_due = time.monotonic() - last_save > self.job.checkpoint_minutes * 60
            if verb in (StopVerb.PAUSE, StopVerb.KEEP_BEST) or self.world.agree(save_due):
                last_save = time.monotonic()
                yield self.checkpoints.save(self.progress, state)
            if verb is not None:
                return verb
        return None

    def _begin_cooldown(self, state: State) -> Iterator[TrainingEvent]:
        """The trunk is kept as it is, so that a longer run can go on from it."""
        yield self.checkpoints.save(self.progress, state)
        self.progress.cooldown_start = self.progress.tokens
        # Clocks differ between processes; their updates must not.
        self.progress.cooldown_tokens = self.world.agree(self.pace.cooldown_tokens())
        yield self._stage()

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
            check_streams(batches.batch_size, self.world.size)
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
        own_loss = out.loss * self.world.weight(window.ids.shape[1])
        own_loss.backward()
        norm = take_step(self.optimizer, self.model, self.job.clip)
        loss = self.world.mean(own_loss.detach()).item()
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

    def _evaluate(self) -> TrainingEvent:
        self.progress.evaluated = self.progress.tokens
        if not self.world.leads:
            return events.EpochFinished(self.progress.epoch, self.progress.step, {})
        measured = self.evaluation.measure()
        self.progress.bits_per_byte = measured.bits_per_byte
        metrics = {
            "bits_per_byte": measured.bits_per_byte,
            "perplexity": measured.perplexity,
            "tokens": float(self.progress.tokens),
        }
        return events.EpochFinished(self.progress.epoch, self.progress.step, metrics)

    def _agree_to_stop(self, verb: StopVerb | None) -> StopVerb | None:
        verbs: list[StopVerb | None] = [None, *StopVerb]
        return verbs[self.world.agree(verbs.index(verb))]
