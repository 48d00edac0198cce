"""A classifier's training at the command line: run with its progress, paused by Ctrl-C, told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from ulmfit_core.cli.interrupts import Interrupted, Interrupts
from ulmfit_core.cli.output_file import work_folder
from ulmfit_core.cli.progress import TrainingProgress, duration
from ulmfit_core.cli.scores import say_choice, show_scores, texts_in
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.tracking import advancing
from ulmfit_core.cli.training_outlook import tell_plan, tell_room
from ulmfit_core.disk import remove_empty
from ulmfit_core.process import TrainingProcess
from ulmfit_core.training.assemble import TrainedModel, assembling, n_parts
from ulmfit_core.training.events import TrainingEvent
from ulmfit_core.training.jobs import Job
from ulmfit_core.training.pipeline import Pipeline
from ulmfit_core.training.train_request import TrainRequest


def run_pipeline(request: TrainRequest, out: Path, screen: Screen) -> TrainedModel:
    """Every stage of ``request`` in a child process, then the model file.

    What is finished is kept in ``<out>.work`` until the model is written. Raises InputError
    where that is a file, Interrupted after a pause.
    """
    work = work_folder(out)
    kept = f"Everything so far is kept in {work}; give the same command again to go on."
    with Interrupts(screen.note, kept) as interrupts:
        pipeline = Pipeline(request, work)
        tell_plan(pipeline, screen)
        tell_room(pipeline, screen)
        screen.note("Encoding the texts …")
        with _process(request) as process, TrainingProgress(screen) as progress:

            def run(job: Job) -> Iterator[TrainingEvent]:
                with interrupts.pausable(process.force_stop):
                    yield from process.run(job, interrupts.stop_verb)

            for what, event in pipeline.events(run):
                progress.show(what, event)
        if pipeline.stopped:
            raise Interrupted(f"Paused. {kept}")
        model = _assemble(pipeline, out, screen)
    _remove_work(work, pipeline.folder, screen)
    return model


def _assemble(pipeline: Pipeline, out: Path, screen: Screen) -> TrainedModel:
    """The model file, its parts counted."""
    doing, models = "Measuring beside simpler classifiers, and writing the model", []

    def parts() -> Iterator[None]:
        models.append((yield from assembling(pipeline, out)))

    if not screen.is_interactive:
        screen.note(f"{doing} …")
    done = (n for n, _ in enumerate(parts(), 1))
    for _ in advancing(done, doing, screen, n_parts(pipeline)):
        pass
    return models[0]


def _process(request: TrainRequest) -> TrainingProcess:
    """A child that imports torch at once, unless it will not need it."""
    needs_torch = request.reads_first or not request.preset.is_instant
    return TrainingProcess.start_idle() if needs_torch else TrainingProcess()


def show_model(model: TrainedModel, screen: Screen, seconds: float) -> None:
    """The figures, where the model is, and what to type next."""
    if model.evaluation is not None:
        screen.say(f"On {texts_in(model.evaluation)} held out from training:")
        baselines = {b.name: b.evaluation.to_json() for b in model.baselines}
        show_scores(screen, model.evaluation, baselines)
        say_choice(screen, is_chosen=model.is_chosen)
    screen.say(f"Written to {model.path} after {duration(seconds)}. To use it:")
    screen.say(f"  ulmfit predict {model.path} FILE --out FILE")


def _remove_work(work: Path, finished: Path, screen: Screen) -> None:
    """The model holds all that matters; what another command left unfinished stays."""
    shutil.rmtree(finished, ignore_errors=True)
    try:
        remove_empty(work)
    except OSError:
        screen.note(f"Other unfinished work is still in {work}.")
