"""Building base models: beginning, going on, throwing away, and saying what came of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from app.dialogs.base_builder import BaseBuilderDialog
from app.models.build_words import result_words
from app.models.run_table import run_row, title_of
from app.notices import Notice, NoticeAction, NoticeKind, ask
from app.operations.attempt import attempt
from app.studio import Studio
from app.tasks.base_pace import BasePace
from app.translation import tr
from app.workspace import Change
from ulmfit_core.base_build import BaseBuild, unfinished_builds
from ulmfit_core.base_renaming import rename_base
from ulmfit_core.base_request import LEAST_HOURS, MOST_HOURS, BuildRequest
from ulmfit_core.errors import InputError, UlmfitError
from ulmfit_core.export.base_config import read_base_config
from ulmfit_core.pretraining_corpus import corpus_facts
from ulmfit_core.tokenizer_check import TokenizerCheck
from ulmfit_core.training.run_folder import RunState


def show_base_builder(studio: Studio, parent: QWidget) -> None:
    """Ask what a base model is to be built from; those that are not finished are there too."""
    estimator = studio.estimator
    pace = BasePace(studio.activities, estimator.prober, lambda: estimator.is_disturbed)
    dialog = BaseBuilderDialog(studio.bases, pace, parent)

    def begin(request: BuildRequest) -> None:
        try:
            build_base(studio, request)
        except UlmfitError as error:
            dialog.show_problem(error)
        else:
            dialog.accept()

    def go_on(build: BaseBuild) -> None:
        if go_on_building(studio, build):
            dialog.accept()

    def read_on(build: BaseBuild) -> None:
        if ask_and_read_on(studio, dialog, build):
            dialog.accept()

    def discard(build: BaseBuild) -> None:
        ask_and_discard(studio, dialog, build)
        dialog.show_builds()

    def rename(build: BaseBuild) -> None:
        ask_and_rename(studio, dialog, build)
        dialog.show_builds()

    def delete(build: BaseBuild) -> None:
        ask_and_delete(studio, dialog, build)
        dialog.show_builds()

    dialog.wanted.connect(begin)
    builds = dialog.builds
    builds.go_on_wanted.connect(go_on)
    builds.discard_wanted.connect(discard)
    builds.read_on_wanted.connect(read_on)
    builds.card_wanted.connect(lambda build: show_card(studio, build))
    builds.folder_wanted.connect(lambda build: show_folder(studio, build))
    builds.rename_wanted.connect(rename)
    builds.delete_wanted.connect(delete)
    dialog.show()


def take_turns(studio: Studio) -> None:
    """Pause the base model at work while a training is, and go on with it afterwards: side by side
    both would crawl."""
    for desk in (studio.training, studio.bases):
        desk.changed.connect(lambda: _take_turn(studio))


def _take_turn(studio: Studio) -> None:
    bases, is_busy = studio.bases, studio.training.is_busy
    if is_busy and bases.at_work is not None and bases.waiting is None:
        words = tr(
            "The base model {name} pauses while the training is at work, and goes on afterwards.",
            name=bases.at_work.name,
        )
        studio.notices.info(words)
        bases.make_way()
    elif not (is_busy or bases.at_work or studio.activities.is_over) and bases.waiting:
        build, bases.waiting = bases.waiting, None
        if build.run.job_path.is_file() and not build.is_finished:
            _start(studio, build, lambda: _forget_unbegun(studio, build))


def build_base(studio: Studio, request: BuildRequest) -> None:
    """Begin to build a base model, after the training at work. Raises UlmfitError where that
    cannot be."""
    _check_free(studio)
    build = BaseBuild.create(request)
    _start(studio, build, lambda: _forget_unbegun(studio, build))


def go_on_building(studio: Studio, build: BaseBuild) -> bool:
    """Go on with one that was paused or interrupted, after the training at work, or say why not."""
    return attempt(studio.notices, lambda: _go_on(studio, build)) is True


def _go_on(studio: Studio, build: BaseBuild) -> bool:
    _check_free(studio, build)
    _start(studio, build, lambda: None)
    studio.notices.withdraw(str(build.run.path))
    return True


def ask_and_read_on(studio: Studio, parent: QWidget, build: BaseBuild) -> bool:
    """Ask for how many hours more; whether it begins."""
    hours, is_wanted = QInputDialog.getDouble(
        parent,
        tr("Read on"),
        tr("Hours that {name} reads on for; until then it stays as it is:", name=build.name),
        max(LEAST_HOURS, build.job.minutes / 60),
        LEAST_HOURS,
        MOST_HOURS,
        2,
    )
    return is_wanted and attempt(studio.notices, lambda: _read_on(studio, build, hours)) is True


def _read_on(studio: Studio, build: BaseBuild, hours: float) -> bool:
    _check_free(studio, build)
    build.read_on(60 * hours)
    return _go_on(studio, build)


def ask_and_discard(studio: Studio, parent: QWidget, build: BaseBuild) -> None:
    """Delete an unfinished one after asking; what it was to learn from stays, and so does what it
    was before it read on."""
    question = tr("Discard the base model {name}?", name=build.name)
    words = tr("What it has learnt is deleted. The texts stay as they are.")
    if build.reads_on:
        question = tr("Have {name} read on no more?", name=build.name)
        words = tr("The base model stays as it was before.")
    if ask(parent, question, words, tr("Discard")):
        studio.notices.withdraw(str(build.run.path))
        attempt(studio.notices, build.stay if build.reads_on else build.discard)


def ask_and_delete(studio: Studio, parent: QWidget, build: BaseBuild) -> None:
    """Delete a finished one after asking."""
    question = tr("Delete the base model {name}?", name=build.name)
    words = tr("No training can start from it any more. Models that did stay as they are.")
    if ask(parent, question, words, tr("Delete")):
        attempt(studio.notices, build.discard)
        _tell_project(studio)


def ask_and_rename(studio: Studio, parent: QWidget, build: BaseBuild) -> None:
    """Ask what a finished one shall be called."""
    words = tr(
        "Another name for {name}. Finished models stay as they are; a paused training of another "
        "project would look for the old name in vain:",
        name=build.name,
    )
    name, is_wanted = QInputDialog.getText(
        parent, tr("Rename"), words, QLineEdit.EchoMode.Normal, build.name
    )
    if is_wanted and name.strip() != build.name:
        attempt(studio.notices, lambda: _rename(studio, build, name))
        _tell_project(studio)


def _rename(studio: Studio, build: BaseBuild, name: str) -> None:
    """Raises UlmfitError, as where a training that began with it would not find it any more."""
    entries = studio.workspace.project.runs.all() if studio.workspace.is_open else []
    for entry in entries:
        is_over, title = entry.state is RunState.FINISHED, title_of(entry)
        if not is_over and run_row(entry).base in (build.name, str(build.base)):
            words = tr(
                "{title} began with {name} and is not finished.", title=title, name=build.name
            )
            raise InputError(words, tr("Let it be finished first, or delete it."))
    rename_base(build, name)


def offer_unfinished_builds(studio: Studio) -> None:
    """Say at the start that a base model can be gone on with."""
    for build in unfinished_builds():
        studio.notices.post(_offer(studio, build))


def show_card(studio: Studio, build: BaseBuild) -> None:
    """Open it in whatever shows such a text, or say where it is."""
    card = build.base / "README.md"
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(card))):
        studio.notices.info(tr("The card is {path}", path=card))


def show_folder(studio: Studio, build: BaseBuild) -> None:
    """In the system's file manager, to copy it from; another computer takes it as a folder."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(build.base))):
        studio.notices.info(tr("The base model is in {path}", path=build.base))


