"""What stands before the application: who may ask, and how much at once."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

HEALTH = "/health"

_READ_PAST_BYTES = 64 << 20
_READ_PAST_SECONDS = 5


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Limits:
    """The most one request may ask, and how many are served at once."""

    requests: int = 64  # more are told to come back
    seconds: float = 60.0  # until the whole body has come
    body_bytes: int = 8 << 20
    texts: int = 1000
    characters: int = 200_000  # of one text


@dataclass(eq=False)
class _Refused(Exception):
    status: int
    words: str


class Guard:
    """Refuses a request without the token, for another host's name, with a body too large or too
    slow, or while too many others are under way; to ask for its health is never too much.

    Without a token only names of this machine are served: a page in a browser could otherwise
    reach a loopback address under a name of its own (DNS rebinding).
    """

    def __init__(self, application: Application, token: str | None, limits: Limits) -> None:
        self._application = application
        self._token = token
        self._limits = limits
        self._n_under_way = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value for name, value in scope["headers"]}
        if refusal := self._refusal(headers):
            await _refuse(send, *refusal)
            return
        try:
            await self._serve(scope, receive, send)
        except _Refused as refused:
            await _refuse(send, refused.status, refused.words)
        except asyncio.CancelledError:  # before an answer, as that is sent at one go
            await _refuse(send, 503, "The server is ending.")

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == HEALTH:
            await self._application(scope, receive, send)
            return
        if self._n_under_way >= self._limits.requests:
            with suppress(_Refused):
                await _body_in_time(receive, 0, _READ_PAST_SECONDS)
            raise _Refused(503, "Too many requests are under way: send it again later.")
        self._n_under_way += 1
        try:
            await self._answer(scope, receive, send)
        finally:
            self._n_under_way -= 1

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        limit = self._limits.body_bytes
        body = await _body_in_time(receive, limit, self._limits.seconds)
        if body is None:
            raise _Refused(413, f"A request may have {limit:,} bytes.")
        await self._application(scope, _replay(body, receive), send)

    def _refusal(self, headers: dict[str, bytes]) -> tuple[int, str] | None:
        if self._token is not None:
            scheme, _, given = headers.get("authorization", b"").partition(b" ")
            is_right = secrets.compare_digest(given.strip(), self._token.encode())
            if scheme.lower() != b"bearer" or not is_right:
                return 401, "The token is missing or wrong: send Authorization: Bearer TOKEN."
        elif not is_loopback(_name(headers.get("host", b"").decode("latin-1"))):
            return 400, "Without a token only names of this machine are served."
        return None


def _name(host: str) -> str:
    """The host's name without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


async def _body_in_time(receive: Receive, limit: int, seconds: float) -> bytes | None:
    try:
        async with asyncio.timeout(seconds):
            return await _body(receive, limit)
    except TimeoutError as error:
        words = f"The whole body of a request has to come within {seconds:g} seconds."
        raise _Refused(408, words) from error


async def _body(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None where it is larger than ``limit``.

    What is too much is read past and thrown away, up to a bound: a client that is cut off while
    it still sends would never see the answer.
    """
    parts: list[bytes] = []
    size = 0
    while size <= limit + _READ_PAST_BYTES:
        message = await receive()
        piece = message.get("body", b"")
        size += len(piece)
        if size <= limit:
            parts.append(piece)
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            break
    return b"".join(parts) if size <= limit else None


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body again, as one message, and then whatever comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(send: Send, status: int, words: str) -> None:
    content = json.dumps({"detail": words}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    if status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
