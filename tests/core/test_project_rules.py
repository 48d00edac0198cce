"""Rules that hold for every source file of the product."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# A pickle runs code of whoever wrote it; a model file comes from anywhere.
UNPICKLING = re.compile(
    r"\bimport\s+(?:c?pickle|dill|cloudpickle|joblib|shelve|marshal)\b"
    r"|\bfrom\s+(?:c?pickle|dill|cloudpickle|joblib|shelve|marshal)\b"
    r"|\bpickle\.loads?\b|\bjoblib\.load\b|\btorch\.load\b|\bread_pickle\b"
    r"|weights_only|allow_pickle\s*=\s*True|\byaml\.(?:unsafe_|full_)?load\b"
)


def sources(repository: Path) -> list[Path]:
    """Every Python file of the product."""
    return [
        path for package in ("app", "ulmfit_core") for path in (repository / package).rglob("*.py")
    ]


def test_nothing_is_unpickled(repository: Path) -> None:
    found = [
        f"{path.relative_to(repository)}:{number}: {line.strip()}"
        for path in sources(repository)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNPICKLING.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from joblib import load",
        "state = torch.load(path)",
        "torch.load(path, weights_only=False)",
        "np.load(path, allow_pickle=True)",
        "pd.read_pickle(path)",
        "yaml.load(text)",
    ],
)
def test_rule_recognises(line: str) -> None:
    assert UNPICKLING.search(line)


def test_package_files_re_export_nothing(repository: Path) -> None:
    importing = [
        str(path.relative_to(repository))
        for path in sources(repository)
        if path.name == "__init__.py"
        and re.search(r"^(?:import|from) ", path.read_text("utf-8"), re.M)
    ]
    assert importing == []
