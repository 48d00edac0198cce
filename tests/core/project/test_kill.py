"""A decision that was acknowledged survives the death of the process at any moment."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.project.projects import new_project
from ulmfit_core.project.commands import CommandKind
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.project import Project

N_DOCUMENTS = 400
SPAM = 1

# Labels the documents from the first to the last, in runs of three that one command changes;
# takes every fifth command back. Says so after each.
CHILD = """
import sys
from ulmfit_core.project.project import Project
project = Project.open(sys.argv[1])
for turn, first in enumerate(range(int(sys.argv[2]), int(sys.argv[3]) - 2, 3)):
    project.annotations.label([first, first + 1, first + 2], [1])
    print("did", first, flush=True)
    if turn % 5 == 4:
        project.commands.undo()
        print("undid", first, flush=True)
print("end", flush=True)
"""


def killed_after(folder: Path, first: int, n_lines: int, pause: float) -> list[tuple[str, int]]:
    """What the child acknowledged until it was killed, some lines and a moment later."""
    arguments = [str(folder), str(first), str(N_DOCUMENTS)]
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(n_lines)]
        try:
            child.wait(pause)  # so that the kill falls inside of a transaction as well
        except subprocess.TimeoutExpired:
            child.kill()
        lines += child.stdout.readlines()
    pairs = [line.split() for line in lines if line.endswith("\n")]
    return [(pair[0], int(pair[1])) for pair in pairs if len(pair) == 2]


def check(folder: Path, acknowledged: list[tuple[str, int]]) -> int:
    """Everything acknowledged is there and whole; the first document that is still free."""
    with Project.open(folder) as project:
        labelled = set(project.documents.document_ids(DocumentFilter(label=SPAM)).tolist())
        decided = project.documents.document_ids(DocumentFilter(status=Status.LABELLED))
        assert labelled == set(decided.tolist())
        assert project._database.value("PRAGMA integrity_check") == "ok"
        assert project._database.rows("PRAGMA foreign_key_check") == []
        last = acknowledged[-1][1]
        undone = {first for what, first in acknowledged if what == "undid"}
        for what, first in acknowledged[:-1]:
            if what == "did":
                expected = set() if first in undone else {first, first + 1, first + 2}
                assert labelled & {first, first + 1, first + 2} == expected
        # The very last one may have been taken back, unheard.
        assert len(labelled & {last, last + 1, last + 2}) in (0, 3)
        if acknowledged[-1][0] == "did" and project.commands.undone() == []:
            assert last in labelled
        labels = [c for c in project.commands.history(9) if c.kind == CommandKind.LABEL]
        assert {command.n_documents for command in labels} <= {3}
        return last + 3 + 3


def kill_often(folder: Path, n_kills: int, seed: int) -> None:
    draw = random.Random(seed)
    free = 1
    with new_project(folder, N_DOCUMENTS) as project:
        assert project.documents.count() == N_DOCUMENTS
    for _ in range(n_kills):
        acknowledged = killed_after(folder, free, draw.randint(1, 8), draw.uniform(0.0005, 0.02))
        assert acknowledged
        free = check(folder, acknowledged)
        if free > N_DOCUMENTS - 60:
            with Project.open(folder) as project:
                project.annotations.clear(range(1, N_DOCUMENTS + 1))
            free = 1


def test_two_kills_lose_nothing(tmp_path: Path) -> None:
    kill_often(tmp_path / "p", 2, seed=1)


@pytest.mark.slow
def test_twenty_five_kills_lose_nothing(tmp_path: Path) -> None:
    kill_often(tmp_path / "p", 25, seed=2)
