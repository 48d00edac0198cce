"""The test set: drawn once an import, by strata, and then left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.project.projects import add, document, new_project
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.filters import QUEUE, DocumentFilter
from ulmfit_core.project.locked_test_set import _shares
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.project.splits import texts

TEST = DocumentFilter(is_test=True)


def test_ids(project: Project) -> list[int]:
    return [int(id_) for id_ in project.documents.document_ids(TEST)]


test_ids.__test__ = False  # type: ignore[attr-defined]


def mixed(n: int) -> list[Document]:
    """60 % common, 10 % rare, the others unlabelled."""
    names = ["common"] * 6 + ["rare"] + [""] * 3
    return [document(i, *filter(None, [names[i % 10]])) for i in range(n)]


def test_each_label_gives_its_share(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, mixed(200), 0.2)
        assert [record.n_test for record in project.imports.all()] == [40]
        by_label = {
            label.name: project.documents.count(DocumentFilter(is_test=True, label=label.id))
            for label in project.labels.all()
        }
    assert by_label == {"spam": 0, "ham": 0, "common": 24, "rare": 4}


def drawn(folder: Path, seed: int) -> list[int]:
    with new_project(folder) as project:
        add(project, mixed(100), 0.3, seed)
        return test_ids(project)


def test_the_seed_decides(tmp_path: Path) -> None:
    first = drawn(tmp_path / "a", 1)
    assert first == drawn(tmp_path / "b", 1)
    assert first != drawn(tmp_path / "c", 2)


def test_later_imports_add_their_share_and_move_nothing(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, mixed(100), 0.2)
        before = test_ids(project)
        add(project, [document(1000 + i) for i in range(50)], 0.2)
        after = test_ids(project)
        assert after[: len(before)] == before
        assert len(after) == len(before) + 10
        assert [record.n_test for record in project.imports.all()] == [20, 10]


def test_repeats_lie_on_the_side_of_the_first(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, [document(i, text=f"text {i % 40}") for i in range(60)], 0.5)
        add(project, [document(i, text=f"text {i}") for i in range(40)], 0.5)
        documents = project.documents.page(limit=100)
        sides = {d.id: d.is_test for d in documents}
        assert all(sides[d.duplicate_of] == d.is_test for d in documents if d.duplicate_of)
        firsts = [d for d in documents if d.duplicate_of is None]
        assert sum(d.is_test for d in firsts) == 20
        n_test = sum(record.n_test for record in project.imports.all())
        assert n_test == project.documents.count(TEST)
        found = set(texts(project.folder / DATABASE_NAME))
        assert found == {d.text for d in firsts if not d.is_test}


def test_the_queue_never_holds_a_test_document(tmp_path: Path) -> None:
    with new_project(tmp_path) as project:
        add(project, [document(i) for i in range(50)], 0.2)
        queue = set(project.documents.document_ids(QUEUE).tolist())
        assert len(queue) == 40
        assert queue.isdisjoint(test_ids(project))


@pytest.mark.parametrize(("fraction", "n"), [(0.0, 0), (1.0, 50)])
def test_a_whole_file_goes_to_one_side(tmp_path: Path, fraction: float, n: int) -> None:
    with new_project(tmp_path) as project:
        add(project, mixed(50), fraction)
        assert len(test_ids(project)) == n


def test_a_document_with_several_labels_counts_for_the_rarest(tmp_path: Path) -> None:
    with new_project(tmp_path, task="multi") as project:
        rows = [document(i, "common", *(["rare"] if i % 10 == 0 else [])) for i in range(100)]
        add(project, rows, 0.2)
        rare = project.labels.named("rare")
        assert rare is not None
        assert project.documents.count(DocumentFilter(is_test=True, label=rare.id)) == 2


@pytest.mark.parametrize(
    ("sizes", "fraction", "shares"),
    [
        ([100, 10], 0.1, [10, 1]),
        ([5] * 10, 0.1, [1] * 5 + [0] * 5),  # rounded one by one they would give none at all
        ([13, 18], 0.1, [1, 2]),  # the larger remainder first
        ([1, 1, 8], 0.5, [0, 0, 5]),  # one is left to learn from
        ([1, 1], 1.0, [1, 1]),
        ([3], 0.99, [2]),
        ([], 0.2, []),
    ],
)
def test_shares(sizes: list[int], fraction: float, shares: list[int]) -> None:
    assert _shares(sizes, fraction) == shares
