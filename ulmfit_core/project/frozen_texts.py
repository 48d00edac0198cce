"""The texts and labels a training began with, kept in a file until its model is written."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ulmfit_core.corpus.atomic import replacing
from ulmfit_core.corpus.options import TextCells
from ulmfit_core.errors import StorageError
from ulmfit_core.json_file import parsed_json
from ulmfit_core.project.database import Database
from ulmfit_core.project.imports import ImportIndex
from ulmfit_core.project.label_moves import LabelMove, label_moves, moves_from_json
from ulmfit_core.project.present_labels import project_beside
from ulmfit_core.project.splits import texts as every_text
from ulmfit_core.project.splits import training_set_in
from ulmfit_core.project.taught import TAUGHT, Learnt, learnt_from_json, learnt_in_all
from ulmfit_core.training.request_data import CHARACTERS_PER_TOKEN
from ulmfit_core.training.start import NO_BASE, is_model

_SEED = 0


@dataclass(slots=True)
class FrozenTexts:
    """Labelled texts with their labels, and others that a language model may read."""

    texts: list[str] = field(default_factory=list)
    labels: list[tuple[str, ...]] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)  # of the labelled ones, in the project
    at: float = 0.0  # when they were so, in seconds since 1970
    moves: list[LabelMove] | None = None  # of labels until then; None: by an earlier version
    cells: TextCells | None = None  # what most of the labelled ones were made of
    before: list[Learnt] | None = field(default_factory=list)  # what taught the start; see taught

    @classmethod
    def of(
        cls, path: Path, project_file: Path, most_tokens: int, base: str = NO_BASE
    ) -> FrozenTexts:
        """Those in ``path``, or those of the project as it is now, written to ``path`` for a
        training that starts from ``base``.

        Where the texts together are longer than ``most_tokens`` (0: no bound), a random share
        of those without a label is taken. Raises StorageError.
        """
        if not path.is_file():
            _write(path, _lines(project_file, most_tokens * CHARACTERS_PER_TOKEN, base))
        frozen = cls()
        try:
            frozen.at = path.stat().st_mtime  # all that an earlier version tells
            with path.open(encoding="utf-8") as file:
                for line in file:
                    frozen._take(parsed_json(line))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"The texts of the training in {path} cannot be read.",
                "Discard this training and start a new one; the project is not affected.",
            ) from error
        if frozen.cells is None:
            frozen.cells = _present_cells(project_file, frozen.ids)
        return frozen

    def _take(self, line: Any) -> None:
        """A text, or what else is to be known of the beginning; earlier versions wrote texts
        alone."""
        if isinstance(line, dict):
            self.at = float(line["at"])
            self.moves = moves_from_json(line["moves"])
            self.cells = TextCells(tuple(line["columns"]), bool(line["html"]))
            before = line["before"]
            self.before = None if before is None else learnt_from_json(before)
        else:
            self._add(*line)

    def _add(self, text: str, labels: list[str] | None, id_: int = 0) -> None:
        if labels is None:
            self.unlabelled.append(text)
        else:
            self.texts.append(text)
            self.labels.append(tuple(labels))
            self.ids.append(id_)


def _lines(project_file: Path, most_characters: int, base: str) -> Iterator[str]:
    labelled, ids = set(), []
    with closing(Database(project_file)) as database:
        at = time.time()  # before what is read: what comes in between came later
        database.execute("BEGIN")
        for document in training_set_in(database):
            labelled.add(document.text)
            ids.append(document.id)
            yield json.dumps([document.text, document.labels, document.id])
        before = _start_lessons(base, project_file)
        yield json.dumps({"at": at, "before": before, **_facts(database, ids)})
    share = _share(project_file, most_characters)
    draw = random.Random(_SEED).random
    for text in every_text(project_file):
        if text not in labelled and draw() < share:
            yield json.dumps([text, None])


def _start_lessons(base: str, project_file: Path) -> list[Learnt] | None:
    """What taught the model that the training goes on from, and so the new one too; nothing where
    ``base`` is no model file, None where it is not one of the project's or nobody knows."""
    if not is_model(base):
        return []
    model = Path(base)
    if project_beside(model) != project_file.resolve():
        return None
    return learnt_in_all(model.parent / TAUGHT)


def _facts(database: Database, labelled: Sequence[int]) -> dict[str, Any]:
    """What else is to be known of the beginning."""
    cells = ImportIndex(database).cells_of(labelled)
    return {"moves": label_moves(database), "columns": cells.columns, "html": cells.html}


def _present_cells(project_file: Path, labelled: Sequence[int]) -> TextCells:
    """For an earlier version's."""
    with closing(Database(project_file)) as database:
        return ImportIndex(database).cells_of(labelled)


def _share(project_file: Path, most_characters: int) -> float:
    if not most_characters:
        return 1.0
    n_characters = sum(len(text) for text in every_text(project_file))
    return most_characters / max(n_characters, 1)


def _write(path: Path, lines: Iterator[str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.writelines(f"{line}\n".encode() for line in lines)
    except OSError as error:
        raise StorageError(
            f"The training's texts could not be written ({error.strerror}).",
            "Free some disk space and start again; nothing is lost.",
        ) from error
