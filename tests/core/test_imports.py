"""Importing a module must not drag in what its user does not need: torch alone costs seconds."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys

import pytest

import app
import ulmfit_core

HEAVY = {"onnx", "pandas", "pyarrow", "pyqtgraph", "PySide6", "scipy", "sklearn", "torch"}

# Where tensors are the subject. Everything else in the core, now and later, is imported by
# the command at its start or by the process that shows windows.
WITH_TENSORS = (
    "ulmfit_core.batching",
    "ulmfit_core.estimator",  # scikit-learn's by inheritance
    "ulmfit_core.evaluation.continuation",
    "ulmfit_core.evaluation.perplexity",
    "ulmfit_core.export.base_model",
    "ulmfit_core.modules",
    "ulmfit_core.training.checkpoint",
    "ulmfit_core.training.device",
    "ulmfit_core.training.finetune_classifier",
    "ulmfit_core.training.finetune_lm",
    "ulmfit_core.training.loop",
    "ulmfit_core.training.lr_finder",
    "ulmfit_core.training.param_groups",
    "ulmfit_core.training.peak_memory",
    "ulmfit_core.training.precision",
    "ulmfit_core.training.pretrain",
    "ulmfit_core.training.pretrain_base",
    "ulmfit_core.training.pretrain_checkpoint",
    "ulmfit_core.training.pretrain_evaluation",
    "ulmfit_core.training.pretrain_start",
    "ulmfit_core.training.regularization",
    "ulmfit_core.training.speed_probe",
    "ulmfit_core.training.world",
    "ulmfit_core.training.scoring",
    "ulmfit_core.training.task",
)

PROBE = """
import importlib, json, sys
heavy, modules = json.loads(sys.stdin.read())
brought = {}
for name in modules:
    before = set(sys.modules)
    try:
        importlib.import_module(name)
    except Exception as error:
        brought[name] = [repr(error)]
    else:
        brought[name] = sorted((set(sys.modules) - before) & set(heavy))
print(json.dumps(brought))
"""


def light_modules() -> list[str]:
    """Every module of the core that is not about tensors, in the order of their names."""
    walked = pkgutil.walk_packages(ulmfit_core.__path__, "ulmfit_core.")
    names = [module.name for module in walked if not module.name.endswith("__main__")]
    return [name for name in names if not is_about_tensors(name)]


def is_about_tensors(name: str) -> bool:
    return any(name == listed or name.startswith(f"{listed}.") for listed in WITH_TENSORS)


def imports(modules: list[str], heavy: set[str]) -> dict[str, list[str]]:
    """What each module adds to a fresh interpreter, in turn; why, where one cannot be imported."""
    finished = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=json.dumps([sorted(heavy), modules]),
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    brought: dict[str, list[str]] = json.loads(finished.stdout)
    return brought


@pytest.fixture(scope="module")
def brought() -> dict[str, list[str]]:
    return imports(light_modules(), HEAVY)


@pytest.mark.parametrize("module", light_modules())
def test_module_is_light(module: str, brought: dict[str, list[str]]) -> None:
    assert brought[module] == []


def test_probe_sees_a_heavy_import() -> None:
    assert imports(["json", "PySide6.QtCore"], {"PySide6"}) == {
        "json": [],
        "PySide6.QtCore": ["PySide6"],
    }


def test_app_never_imports_torch() -> None:
    names = ["app", *(m.name for m in pkgutil.walk_packages(app.__path__, "app."))]
    assert {n: found for n, found in imports(names, {"torch"}).items() if found} == {}
