"""What a training is asked for: texts, labels, a recipe and where it begins; torch-free."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ulmfit_core.corpus.options import NO_CELLS, TextCells
from ulmfit_core.errors import InputError
from ulmfit_core.training.finetune_jobs import ADAM_EPSILON, ClassifierJob
from ulmfit_core.training.presets import DEFAULT_PRESET, Preset
from ulmfit_core.training.start import NO_BASE, is_model, kept_norm

LARGEST_SEED = 2**32 - 1  # that scikit-learn and SentencePiece take
_FIRST_HALF, _LAST_HALF = "\ud800", "\udfff"  # UTF-16's surrogates
_SHOWN = 60  # characters
_BESIDE_THE_RESULT = ("prompt", "batch_parts")
_WAS: dict[str, dict[str, Any]] = {
    "language_model": {"epsilon": ADAM_EPSILON, "rate_by_window": True},
    "classifier": {"epsilon": ADAM_EPSILON, "rate_ladder": ()},
}


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What to train on, and how."""

    texts: Sequence[str]
    labels: Sequence[tuple[str, ...]]  # one or more for every text
    preset: Preset
    base: str = "en-compact"  # a name, a folder, a model file, or "none" for from scratch
    unlabelled: Sequence[str] = ()
    seed: int = 0
    valid_fraction: float | None = None  # None: a tenth, or a fifth of few; 0: hold nothing out
    multi_label: bool | None = None  # None: as the labels look
    overrides: dict[str, Any] = field(default_factory=dict)  # settings of the classifier job
    lm_overrides: dict[str, Any] = field(default_factory=dict)
    known_labels: tuple[str, ...] = ()  # beside those the texts have
    definitions: Mapping[str, str] = field(default_factory=dict)  # what labels mean, by their names
    text_cells: TextCells = NO_CELLS  # what the texts were made of; changes no result
    label_kind: str = ""  # what the labels are the names of; changes no result

    @property
    def task(self) -> str:
        """ "single" or "multi"."""
        multi = self.multi_label
        if multi is None:
            multi = any(len(labels) != 1 for labels in self.labels)
        return "multi" if multi else "single"

    @property
    def label_names(self) -> tuple[str, ...]:
        """Every label, sorted."""
        given = {label for labels in self.labels for label in labels}
        return tuple(sorted(given.union(self.known_labels)))

    @property
    def reads_first(self) -> bool:
        """Whether the language model is fine-tuned: a model file has read its texts already."""
        return self.preset.language_model is not None and not is_model(self.base)

    @property
    def learns_words(self) -> bool:
        """Whether regressions on words are fitted: what labels mean teaches them alone."""
        job = self.preset.classifier
        if isinstance(job, ClassifierJob):
            return bool(self.overrides.get("words", job.words))
        return True

    def fingerprint(self) -> str:
        """A short hash that changes with anything that changes the result."""
        digest = hashlib.sha256()
        preset = asdict(self.preset)
        for stage in ("language_model", "classifier"):
            preset[stage] = preset[stage] and _known_before(stage, _of_the_result(preset[stage]))
        settings = [preset, self.base, self.seed, self.valid_fraction, self.task]
        settings += [_of_the_result(self.overrides), _of_the_result(self.lm_overrides)]
        settings += [*self.known_labels, *([dict(self.definitions)] if self.definitions else [])]
        digest.update(json.dumps(settings, sort_keys=True).encode())
        for part in (*self.texts, *map(_joined, self.labels), *self.unlabelled):
            digest.update(part.encode("utf-8", "replace") + b"\0")
        return digest.hexdigest()[:12]

    def check(self) -> None:
        """Raises InputError where labels, seed, preset or words cannot give what is asked for."""
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InputError(
                f"{self.seed} cannot be a seed.", f"Give a whole number from 0 to {LARGEST_SEED}."
            )
        _check_words(self)
        _check_labels(self)
        _check_preset(self)
        _check_norm(self)


def _of_the_result(settings: dict[str, Any]) -> dict[str, Any]:
    """Those that change what comes out: not how it is shown or computed, nor what is off."""
    wanted = {name: value for name, value in settings.items() if name not in _BESIDE_THE_RESULT}
    return {name: value for name, value in wanted.items() if value or name != "patience"}


def _known_before(stage: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Without those that a preset has as they were before there was a setting."""
    was = _WAS[stage].items()
    return {name: value for name, value in settings.items() if (name, value) not in was}


def _joined(labels: tuple[str, ...]) -> str:
    """What no other labels give: a comma within one is told from the comma between two."""
    return ",".join(label.replace("\\", "\\\\").replace(",", "\\,") for label in labels)


def _check_words(request: TrainRequest) -> None:
    """Raises InputError for those that no file could keep."""
    chosen = [*request.overrides.values(), *request.lm_overrides.values()]
    words = [*request.label_names, *request.definitions.values()]
    for text in (*words, *(value for value in chosen if isinstance(value, str))):
        if any(_FIRST_HALF <= character <= _LAST_HALF for character in text):
            shown = ascii(text[:_SHOWN])
            raise InputError(
                f"{shown} has half a character in it (a lone surrogate), which no file can hold.",
                "Type it anew.",
            )


def _check_labels(request: TrainRequest) -> None:
    names = request.label_names
    if len(names) < 2:
        only = f"only {names[0]!r}" if names else "none"
        raise InputError(
            f"A classifier needs two labels to tell apart; the training texts have {only}.",
            "Check the label column, or label some texts with another label.",
        )
    if len(request.texts) < 2:
        raise InputError("There are too few labelled texts.", "Label two of each kind at least.")
    several = sum(len(labels) > 1 for labels in request.labels)
    if several and request.task == "single":
        raise InputError(
            f"{several:,} of {len(request.labels):,} texts have several labels, where each was to "
            "have one.",
            "Leave out --single-label (in Python multi_label=False), or give each of them one.",
        )


def _check_preset(request: TrainRequest) -> None:
    """Raises InputError for what this preset cannot do."""
    preset, job = request.preset, request.preset.classifier
    if preset.is_instant and request.base == NO_BASE:
        raise InputError(
            f"The preset {preset.name} builds on a base model and learns nothing from scratch.",
            f"Choose a base model, or the preset {DEFAULT_PRESET}.",
        )
    known = {field.name for field in fields(job)}
    if unknown := sorted(request.overrides.keys() - known):
        raise InputError(
            f"The preset {preset.name} has no setting {unknown[0]!r}.",
            f"It has: {', '.join(sorted(known))}.",
        )


def _check_norm(request: TrainRequest) -> None:
    """Raises InputError where a model's head goes on that has another."""
    chosen = request.overrides.get("head_norm", "auto")
    kept = "" if chosen == "auto" else kept_norm(request.base, request.label_names, request.task)
    if kept not in ("", chosen):
        raise InputError(
            f"head_norm={chosen} cannot be: the model's own head goes on, and its norm is {kept}.",
            "Leave it out, or begin with a base model.",
        )
