"""Stateful tests as test cases that pytest collects."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine


def machine(rules: type[RuleBasedStateMachine], max_examples: int, steps: int) -> type:
    """The test case that runs so many sequences of so many actions."""
    case = type(rules.__name__, (rules,), {}).TestCase  # type: ignore[attr-defined]
    case.settings = settings(
        max_examples=max_examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    return case  # type: ignore[no-any-return]