def _check_free(studio: Studio, build: BaseBuild | None = None) -> None:
    """Raises InputError where another one is at work, or waits for the training."""
    waiting = studio.bases.waiting
    if studio.bases.at_work is not None:
        raise InputError(tr("Another base model is being built; this one can begin afterwards."))
    if waiting is not None and waiting != build and waiting.run.job_path.is_file():
        words = tr(
            "The base model {name} waits for the training already; this one can begin afterwards.",
            name=waiting.name,
        )
        raise InputError(words)


def _start(studio: Studio, build: BaseBuild, on_failure: Callable[[], object]) -> None:
    """At once, or after the training at work."""
    if studio.training.is_busy:
        words = tr(
            "The base model {name} waits for the training, and begins by itself afterwards.",
            name=build.name,
        )
        studio.notices.info(words)
        studio.bases.waiting = build
        return
    studio.bases.start(build, lambda check: _tell(studio, build, check), on_failure)


def _forget_unbegun(studio: Studio, build: BaseBuild) -> None:
    """Its text was refused, with a sentence: nothing of it is worth going on with."""
    if not build.run.events_path.exists():
        attempt(studio.notices, build.discard)


def _tell(studio: Studio, build: BaseBuild, check: TokenizerCheck) -> None:
    training = read_base_config(build.base)["training"]
    own = training["tokens"] - training["tokens_before"]
    words = result_words(check, training["valid_bits_per_byte"], own, _n_left_out(build))
    studio.notices.post(
        Notice(
            NoticeKind.SUCCESS if check.suits else NoticeKind.WARNING,
            tr("The base model {name} is ready; Train lists it.", name=build.name),
            words,
            actions=(NoticeAction(tr("Show its card"), lambda: show_card(studio, build)),),
            waits=True,
        )
    )
    _tell_project(studio)


def _tell_project(studio: Studio) -> None:
    """There are other bases now."""
    if studio.workspace.is_open:
        studio.workspace.notify(Change.BASES)


def _n_left_out(build: BaseBuild) -> int:
    facts = corpus_facts(Path(build.job.corpus_dir))
    return facts.n_passed_over if facts else 0


def _offer(studio: Studio, build: BaseBuild) -> Notice:
    go_on = NoticeAction(tr("Go on"), lambda: go_on_building(studio, build))
    return Notice(
        NoticeKind.WARNING,
        tr("The base model {name} is not finished.", name=build.name),
        tr("It can go on where it was; nothing up to there is lost."),
        actions=(go_on,),
        about=str(build.run.path),
    )
