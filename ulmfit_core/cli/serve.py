"""``ulmfit serve``: a model behind a local HTTP address."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ulmfit_core.cli.interrupts import Interrupted
from ulmfit_core.cli.screen import Screen
from ulmfit_core.corpus.optional import require
from ulmfit_core.errors import InputError
from ulmfit_core.predictor import Predictor
from ulmfit_core.serving.guard import Application, Limits, is_loopback
from ulmfit_core.serving.request_log import RequestLog

_HINTS = {
    errno.EADDRINUSE: "Another program may use it: give another --port, or 0 for any.",
    errno.EACCES: "The system keeps it for others: give another --port, from 1024 on.",
}
_HOST_HINT = "--host has to be an address or a name of this machine; 0.0.0.0 stands for all."
_SECONDS_TO_END = 5  # for requests under way; Docker waits twice as long


def serve(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Model file.")],
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; other machines need a token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="0: any that is free.")
    ] = 8765,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            envvar="ULMFIT_TOKEN",
            help="Asked of every request; better given as ULMFIT_TOKEN, which others cannot see.",
        ),
    ] = None,
    max_texts: Annotated[
        int, typer.Option(min=1, metavar="N", help="Texts of one request.")
    ] = Limits.texts,
    max_megabytes: Annotated[
        int, typer.Option(min=1, metavar="N", help="Size of one request.")
    ] = Limits.body_bytes >> 20,
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processor cores to use; all without it.")
    ] = None,
    log_requests: Annotated[
        bool, typer.Option("--log-requests", help="Say a line of each request; never its texts.")
    ] = False,
) -> None:
    """Answer over HTTP: POST /predict and /predict/batch, GET /model, /health, /openapi.json.

    Plain HTTP: for other machines, put a server with TLS in front.
    """
    token = _without_blanks(token)
    if token is None and not is_loopback(host):
        raise InputError(
            f"{host} can be reached by other machines, and no token was given.",
            "Set ULMFIT_TOKEN to a long random text, or leave --host out.",
        )
    require("uvicorn", "Serving a model", "serve")
    require("fastapi", "Serving a model", "serve")
    from ulmfit_core.serving.application import create_application

    screen = Screen()
    limits = Limits(body_bytes=max_megabytes << 20, texts=max_texts)
    application = create_application(Predictor.open(model, threads=threads), token, limits)
    if log_requests:
        application = RequestLog(application, screen.note)
    with _listening(host, port) as listener:
        screen.note(f"Serving {model.name} on {_address(listener)}; Ctrl-C ends it.")
        answer(application, listener, f"{model.name} is served no more.")


def answer(
    application: Application,
    listener: socket.socket,
    last_words: str,
    seconds_to_end: int = _SECONDS_TO_END,
) -> NoReturn:
    """Answer requests until a signal comes; then the process ends, with 0.

    Requests that are under way have ``seconds_to_end`` to be answered.
    """
    from ulmfit_core.serving.server import run

    with suppress(Interrupted):  # raised again by uvicorn, once it has ended
        run(application, listener, seconds_to_end)
    Screen().note(last_words)
    os._exit(0)  # otherwise Python waits for the turns that are under way


def _without_blanks(token: str | None) -> str | None:
    """The token without what a secret's file ends in. Raises InputError where no header can hold
    the rest."""
    if token is None:
        return None
    token = token.strip()
    if not token or not token.isprintable():
        raise InputError(
            "The token is blank, or has a line break or a tab in it.",
            "Set ULMFIT_TOKEN to a long random text.",
        )
    return token


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises InputError where it cannot be."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise InputError(
            f"{host} port {port} cannot be listened on: {error.strerror}.",
            _HINTS.get(error.errno or 0, _HOST_HINT),
        ) from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
