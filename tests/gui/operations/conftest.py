from __future__ import annotations

import pytest

from app.notices import Notice
from app.studio import Studio
from app.workspace import Change
from ulmfit_core.corpus.document import Document
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.project import Project

N_MANY = 1200


@pytest.fixture
def many(studio: Studio, project: Project) -> range:
    """Ids of more texts than are changed at once, imported into the project that is open."""
    first = project.documents.count() + 1
    documents = [Document(f"Text {n}", (), str(n), "t.csv", n) for n in range(N_MANY)]
    for _ in project.import_documents(documents, ImportSettings("t.csv", 0.0)):
        pass
    studio.workspace.notify(Change.ALL)
    return range(first, first + N_MANY)


@pytest.fixture
def posted(studio: Studio) -> list[Notice]:
    notices: list[Notice] = []
    studio.notices.posted.connect(notices.append)
    return notices
