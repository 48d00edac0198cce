"""A served model, asked over a real socket."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.builders import LABELS, tiny_bundle
from tests.core.cli.conftest import Ulmfit
from ulmfit_core.export.bundle import write_bundle
from ulmfit_core.predictor import Predictor

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "tiny.ulmfit"
    write_bundle(tiny_bundle(), path)
    return path


@contextmanager
def serving(model: Path, *options: str, token: str = "") -> Iterator[tuple[str, int]]:
    """The host and port of a served model; it has to end well when interrupted."""
    command = [sys.executable, "-m", "ulmfit_core", "serve", model, "--port", "0", *options]
    environment = {**os.environ, "ULMFIT_TOKEN": token}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert server.stderr is not None
    line = server.stderr.readline()
    try:
        assert "Serving tiny.ulmfit on http://" in line, line + server.stderr.read()
        host, _, port = line.partition("//")[2].partition(";")[0].rpartition(":")
        yield host.strip("[]"), int(port)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
        said = server.stderr.read()
        assert said.splitlines()[-1] == "tiny.ulmfit is served no more."
        assert "Traceback" not in said
    finally:
        server.kill()
        server.wait()
        server.stderr.close()


@pytest.fixture(scope="module")
def address(model: Path) -> Iterator[tuple[str, int]]:
    with serving(model, "--max-texts", "5", "--max-megabytes", "1") as found:
        yield found


def ask(
    address: tuple[str, int], method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """Status and JSON of one request."""
    connection = http.client.HTTPConnection(*address, timeout=30)
    content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    try:
        connection.request(method, path, content, {**JSON, **headers})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read() or b"null")
    finally:
        connection.close()


def test_one_text(address: tuple[str, int], model: Path) -> None:
    status, answer = ask(address, "POST", "/predict", {"text": "Where is the Tagus?"})
    expected = Predictor.open(model).predict("Where is the Tagus?")
    assert status == 200
    assert (answer["label"], answer["labels"]) == (expected.label, list(expected.labels))
    assert answer["probability"] == pytest.approx(expected.probability, abs=1e-5)
    assert list(answer["probabilities"]) == list(LABELS)


def test_a_batch_keeps_its_order(address: tuple[str, int], model: Path) -> None:
    texts = ["Who?", "?", "どこに川がありますか。", "Where is it? " * 40]
    status, answer = ask(address, "POST", "/predict/batch", {"texts": texts})
    assert status == 200
    predictor = Predictor.open(model)
    for given, text in zip(answer["predictions"], texts, strict=True):
        assert given["probability"] == pytest.approx(predictor.predict(text).probability, abs=1e-5)


def test_what_the_model_is_and_the_description_of_the_interface(address: tuple[str, int]) -> None:
    assert ask(address, "GET", "/health") == (200, {"status": "ok"})
    assert ask(address, "HEAD", "/health") == (200, None)
    _, facts = ask(address, "GET", "/model")
    assert (facts["labels"], facts["task"], facts["seed"]) == (list(LABELS), "single", 1)
    _, described = ask(address, "GET", "/openapi.json")
    assert {"/predict", "/predict/batch", "/model", "/health"} <= set(described["paths"])


def test_no_page_that_would_load_scripts_from_elsewhere(address: tuple[str, int]) -> None:
    assert ask(address, "GET", "/docs")[0] == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"texts": ["a"] * 6}, 413),
        ({"texts": ["a" * 200_001]}, 413),
        (b'{"texts": ["' + b"a" * (1 << 20) + b'"]}', 413),
        (b"no json", 422),
        ({"texts": [3]}, 422),
        ({"words": []}, 422),
    ],
)
def test_too_much_or_nothing_usable(address: tuple[str, int], body: Any, status: int) -> None:
    found, answer = ask(address, "POST", "/predict/batch", body)
    assert found == status
    assert "detail" in answer


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("/predict", b'{"text": NaN}', "body.text: "),
        ("/predict", b'{"text": -Infinity}', "body.text: "),
        ("/predict", b"Infinity", "body: "),
        ("/predict", b"no json", "body.0: JSON decode error"),
        ("/predict", b"", "body: "),
        ("/predict/batch", b'{"texts": ["a", NaN]}', "body.texts.1: "),
        ("/predict/batch", b'{"texts": Infinity}', "body.texts: "),
        ("/predict/batch", b'{"words": [NaN]}', "body.texts: "),
    ],
)
def test_what_is_no_text_is_a_sentence(
    address: tuple[str, int], path: str, body: bytes, place: str
) -> None:
    status, answer = ask(address, "POST", path, body)
    assert status == 422
    assert answer["detail"].startswith(f"The request cannot be used: {place}")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize("body", [b"\xff", b'{"text": "Who?"}'])
def test_a_body_of_another_kind_is_not_read(
    address: tuple[str, int], kind: str, body: bytes
) -> None:
    status, answer = ask(address, "POST", "/predict", body, **{"Content-Type": kind})
    assert status == 422
    assert answer["detail"].endswith("send Content-Type: application/json.")


@pytest.mark.parametrize(
    "body", [b'{"text": "\xff"}', gzip.compress(b"{}", mtime=0), b"[" * 100_000, b"1" * 10_000]
)
def test_a_body_that_cannot_be_read_is_a_sentence(address: tuple[str, int], body: bytes) -> None:
    status, answer = ask(address, "POST", "/predict", body)
    assert status == 422
    assert "its body is not JSON in UTF-8, or it is compressed" in answer["detail"]


def test_html_is_true_or_false_alone(address: tuple[str, int]) -> None:
    status, answer = ask(address, "POST", "/predict", {"text": "", "html": 0})
    assert status == 422
    assert "body.html: " in answer["detail"]


def test_a_wrong_address_or_method_is_a_sentence(address: tuple[str, int]) -> None:
    for method, path, status in (("GET", "/", 404), ("GET", "/predict", 405)):
        found, answer = ask(address, method, path)
        assert found == status
        assert answer["detail"].endswith(".")


def test_the_description_says_what_a_refusal_is(address: tuple[str, int]) -> None:
    _, described = ask(address, "GET", "/openapi.json")
    for path in ("/predict", "/predict/batch"):
        for status in ("413", "422", "503"):
            refusal = described["paths"][path]["post"]["responses"][status]["content"]
            assert refusal["application/json"]["schema"]["$ref"].endswith("/Refusal")


def test_a_body_that_does_not_say_its_length_is_bounded_too(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=30)
    pieces = iter([b"a" * (1 << 19)] * 3)
    connection.request("POST", "/predict", pieces, JSON, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_whoever_sends_slowly_does_not_keep_it_from_ending(model: Path) -> None:
    with socket.socket() as slow, serving(model) as here:
        slow.settimeout(30)
        slow.connect(here)
        head = b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
        slow.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert slow.recv(25).startswith(b"HTTP/1.1 100")  # it waits for the rest


def test_a_turn_that_never_ends_does_not_keep_it_from_ending() -> None:
    command = [sys.executable, "-m", "tests.core.serving.stuck"]
    body = b'{"text": "Who?"}'
    head = b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        socket.socket() as client,
    ):
        assert server.stdout is not None
        try:
            client.connect(("127.0.0.1", int(server.stdout.readline())))
            client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            assert server.stdout.readline() == "stuck\n"
            server.terminate()
            assert server.wait(timeout=20) == 0
            assert client.makefile().readline() == "HTTP/1.1 503 Service Unavailable\n"
        finally:
            server.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="others have not the whole of 127/8")
def test_any_address_of_this_machine_alone_is_one_of_its_names(model: Path) -> None:
    with serving(model, "--host", "127.0.0.2") as here:
        assert here[0] == "127.0.0.2"
        assert ask(here, "GET", "/health")[0] == 200
        assert ask(here, "GET", "/health", Host="10.0.0.2")[0] == 400


def test_another_name_for_this_machine_is_not_served(address: tuple[str, int]) -> None:
    assert ask(address, "GET", "/health", Host="evil.example")[0] == 400
    assert ask(address, "GET", "/health", Host=f"localhost:{address[1]}")[0] == 200


def test_a_token_is_asked_of_every_request(model: Path) -> None:
    with serving(model, "--host", "0.0.0.0", token=" s3cret\n") as (_, port):
        here = ("127.0.0.1", port)
        assert ask(here, "GET", "/model")[0] == 401
        for wrong in ("Bearer s3cre", "Basic s3cret", "Bearer", "s3cret"):
            assert ask(here, "GET", "/model", Authorization=wrong)[0] == 401
        assert ask(here, "GET", "/model", Authorization="bearer s3cret")[0] == 200
        right = {"Authorization": "Bearer s3cret", "Host": "models.example"}
        assert ask(here, "POST", "/predict", {"text": "a"}, **right)[0] == 200


def test_other_machines_need_a_token(
    ulmfit: Ulmfit, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ULMFIT_TOKEN", raising=False)
    said = ulmfit("serve", model, "--host", "0.0.0.0")
    assert said.status == 2
    assert "ULMFIT_TOKEN" in said.err


@pytest.mark.parametrize("token", ["", " \n", "two\nlines"])
def test_a_token_that_no_header_can_hold(ulmfit: Ulmfit, model: Path, token: str) -> None:
    said = ulmfit("serve", model, "--token", token)
    assert said.status == 2
    assert "The token is blank, or has a line break" in said.err


def test_a_port_in_use(ulmfit: Ulmfit, address: tuple[str, int], model: Path) -> None:
    said = ulmfit("serve", model, "--port", str(address[1]))
    assert said.status == 2
    assert "cannot be listened on" in said.err
    assert "Another program may use it" in said.err


@pytest.mark.parametrize("host", ["192.0.2.1", "not a name"])
def test_an_address_of_another_machine_or_none(ulmfit: Ulmfit, model: Path, host: str) -> None:
    said = ulmfit("serve", model, "--host", host, "--token", "s3cret")
    assert said.status == 2
    assert "--host has to be an address" in said.err
