"""What ``make run`` does without a display: the main job, on the bundled sample."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from ulmfit_core.base_models import list_bases
from ulmfit_core.cli.app import guarded
from ulmfit_core.cli.screen import Screen
from ulmfit_core.cli.training_run import run_pipeline, show_model
from ulmfit_core.corpus.loading import load_corpus
from ulmfit_core.corpus.options import ColumnMapping
from ulmfit_core.resources import resource_path
from ulmfit_core.training.packages import check_training_packages
from ulmfit_core.training.presets import QUICK, STANDARD
from ulmfit_core.training.start import NO_BASE
from ulmfit_core.training.train_request import TrainRequest

# Without a base model nothing is known of the language: a small network then does as well.
_SMALL = {"embedding_size": 64, "hidden_size": 96, "n_layers": 2, "epochs": 8}


def main() -> None:
    """Train on the sample, measure, and leave the model in the user's data folder."""
    sys.exit(guarded(_train_on_sample))


def _train_on_sample() -> None:
    started = time.monotonic()
    screen = Screen()
    check_training_packages()
    sample = resource_path("sample", "feedback.csv")
    screen.say(f"No window here: training on the bundled sample instead ({sample}).")
    out = _models_folder() / "sample.ulmfit"
    model = run_pipeline(_request(sample), out, screen)
    show_model(model, screen, time.monotonic() - started)
    screen.say("Or check it on texts with labels of your own:")
    screen.say(f"  ulmfit evaluate {out} FILE --text COLUMN --label COLUMN")


def _request(sample: Path) -> TrainRequest:
    corpus = load_corpus(sample, ColumnMapping(label=("label",)))
    bases = [base for base in list_bases() if base.direction == "forward"]
    more = load_corpus(resource_path("sample", "feedback_unlabelled.csv")).texts
    if bases:
        return TrainRequest(corpus.texts, corpus.labels, QUICK, base=bases[0].name, unlabelled=more)
    return TrainRequest(
        corpus.texts,
        corpus.labels,
        STANDARD,
        base=NO_BASE,
        unlabelled=more,
        overrides=_SMALL,
        lm_overrides=_SMALL,
    )


def _models_folder() -> Path:
    """``ULMFIT_HOME``, else the platform's place for a user's data, else the working folder."""
    home = os.environ.get("ULMFIT_HOME")
    if home is None:
        import platformdirs

        home = platformdirs.user_data_dir("ulmfit-studio", appauthor=False)
    folder = Path(home) / "models"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path.cwd()
    return folder if os.access(folder, os.W_OK) else Path.cwd()


if __name__ == "__main__":
    main()
