"""Which base model a name or a folder on the command line means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ulmfit_core.base_choice import suited_base
from ulmfit_core.base_models import FoundBase, find_base, has_base, list_bases
from ulmfit_core.errors import InputError
from ulmfit_core.export.bundle import read_bundle
from ulmfit_core.training.start import NO_BASE, is_model


def base_folder(name: str) -> Path | None:
    """The base model's folder, where ``name`` is one or is what ``ulmfit pretrain`` made."""
    folder = Path(name)
    places = (folder, folder / "base")
    return next((place for place in places if (place / "config.json").is_file()), None)


def any_base(name: str) -> Path:
    """The folder of the base model called ``name``, or in it, in whichever direction it reads.

    Raises InputError naming what there is.
    """
    folder = base_folder(name)
    if folder is not None:
        return folder
    found = next((base for base in list_bases() if base.name == name), None)
    return found.folder if found else find_base(name).folder


def base_argument(name: str) -> str:
    """``name`` as the pipeline takes it: what pretraining made stands one folder deeper.

    Raises InputError naming what there is where there is no such base, ModelFileError for a model
    file that cannot be read.
    """
    if name == NO_BASE:
        return name
    if is_model(name):
        return model_argument(name)
    argument = str(base_folder(name) or name)
    if not any(has_base(argument, direction) for direction in ("forward", "backward")):
        find_base(argument)  # says what there is
    return argument


def model_argument(name: str) -> str:
    """``name`` where it is a model file. Raises ModelFileError where it cannot be read, InputError
    where it is called otherwise."""
    if not is_model(name):
        raise InputError(f"{name} does not end in .ulmfit.", "Choose a model file, or rename it.")
    read_bundle(name, members=())
    return name


def default_base(texts: Sequence[str] = ()) -> FoundBase:
    """The base to start from where none was named: that for ``texts``. Raises InputError without
    any."""
    found = suited_base(texts)
    if found is None:
        raise InputError(
            "There is no base model installed.",
            "Give --base FOLDER, make one with `ulmfit pretrain`, or train from scratch "
            "with --base none (much worse with few labels).",
        )
    return found
