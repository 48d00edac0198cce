"""Writes the sample project of today's format: run it before a migration is added.

    python -m tests.core.project.make_sample

A sample that is there already is never written again: it stands for its format as it was.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tests.core.project.projects import add
from ulmfit_core.corpus.document import Document, RejectedRow
from ulmfit_core.project.labels import Label
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.schema import SCHEMA_VERSION

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "projects"
TEXTS = (
    ("Where can I collect the umbrella I left on the tram?", "question"),
    ("Thank you, the driver waited for me.", "praise"),
    ("The bus was twenty minutes late again.", "complaint"),
    ("नदी के पास कौन सा स्टॉप है?", "question"),
    ("駅はどこですか。", ""),
    ("Never had a cleaner train.", "praise"),
    ("My umbrella got caught in the door.", "complaint"),
    ("Does the night line run on Sundays?", ""),
)


def fill(project: Project) -> None:
    """Two imports, decisions of every kind, some of them undone."""
    rows = [
        Document(
            text if turn == 0 else f"{text} ({turn})", (label,) if label else (), "", "a.csv", i
        )
        for turn in range(2)
        for i, (text, label) in enumerate(TEXTS, 8 * turn + 2)
    ]
    add(project, [*rows[:8], RejectedRow("a.csv", 10, "has no text"), *rows[8:]], 0.25, 3)
    towns = [(("town", "Łódź"),) if i % 2 else () for i in range(len(TEXTS))]
    more = [
        Document(text, (), "", "b.csv", i, town)
        for i, ((text, _), town) in enumerate(zip(TEXTS, towns, strict=True), 2)
    ]
    add(project, more, kept=("line", "town"))
    for name, wanted in (("Frage", "question"), ("Lob", "praise"), ("Klage", "complaint")):
        label = project.labels.named(wanted)
        assert label is not None
        project.labels.rename(label.id, name)
        project.labels.rename(label.id, wanted)
    project.labels.reorder([label.id for label in in_order(project)])
    project.labels.define(in_order(project)[1].id, "Thanks, for whatever it is.")
    question, _, complaint = [label.id for label in in_order(project)]
    project.annotations.skip([5])
    project.annotations.label([20], [complaint])
    project.annotations.label([21], [complaint])
    project.annotations.label([17, 24], [question])
    project.annotations.flag([20])
    project.annotations.clear([1])
    project.commands.undo()


def in_order(project: Project) -> list[Label]:
    """The labels as the sample orders them."""
    order = ("question", "praise", "complaint")
    return sorted(project.labels.all(), key=lambda label: order.index(label.name))


def main() -> None:
    """Write the sample unless it is there."""
    target = SAMPLES / f"v{SCHEMA_VERSION}" / f"{DATABASE_NAME}.gz"
    if target.exists():
        raise SystemExit(f"{target} is there already.")
    with tempfile.TemporaryDirectory() as folder:
        with Project.create(folder, "Sample") as project:
            fill(project)
        with closing(sqlite3.connect(Path(folder) / DATABASE_NAME)) as connection:
            connection.execute("VACUUM")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress((Path(folder) / DATABASE_NAME).read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
