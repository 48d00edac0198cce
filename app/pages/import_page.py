"""The first step: from a file, a folder or the clipboard to texts in the project."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QStackedWidget

from app.local_files import local_files
from app.operations.attempt import attempt
from app.operations.import_documents import import_documents
from app.operations.import_report import ImportReport, report_on
from app.operations.labels import merge_alike_labels, set_task
from app.operations.preview import Preview, keep_pasted, look_at
from app.operations.take_over_again import take_over_labelled_again
from app.pages.page import Page
from app.steps import Step
from app.studio import Studio
from app.tasks.activity import Activity, ActivityState
from app.tasks.latest import Latest
from app.translation import number, tr
from app.widgets.buttons import button
from app.widgets.import_preview import ImportPreview
from app.widgets.import_report_view import ImportReportView
from app.widgets.import_source import ImportSource
from app.workspace import Change
from ulmfit_core.corpus.options import ReadOptions
from ulmfit_core.project.importing import ImportSettings
from ulmfit_core.project.imports import ImportRecord
from ulmfit_core.project.project import Task

_MANY_LABELS = 60  # more than a person chooses among


class ImportPage(Page):
    """Shows where texts may come from; a file's first rows; or what came of the last import."""

    def __init__(self, studio: Studio, step: Step) -> None:
        super().__init__(studio, step)
        self._waiting: list[Path] = []
        self._looks = Latest()  # at a file
        self._record: ImportRecord | None = None  # the one that is reported on
        self._newest: ImportRecord | None = None
        self._importing = False
        self._previewing = False  # then a report waits
        self.source = ImportSource()
        self.preview = ImportPreview()
        self.report = ImportReportView()
        self._views = QStackedWidget()
        for view in (self.source, self.preview, self.report):
            self._views.addWidget(view)
        self.body.addWidget(self._views, 1)
        self.more = button(tr("Add more texts"), icon_name="plus")
        self.back = button(tr("Back to what was imported"))
        self.header.addWidget(self.back)
        self.header.addWidget(self.more)
        self.start = self.set_primary(tr("Import"), self.import_shown, "Ctrl+Return")
        self.go_on = button(tr("Go on to Label"), "primary", "arrow-right")
        self.header.addWidget(self.go_on)
        self._add_actions()
        self._connect()
        self._show(self.source)

    def refresh(self, change: Change) -> None:
        if Change.DOCUMENTS in change:
            self._show_imports()
        if change & (Change.LABELS | Change.ANNOTATIONS) and self._record is not None:
            self._choose_record(self._record)

    def take_files(self, paths: list[Path]) -> bool:
        self._waiting = list(paths)
        self._look_at_next()
        return True

    def import_shown(self) -> None:
        """Import the file whose first rows are shown."""
        preview, mapping = self.preview.preview, self.preview.mapping()
        if preview is None or mapping is None or self._importing:
            return
        before = self._project.task
        if preview.sniffed.gives_several(mapping) and not self._change_task("multi"):
            return
        changed_from = before if self._project.task != before else None
        self._importing = True
        activity = import_documents(
            self.studio,
            preview.path,
            mapping,
            preview.options,
            settings=ImportSettings(
                preview.source,
                self.preview.test_fraction,
                text_columns=mapping.text if preview.sniffed.names_columns else (),
                html=mapping.html,
                kept_columns=mapping.kept,
                roles=self.preview.roles(),
            ),
            n_expected=preview.n_lines,
            then=lambda result: self._finish(preview),
        )
        activity.ended.connect(lambda: self._end(activity, changed_from))
        self.start.setText(tr("Importing…"))
        self._may_import()

    def _finish(self, imported: Preview) -> None:
        if not self._is_in_use():
            return
        if self.preview.preview is imported:
            self._previewing = False
        self._show_imports()
        self._warn_of_labels()
        self._look_at_next()

    def _warn_of_labels(self) -> None:
        n_labels = len(self._project.labels.all())
        if n_labels > _MANY_LABELS:
            self.studio.notices.warning(
                tr("The project has {n} labels now.", n=number(n_labels)),
                tr("If another column was meant, undo the import and say above it which."),
                of_project=True,
            )

    def _end(self, activity: Activity, changed_from: Task | None) -> None:
        """Where nothing came in, what the import changed about the project is as before."""
        if not self._is_in_use():
            return
        self._importing = False
        self.start.setText(tr("Import"))
        self._may_import()
        if changed_from is not None and activity.state is not ActivityState.DONE:
            self._change_task(changed_from)

    def _change_task(self, task: Task) -> bool:
        """Whether the project may be so labelled."""
        return self._project.task == task or set_task(self.studio, task)

    def _look_at_next(self) -> None:
        if self._waiting:
            self._look(self._waiting.pop(0), ReadOptions())

    def _look_again(self) -> None:
        if self.preview.preview is not None:
            self._look(self.preview.preview.path, self.preview.options())

    def _look(self, path: Path, options: ReadOptions) -> None:
        is_latest = self._looks.begin()

        def show(preview: Preview) -> None:
            if is_latest() and self._is_in_use():
                self._show_preview(preview)

        def go_back() -> None:
            shown = self.preview.preview
            if not self._is_in_use() or not is_latest():
                return
            if shown is not None and shown.path == path:
                self.preview.show_preview(shown)
            else:
                self._look_at_next()

        def again(options: ReadOptions) -> None:
            if self._is_in_use():
                self._look(path, options)

        look_at(self.studio, path, options, show, go_back, again)

    def _show_preview(self, preview: Preview) -> None:
        """Another file gets the keyboard, and not the button that leaves it."""
        before = self.preview.preview if self._previewing else None
        self._previewing = True
        self.preview.known_cells = self._project.imports.text_cells()
        self.preview.known_roles = self._project.imports.column_roles()
        self.preview.known_labels = self._project.labels.names()
        self._show(self.preview)  # first: how wide it is tells how far its table is scrolled
        self.preview.show_preview(preview)
        if before is None or before.path != preview.path:
            self.preview.table.setFocus()

    def _take_pasted(self, text: str) -> None:
        self._leave_paper()
        path = attempt(self.studio.notices, lambda: keep_pasted(self.studio, text))
        if path is not None:
            self.take_files([path])

    def _leave_paper(self) -> None:
        """Back to the file that was in front before something was pasted."""
        if self._previewing:
            self._show(self.preview)
            self.preview.table.setFocus()

    def _show_imports(self) -> None:
        records = self.studio.workspace.project.imports.all()
        newest = records[-1] if records else None
        if newest == self._newest:
            return
        self._newest = newest
        if newest is not None:
            self._choose_record(newest)
        else:
            self._record = None
            if self._views.currentWidget() is self.report:
                self._show(self.source)
            self._show_back()

    def _choose_record(self, record: ImportRecord) -> None:
        self._record = record
        report_on(self.studio, record, self._show_report)

    def _show_report(self, report: ImportReport) -> None:
        records = self._project.imports.all() if self._is_in_use() else []
        if report.record != self._record or report.record not in records:  # undone meanwhile
            return
        self.report.show_records(records, report.record)
        self.report.show_report(report)
        if not self._previewing:
            self._show(self.report)

    def _cancel(self) -> None:
        self._previewing = False
        self._waiting.clear()
        self._looks.begin()
        self._show_last()

    def _show_last(self) -> None:
        self._show(self.report if self._record is not None else self.source)

    def _show(self, view: ImportSource | ImportPreview | ImportReportView) -> None:
        is_other = self._views.currentWidget() is not view
        self._views.setCurrentWidget(view)
        self.start.setVisible(view is self.preview)
        self.more.setVisible(view is self.report)
        self.go_on.setVisible(view is self.report)
        if is_other and view is self.report and view.isAncestorOf(self.focusWidget() or self):
            self.go_on.setFocus()  # Qt gave it to the first that takes it: all of the report
        self._show_back()
        self._may_import()

    def _show_back(self) -> None:
        is_asking = self._views.currentWidget() is self.source and not self._previewing
        self.back.setVisible(is_asking and self._record is not None)

    def _may_import(self) -> None:
        shown = self._views.currentWidget() is self.preview
        self.import_action.setEnabled(
            shown and not self._importing and self.preview.mapping() is not None
        )

    def _add_actions(self) -> None:
        (self.import_action,) = self.actions()
        for text, run in (
            (tr("Choose files to import…"), self.source.choose_files),
            (tr("Choose a folder to import…"), self.source.choose_folder),
            (tr("Paste texts to import"), self._paste),
        ):
            action = QAction(text, self)
            if run == self._paste:
                action.setShortcut(QKeySequence.StandardKey.Paste)
            action.triggered.connect(lambda checked=False, run=run: run())
            self.addAction(action)

    def _paste(self) -> None:
        """Files that were copied are looked at; a text is shown before it is taken."""
        copied = QGuiApplication.clipboard().mimeData()
        files = local_files(copied) if copied is not None else []  # None: nothing was ever copied
        if files:
            self.take_files(files)
        else:
            self._show(self.source)
            self.source.open_paper()
            self.source.field.paste()

    def _connect(self) -> None:
        self.source.chosen.connect(self.take_files)
        self.source.pasted.connect(self._take_pasted)
        self.source.cancel.clicked.connect(self._leave_paper)
        self.preview.options_changed.connect(self._look_again)
        self.preview.changed.connect(self._may_import)
        self.preview.cancelled.connect(self._cancel)
        self.report.record_chosen.connect(self._choose_record)
        self.report.merge_wanted.connect(lambda: merge_alike_labels(self.studio))
        self.report.take_over_wanted.connect(partial(take_over_labelled_again, self.studio))
        self.back.clicked.connect(self._show_last)
        self.more.clicked.connect(lambda: self._show(self.source))
        self.go_on.clicked.connect(lambda: self.step_wanted.emit("label"))
