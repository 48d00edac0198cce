"""Filling the table of documents with what is asked for, beside the window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.operations.documents import find_documents
from app.studio import Studio
from app.tasks.latest import Latest
from app.widgets.document_browser import DocumentBrowser
from ulmfit_core.arrays import Ids


class TableSearch:
    """Only the last answer counts; nothing is searched for while nobody looks. Each time the table
    comes to the front its filter holds again: decisions may have been made since. A list of texts
    that was asked for stays."""

    def __init__(self, studio: Studio, browser: DocumentBrowser) -> None:
        self._studio, self._browser = studio, browser
        self._project = studio.workspace.project
        self._searches = Latest()
        self._is_list = False

    def soon(self) -> None:
        """What is shown is out of date: search when it is looked at, at once where it is."""
        self._is_list = False
        if self._browser.isVisible():
            self.now()

    def looked_at(self) -> None:
        """The table comes to the front."""
        if not self._is_list:
            self.now()

    def show(self, ids: Sequence[int]) -> None:
        """Show these and no others; what was searched for is not wanted any more."""
        self._is_list = True
        self._searches.begin()
        self._browser.forget()
        self._browser.show_ids(np.array(ids, np.int64))

    def now(self) -> None:
        """Search for what is asked for."""
        self._is_list = False
        is_latest, wanted = self._searches.begin(), self._browser.wanted()

        def show(ids: Ids) -> None:
            if self._studio.workspace.has_open(self._project) and is_latest():
                self._browser.show_ids(ids, wanted.search)

        find_documents(self._studio, wanted, show)
