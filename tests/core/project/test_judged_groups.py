"""A report by what stands beside the test texts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.core.project.projects import new_project
from ulmfit_core.corpus.document import Document
from ulmfit_core.evaluation.comparison import Comparison, compare
from ulmfit_core.evaluation.intervals import share_interval
from ulmfit_core.evaluation.report import EvaluationReport, make_report
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.judged_groups import judged_groups
from ulmfit_core.project.project import Project

N = 1200


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Every fourth text is of the west, every third of the second file."""
    with new_project(tmp_path_factory.mktemp("judged")) as made:
        texts = [text(n) for n in range(1, N + 1)]
        for _ in made.import_documents(texts, ImportSettings("a", kept_columns=("region",))):
            pass
        yield made


def text(n: int) -> Document:
    file = "b.csv" if n % 3 == 0 else "a.csv"
    return Document(f"text {n}", (), str(n), file, n, (("region", region(n)),))


def region(n: int) -> str:
    return "west" if n % 4 == 0 else "east"


def report_on(ids: list[int]) -> EvaluationReport:
    """Wrong on every second text of the west."""
    wrong = np.array([n % 8 == 0 for n in ids])
    said = np.stack([~wrong, wrong], axis=1) * 0.8 + 0.1
    return make_report(
        "now", ids, compare(said, [("yes",)] * len(ids), ("yes", "no"), task="single")
    )


def test_each_group_has_its_own_share_and_texts(project: Project) -> None:
    ids = [*range(N, 0, -1)]
    by_region, by_file = judged_groups(project, report_on(ids))
    assert (by_region.column, by_file.column) == ("region", "")
    east, west = by_region.groups
    assert (east.name, len(east.documents), east.right) == ("east", 900, 1.0)
    assert (west.name, len(west.documents), west.right) == ("west", 300, 0.5)
    assert 0.44 < west.interval.low < 0.5 < west.interval.high < 0.56
    assert all(document.id % 4 == 0 for document in west.documents)
    assert [group.name for group in by_file.groups] == ["a.csv", "b.csv"]


def test_texts_that_are_gone_are_left_out(project: Project) -> None:
    by_region, *_ = judged_groups(project, report_on([4, 5, N + 5, 6, 8, 9, 10, 12, 13, 14, 15]))
    found = [[document.id for document in group.documents] for group in by_region.groups]
    assert found == [[5, 6, 9, 10, 13, 14, 15], [4, 8, 12]]


def test_what_no_column_parts_has_no_groups(project: Project) -> None:
    assert judged_groups(project, report_on([4, 8, 16])) == ()


def test_copies_of_a_text_make_a_group_no_surer(project: Project) -> None:
    said, ids = np.tile([0.9, 0.1], (80, 1)), np.arange(1, 81)
    report = make_report("now", ids.tolist(), compare_all(said, (ids - 1) // 8))
    east, west = judged_groups(project, report)[0].groups
    assert (len(east.documents), len(west.documents)) == (60, 20)
    for group in (east, west):
        assert group.interval.low == pytest.approx(share_interval(10, 10).low)


def compare_all(said: np.ndarray, groups: np.ndarray) -> Comparison:
    rows = [("yes",)] * len(said)
    return compare(said, rows, ("yes", "no"), task="single", groups=groups)
