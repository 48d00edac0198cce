"""The documents of a project as another tool takes them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from ulmfit_core.corpus.document import Document
from ulmfit_core.corpus.interchange.exporting import LabelScheme
from ulmfit_core.corpus.number_columns import DocumentNumbers
from ulmfit_core.project.filters import DocumentFilter, Status
from ulmfit_core.project.project import Project
from ulmfit_core.project.provenance import Provenance

_PAGE = 500  # documents read at once


def label_scheme(project: Project) -> LabelScheme:
    """The project's labels, in their order."""
    names = tuple(label.name for label in project.labels.all())
    several, none_fits = project.task == "multi", project.documents.some_have_none()
    return LabelScheme(names, several=several, none_fits=none_fits)


def numbers_in(project: Project) -> Generator[int, None, DocumentNumbers]:
    """Whether ids and which kept columns are numbers, by all of the project, so that a column is
    of one kind in each part of it that is exported; yields 0 now and then, to be stopped at."""
    found = DocumentNumbers(project.imports.kept_columns())
    for n, (id_, kept) in enumerate(project.documents.beside()):
        found.note(id_, kept)
        if n % _PAGE == 0:
            yield 0
    return found


def documents_matching(project: Project, wanted: DocumentFilter) -> Iterator[Document]:
    """The documents that match, with their labels, a page in memory at a time; repeats that nobody
    decided about as the text they repeat. Beside each is what ``Provenance`` tells of it."""
    provenance = Provenance(project)
    wanted = replace(wanted, with_repeats=True)
    names = {label.id: label.name for label in project.labels.all()}
    for page in project.documents.pages(wanted, _PAGE):
        for stored in page:
            labels = tuple(names[id_] for id_ in stored.labels)
            place = (stored.external_id, stored.source, stored.row)
            none_fits = stored.status is Status.LABELLED and not labels
            yield Document(stored.text, labels, *place, provenance.beside(stored), none_fits)
