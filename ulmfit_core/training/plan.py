"""How a model is to be fine-tuned: in which stages, and at which rates; torch-free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ulmfit_core.training import schedules
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob
from ulmfit_core.training.unfreezing import Stage

SCHEDULES: dict[str, Callable[[int, int], float]] = {
    "stlr": schedules.slanted_triangular,
    "triangular": schedules.symmetric_triangular,
    "cosine": schedules.cosine,
    "one-cycle": schedules.one_cycle,
    "constant": schedules.constant,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a task is to be trained."""

    kind: str
    folder: Path
    stages: tuple[Stage, ...]
    rates: tuple[tuple[float, ...], ...]  # peak rate per stage and layer group
    schedule: str
    betas: tuple[float, float]
    weight_decay: float
    clip: float
    epsilon: float
    keep_best: bool  # at the end too; a stop that asks for the best gets it in any case
    patience: int = 0  # epochs of the last stage without a better score that end it; 0: none
    detail: str = ""
    checkpoint_seconds: float = 30.0  # an epoch may take an hour, or a tenth of a second

    @classmethod
    def of(
        cls,
        job: LanguageModelJob | ClassifierJob,
        stages: tuple[Stage, ...],
        rates: tuple[tuple[float, ...], ...],
        *,
        keep_best: bool,
        detail: str,
    ) -> Plan:
        """What the job says, but for its stages and rates."""
        return cls(
            kind=job.kind,
            folder=Path(job.run_dir),
            stages=stages,
            rates=rates,
            schedule=job.schedule,
            betas=(job.beta1, job.beta2),
            weight_decay=job.weight_decay,
            clip=job.clip,
            epsilon=job.epsilon,
            keep_best=keep_best,
            patience=job.patience,
            detail=detail,
        )

    def rates_at(self, stage: int, step: int, n_steps: int, scale: float) -> tuple[float, ...]:
        """Rate per layer group of update ``step`` (from 0) of ``n_steps`` in a stage, ``scale``
        times what the schedule says; 0 where it is frozen."""
        trained, peaks = self.stages[stage].trained, self.rates[stage]
        factor = self._factor(self.stages[stage], step, n_steps) * scale
        return tuple(peak * factor if g in trained else 0.0 for g, peak in enumerate(peaks))

    def momentum_at(self, step: int, n_steps: int) -> float | None:
        """AdamW's beta1 of that update; None where it stays as it is."""
        is_cycled = self.schedule == "one-cycle"
        return schedules.one_cycle_momentum(step, n_steps) if is_cycled else None

    def _factor(self, stage: Stage, step: int, n_steps: int) -> float:
        if self.schedule == "stlr":
            return schedules.slanted_triangular(step, n_steps, stage.cut_frac, stage.ratio)
        return SCHEDULES[self.schedule](step, n_steps)
