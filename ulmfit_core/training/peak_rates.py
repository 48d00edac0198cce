"""The highest learning rate of each layer group, stage by stage; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from ulmfit_core.errors import InputError
from ulmfit_core.training.finetune_jobs import ClassifierJob, LanguageModelJob


def discriminative_learning_rates(
    base: float, n_groups: int, factor: float = 2.6
) -> tuple[float, ...]:
    """One rate per group, bottom first: each ``1/factor`` of the one above (paper section 3.2)."""
    return tuple(base / factor ** (n_groups - 1 - g) for g in range(n_groups))


def layer_rates(job: ClassifierJob | LanguageModelJob, n_groups: int) -> tuple[float, ...]:
    """One rate per group, bottom first: by the job's ladder, else by its factor.

    Raises InputError unless the ladder has a rung for each group.
    """
    n = len(job.rate_ladder)
    if n == 0:
        return discriminative_learning_rates(job.rate, n_groups, job.factor)
    if n != n_groups:
        raise InputError(
            f"rate_ladder has {n} rates for {n_groups} groups of layers.",
            "Give one for the embedding and one for each layer, the top's last; a classifier's "
            "top is its head.",
        )
    return tuple(job.rate * share for share in job.rate_ladder)


def stage_factors(given: Sequence[float], n_stages: int) -> tuple[float, ...]:
    """One factor per stage, the last one given for all that follow; 1 where none is."""
    return tuple([*given, *[given[-1] if given else 1.0] * n_stages][:n_stages])
