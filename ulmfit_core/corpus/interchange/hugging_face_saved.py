"""Folders that ``save_to_disk`` of Hugging Face ``datasets`` writes, for ``load_from_disk``.

A dataset is a folder: ``state.json`` names its Arrow files in their order, the features in
``dataset_info.json`` name what label numbers stand for. A ``DatasetDict`` is a folder of those,
one a split, listed by ``dataset_dict.json``.
https://huggingface.co/docs/datasets/package_reference/main_classes
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ulmfit_core.corpus.files import DataFile
from ulmfit_core.corpus.interchange.hugging_face import Names, feature_names
from ulmfit_core.errors import InputError
from ulmfit_core.json_file import parsed_json

DICT, STATE, INFO = "dataset_dict.json", "state.json", "dataset_info.json"
_MOST_BYTES = 16 << 20  # of one of these
_HINT = "Save the dataset again, or copy the whole folder."

_Files = Mapping[PurePosixPath, DataFile]


@dataclass(frozen=True, slots=True)
class SavedSplit:
    """The Arrow files of one split, and what the numbers in its columns stand for."""

    parts: Sequence[DataFile]
    names: Names


def saved_split(
    members: Sequence[tuple[PurePosixPath, DataFile]], name: str, wanted: str | None
) -> SavedSplit | None:
    """The split ``wanted``, else ``train``, else the first; None where nothing was saved so.

    Raises InputError where there is no such split, or something of it is missing or damaged.
    """
    files = dict(members)
    folders = _split_folders(files)
    if not folders:
        return None
    chosen = wanted or ("train" if "train" in folders else next(iter(folders)))
    if chosen not in folders:
        listed = ", ".join(folders)
        raise InputError(f'{name} holds no part "{chosen}"; its parts are: {listed}.')
    return _split(files, folders[chosen], name)


def _split_folders(files: _Files) -> dict[str, PurePosixPath]:
    """By split, its folder; of a dataset without splits, the one it says it was."""
    listing = next((path for path in files if path.name == DICT), None)
    if listing is not None:
        splits = _read(files[listing]).get("splits")
        if not isinstance(splits, list) or not splits:
            raise _damaged(files[listing].name)
        return {str(split): listing.parent / str(split) for split in splits}
    found = [path for path in files if path.name == STATE and path.with_name(INFO) in files]
    return {path.parent.name or _own_name(files[path]): path.parent for path in found}


def _own_name(state: DataFile) -> str:
    return str(_read(state).get("_split") or "train")


def _split(files: _Files, folder: PurePosixPath, name: str) -> SavedSplit:
    state, info = (_present(files, folder / file, name) for file in (STATE, INFO))
    listed = _read(state)
    try:
        parts = [folder / str(part["filename"]) for part in listed["_data_files"]]
    except (KeyError, TypeError):
        raise _damaged(state.name) from None
    if listed.get("_indices_data_files"):
        raise InputError(
            f"{name} is a selection from another dataset.",
            "Call flatten_indices() on it, and save it again.",
        )
    if not parts:
        raise InputError(f"{name} holds no rows.", "Give a folder with texts in it.")
    features = _read(info).get("features")
    return SavedSplit([_present(files, part, name) for part in parts], feature_names(features))


def _present(files: _Files, path: PurePosixPath, name: str) -> DataFile:
    if path not in files:
        raise InputError(f"{name} lacks its file {path}.", _HINT)
    return files[path]


def _read(file: DataFile) -> dict[str, Any]:
    try:
        record = parsed_json(file.head(_MOST_BYTES))
    except (ValueError, RecursionError):
        raise _damaged(file.name) from None
    if not isinstance(record, dict):
        raise _damaged(file.name)
    return record


def _damaged(name: str) -> InputError:
    return InputError(f"{name} is damaged.", _HINT)
