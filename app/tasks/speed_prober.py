"""Measures in a child process how fast this computer trains; what is known is kept."""

from __future__ import annotations

import importlib.metadata
import json
import logging
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from ulmfit_core.errors import UlmfitError
from ulmfit_core.process import TrainingProcess, WorkerCrashed
from ulmfit_core.training.speeds import SpeedCache, SpeedRequest, Speeds
from ulmfit_core.worker_launch import GENTLE

_PROBE = "ulmfit_core.training.speed_probe"

log = logging.getLogger(__name__)

IsCancelled = Callable[[], bool]


class Prober(Protocol):
    """What an Estimator asks; ``measure`` takes seconds and is called in another thread."""

    def devices(self) -> tuple[str, ...] | None:
        """Where this computer can train; None while nobody has looked."""

    def known(self, request: SpeedRequest) -> Speeds | None:
        """What was measured, at any time before."""

    def learn(self, request: SpeedRequest, speeds: Speeds) -> None:
        """Know this instead: a whole training showed it."""

    def measure(
        self, request: SpeedRequest, texts: Sequence[str], is_cancelled: IsCancelled
    ) -> None:
        """Measure, and know it from then on; leaves early, knowing nothing, when cancelled."""


class ChildProber:
    """Each time a process of its own, so that the memory it needs tells how much that is."""

    def __init__(self, cache: SpeedCache) -> None:
        self._cache = cache

    def devices(self) -> tuple[str, ...] | None:
        return self._cache.devices(_machine())

    def known(self, request: SpeedRequest) -> Speeds | None:
        return self._cache.get(request)

    def learn(self, request: SpeedRequest, speeds: Speeds) -> None:
        self._cache.put(request, speeds)

    def measure(
        self, request: SpeedRequest, texts: Sequence[str], is_cancelled: IsCancelled
    ) -> None:
        try:
            with (
                TemporaryDirectory(prefix="ulmfit-probe-") as folder,
                TrainingProcess(environment=GENTLE if request.gentle else None) as process,
            ):
                ended = process.ending(is_cancelled)
                for found in process.call(f"{_PROBE}:devices", {}, ended):
                    self._cache.put_devices(_machine(), found)
                arguments: dict[str, Any] = {"request": asdict(request), "texts": list(texts)}
                arguments["folder"] = folder
                if process.is_alive:
                    for speeds in process.call(f"{_PROBE}:probe", arguments, ended):
                        self._cache.put(request, Speeds(**speeds))
        except (UlmfitError, WorkerCrashed) as error:  # whoever starts this will be told why
            log.info("the speed could not be measured: %s", error)


def _machine() -> str:
    """Changes with what may change the devices."""
    return json.dumps([importlib.metadata.version("torch"), bool(shutil.which("nvidia-smi"))])
