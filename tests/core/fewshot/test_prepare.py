from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.fewshot.test_encoder import base  # noqa: F401 - a fixture
from tests.core.project.projects import add, document, new_project
from ulmfit_core.fewshot import prepare as preparation
from ulmfit_core.fewshot.feature_store import FeatureStore
from ulmfit_core.fewshot.jobs import REGISTRY, PrepareJob
from ulmfit_core.fewshot.prepare import is_prepared
from ulmfit_core.fewshot.session import Session
from ulmfit_core.process import run_in_process
from ulmfit_core.project.project import DATABASE_NAME, Project
from ulmfit_core.training.events import RunFinished, RunStopped, StepFinished, StopVerb
from ulmfit_core.training.run_folder import RunFolder


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "_WINDOW", 4)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "mail", 10) as made:
        yield made


def prepare(project: Project, base: Path | str = "", stop: StopVerb | None = None) -> list:  # noqa: F811
    run = project.cache_dir / "run"
    RunFolder(run).remove()
    return list(run_in_process(job_of(project, base), lambda: stop, registry=REGISTRY))


def job_of(project: Project, base: Path | str = "", mark: str = "first") -> PrepareJob:  # noqa: F811
    run, file = project.cache_dir / "run", project.folder / DATABASE_NAME
    return PrepareJob(str(run), str(file), str(project.cache_dir), mark, str(base))


def store_of(project: Project) -> FeatureStore:
    (folder,) = project.cache_dir.glob("features-*")
    return FeatureStore(folder, 2 * (10 + 10 + 6))


def test_words_come_without_a_model(project: Project) -> None:
    assert isinstance(prepare(project)[-1], RunFinished)
    session = Session.of_cache(project.cache_dir)
    assert session is not None
    assert session.views.n_documents == 10
    assert session.views.reading is None


def test_the_model_reads_every_text(project: Project, base: Path) -> None:  # noqa: F811
    events = prepare(project, base)
    assert [e.n_tokens for e in events if isinstance(e, StepFinished)] == [4, 4, 2]
    session = Session.of_cache(project.cache_dir)
    assert session is not None
    assert session.views.reading is not None
    assert session.views.reading.shape[0] == 10
    assert not [e for e in prepare(project, base) if isinstance(e, StepFinished)]


def test_a_script_that_the_model_does_not_know_is_not_read(
    tmp_path: Path,
    base: Path,  # noqa: F811
) -> None:
    with new_project(tmp_path / "post", 0) as project:
        add(project, [document(i, text=f"これは何ですか {i}") for i in range(1, 5)])
        events = prepare(project, base)
        assert isinstance(events[-1], RunFinished)
        assert not [e for e in events if isinstance(e, StepFinished)]
        assert Session.of_cache(project.cache_dir).views.reading is None
        assert is_prepared(job_of(project, base))


def test_a_document_added_later_is_appended(project: Project, base: Path) -> None:  # noqa: F811
    prepare(project, base)
    store = store_of(project)
    marked = np.memmap(store.folder / "features.f16", np.float16, "r+", shape=(10, store.width))
    marked[0] = 7.0  # what is read again would lose this
    marked.flush()
    add(project, [document(11), document(12)])
    events = prepare(project, base)
    assert [e.n_tokens for e in events if isinstance(e, StepFinished)] == [2]
    assert store.n_rows == 12
    assert (store.features()[0] == 7.0).all()


def test_another_import_in_the_place_of_an_undone_one_is_read(
    project: Project,
    base: Path,  # noqa: F811
) -> None:
    prepare(project, base)
    add(project, [document(11, text="soon gone")])
    prepare(project, base)
    before = store_of(project).features()[10].copy()
    project.commands.undo()
    add(project, [document(11, text="something else")])
    prepare(project, base)
    assert store_of(project).n_rows == 11
    assert not np.array_equal(store_of(project).features()[10], before)


def test_it_stops_and_goes_on(project: Project, base: Path) -> None:  # noqa: F811
    assert isinstance(prepare(project, base, StopVerb.PAUSE)[-1], RunStopped)
    session = Session.of_cache(project.cache_dir)
    assert session is not None
    assert session.views.reading is None
    assert isinstance(prepare(project, base)[-1], RunFinished)


@pytest.mark.parametrize("name", ["topics", "groups"])
@pytest.mark.parametrize("damage", [b"no array", b"", b"\x93NUMPY\x01\x00\x03\x00{(\n"])
def test_damaged_views_are_made_again(project: Project, name: str, damage: bytes) -> None:
    prepare(project)
    (project.cache_dir / "views" / f"{name}.npy").write_bytes(damage)
    assert Session.of_cache(project.cache_dir) is None
    assert not is_prepared(job_of(project))
    prepare(project)
    assert Session.of_cache(project.cache_dir) is not None


def test_a_mark_tells_that_nothing_is_left_to_do(project: Project, base: Path) -> None:  # noqa: F811
    assert not is_prepared(job_of(project))
    prepare(project)
    assert is_prepared(job_of(project))
    assert not is_prepared(job_of(project, base))
    prepare(project, base)
    assert is_prepared(job_of(project, base))
    assert not is_prepared(job_of(project, base, mark="second"))


def test_views_of_another_form_are_made_anew(
    project: Project,
    base: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(project, base)
    monkeypatch.setattr(preparation, "_FORM", b"another form")
    assert not is_prepared(job_of(project, base))
    topics = project.cache_dir / "views" / "topics.npy"
    before = topics.stat().st_mtime_ns
    prepare(project, base)
    assert topics.stat().st_mtime_ns != before
    assert is_prepared(job_of(project, base))
