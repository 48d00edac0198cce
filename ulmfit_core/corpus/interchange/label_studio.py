"""Label Studio's JSON: a list of tasks with their annotations, and its short form JSON-MIN.

https://labelstud.io/guide/task_format and https://labelstud.io/guide/export
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from ulmfit_core.corpus.document import Document

NAME = "Label Studio"
_FROM, _TO = "label", "text"  # names of the control and of what it is about


def is_task(value: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a task of Label Studio."""
    return isinstance(value.get("data"), dict) and isinstance(_annotations(value), list)


def task_cells(task: Mapping[str, Any]) -> dict[str, Any]:
    """The task's data, and what was chosen: as ``label``, or under the controls' own names where
    there are several."""
    cells = dict(task["data"])
    chosen = _chosen(_annotations(task) or [])
    if len(chosen) == 1:
        chosen = {_free(_FROM, cells): next(iter(chosen.values()))}
    return {**cells, **{_free(name, cells): choices for name, choices in chosen.items()}}


def min_cells(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A row of JSON-MIN, its several choices as a list."""
    return {name: _unwrapped(value) for name, value in cells.items()}


def has_choices(cells: Mapping[str, Any]) -> bool:
    """Whether a row looks like JSON-MIN with several choices."""
    return any(_unwrapped(value) is not value for value in cells.values())


def task(document: Document, number: int) -> dict[str, Any]:
    """The task that ``document`` makes; annotated where it has labels, or none fits."""
    result = {
        "from_name": _FROM,
        "to_name": _TO,
        "type": "choices",
        "value": {"choices": list(document.labels)},
    }
    return {
        "id": number,
        "data": {_TO: document.text, "id": document.id, **dict(document.kept)},
        "annotations": [{"result": [result] if document.labels else []}]
        if document.labels or document.none_fits
        else [],
    }


def none_fits(task: Mapping[str, Any]) -> bool:
    """Whether somebody was done with the task and chose nothing."""
    result = _result(_annotations(task) or [])
    return isinstance(result, list) and not result


def labelling_config(labels: Sequence[str], *, several: bool) -> str:
    """The XML that Label Studio wants of a project before such tasks fit into it."""
    choices = "".join(f"<Choice value={quoteattr(label)}/>" for label in labels)
    choice = "multiple" if several else "single"
    return (
        f'<View><Text name="{_TO}" value="${_TO}"/>'
        f'<Choices name="{_FROM}" toName="{_TO}" choice="{choice}">{choices}</Choices></View>'
    )


def _annotations(task: Mapping[str, Any]) -> Any:
    return task.get("annotations", task.get("completions"))  # "completions" before 1.0


def _chosen(annotations: Sequence[Any]) -> dict[str, list[str]]:
    """Choices by control."""
    chosen: dict[str, list[str]] = {}
    for result in _result(annotations) or []:
        match result:
            case {"type": "choices", "value": {"choices": [*choices]}}:
                chosen.setdefault(str(result.get("from_name", _FROM)), []).extend(choices)
    return chosen


def _result(annotations: Sequence[Any]) -> Any:
    """Of the ground truth where one is marked, else of the last annotation that was not
    cancelled; None where there is none."""
    usable = [a for a in annotations if isinstance(a, dict) and not a.get("was_cancelled")]
    usable.sort(key=lambda annotation: bool(annotation.get("ground_truth")))
    return usable[-1].get("result") if usable else None


def _free(name: str, cells: Mapping[str, Any]) -> str:
    return name if name not in cells else f"{name}_chosen"


def _unwrapped(value: Any) -> Any:
    match value:
        case {"choices": [*choices]} if len(value) == 1:
            return choices
    return value
