"""The line that a request leaves."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

pytest.importorskip("fastapi")

from tests.builders import tiny_bundle
from tests.core.serving.asking import Client, application_of
from ulmfit_core.serving.request_log import RequestLog


@pytest.mark.parametrize(
    ("path", "body", "line"),
    [
        ("/predict", {"text": "secret"}, r"POST /predict 200 \d+ ms, 1 text"),
        ("/predict/batch", {"texts": ["secret"] * 2}, r"POST /predict/batch 200 \d+ ms, 2 texts"),
        ("/predict", {"words": "secret"}, r"POST /predict 422 \d+ ms, 0 texts"),
        ("/%0Anowhere", None, r"GET /%0Anowhere 404 \d+ ms, 0 texts"),
    ],
)
def test_a_request_leaves_one_line_without_its_texts(path: str, body: Any, line: str) -> None:
    lines: list[str] = []
    log = RequestLog(application_of(tiny_bundle()), lines.append)
    asyncio.run(Client(path, body).ask(log))
    (said,) = lines
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}[+-][\d:]{5} 127\.0\.0\.1 " + line, said)
