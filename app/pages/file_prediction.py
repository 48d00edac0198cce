"""A file or folder of new texts, from its choice to the labels written beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QScrollArea

from app.dialogs.save_file import ask_where
from app.file_dialogs import choose_file, choose_folder
from app.operations.prediction import Columns, look_at_columns, predict_file, suggested_output
from app.studio import Studio
from app.translation import tr
from app.widgets.file_columns import FileColumns
from ulmfit_core.corpus.options import ReadOptions, TextCells


class FilePrediction:
    """Asks which columns hold the texts where that is a question, and then for a place; one file
    at a time, the newest."""

    def __init__(
        self,
        studio: Studio,
        columns: FileColumns,
        area: QScrollArea,
        is_in_use: Callable[[], bool],
        model: Callable[[], Path | None],
        learnt: Callable[[], TextCells],
    ) -> None:
        """``area`` scrolls ``columns``; ``is_in_use``: whether what comes late still has a page to
        be shown on; ``learnt``: which columns the model's own texts were made of."""
        self._studio, self._columns, self._area = studio, columns, area
        self._is_in_use, self._model, self._learnt = is_in_use, model, learnt
        self._source: Path | None = None  # the file that is to be labelled
        columns.wanted.connect(self._choose_output)
        columns.header_said.connect(self._read_again)
        columns.sheet_said.connect(self._read_again)
        columns.declined.connect(columns.hide)

    def choose_file(self) -> None:
        """Let a file be chosen, and where its labels go; then label it."""
        source = choose_file(self._area, tr("Choose a file with texts"))
        if source:
            self.take(Path(source))

    def choose_folder(self) -> None:
        """The same for a folder of texts."""
        source = choose_folder(self._area, tr("Choose a folder of texts"))
        if source:
            self.take(Path(source))

    def take(self, source: Path, options: ReadOptions | None = None) -> None:
        """Ask which columns of the file hold the texts, where it has any."""
        if source != self._source:
            self._columns.hide()  # it asks about another file
        self._source, learnt = source, self._learnt()

        def show(found: Columns) -> None:
            if not self._is_in_use() or self._source != source:
                return
            if found.has_choice:
                self._ask(source, found, learnt)
            else:
                self._choose_output(())

        look_at_columns(self._studio, source, show, self._columns.ask_again, options, learnt)

    def _ask(self, source: Path, found: Columns, learnt: TextCells) -> None:
        self._columns.ask(
            source.name,
            found.all,
            found.texts,
            found.has_header,
            may_be_damaged=found.may_be_damaged,
            html=found.html,
            learnt=learnt.columns,
            sheet=found.sheet,
            sheets=found.sheets,
        )
        self._scroll_to_question()

    def _scroll_to_question(self) -> None:
        """For who had scrolled past its place nothing would seem to happen."""
        inside = self._area.widget()
        assert inside is not None
        layout = inside.layout()
        assert layout is not None
        layout.activate()
        self._area.ensureWidgetVisible(self._columns)

    def _read_again(self) -> None:
        """The file has a first row with names of columns, or has none; or another sheet is
        meant."""
        if self._source is not None:
            self.take(self._source, self._columns.options)

    def _choose_output(self, columns: tuple[str, ...]) -> None:
        source, model = self._source, self._model()
        if source is None or model is None:
            return
        title = tr("Write the rows with their labels to")
        target = ask_where(self._area, title, suggested_output(source))
        if target is not None:
            self._columns.hide()
            options = self._columns.options if columns else ReadOptions()
            html = self._columns.html.isChecked()
            predict_file(self._studio, model, source, target, columns, options, html=html)
