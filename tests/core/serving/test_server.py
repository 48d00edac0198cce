"""How long a connection is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

pytest.importorskip("uvicorn")

import uvicorn
from uvicorn.server import ServerState

from ulmfit_core.serving.guard import Message, Receive, Send
from ulmfit_core.serving.server import Connection

PATIENCE = 30.0  # seconds until a test that would wait for ever has failed
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
ANSWER = b"HTTP/1.1 204 No Content\r\n"
Address = tuple[str, int]


@asynccontextmanager
async def served(
    kind: type[Connection], before_answer: Callable[[], Awaitable[None]]
) -> AsyncIterator[Address]:
    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        await before_answer()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    config, state = uvicorn.Config(answer), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: kind(config, state, {}), "127.0.0.1")
    async with server:
        yield server.sockets[0].getsockname()


async def said(sent: bytes, n_looks: int) -> bytes:
    """All that is said on a connection until it is closed; an answer comes after ``n_looks``."""
    looks = asyncio.Semaphore(0)

    class Impatient(Connection):
        seconds = 0.01

        def _look(self, before: Any = None) -> None:
            super()._look(before)
            looks.release()

    async def looked() -> None:
        for _ in range(n_looks):
            await looks.acquire()

    async with served(Impatient, looked) as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(sent)
        found = await reader.read()
        writer.close()
        return found


@pytest.mark.parametrize("sent", [b"", WHOLE[:20], WHOLE + WHOLE[:20]])
def test_a_connection_without_a_whole_head_is_closed(sent: bytes) -> None:
    found = asyncio.run(asyncio.wait_for(said(sent, 0), PATIENCE))
    assert found.count(ANSWER) == sent.count(WHOLE)


def test_one_with_a_request_under_way_is_kept() -> None:
    assert ANSWER in asyncio.run(asyncio.wait_for(said(WHOLE, 5), PATIENCE))


def test_of_too_many_the_oldest_is_closed_on_which_nothing_is_asked() -> None:
    class Few(Connection):
        most = 2

    async def ask() -> list[bytes]:
        is_asked, may_answer = asyncio.Event(), asyncio.Event()

        async def wait() -> None:
            is_asked.set()
            await may_answer.wait()

        async with served(Few, wait) as address:
            asking = await asyncio.open_connection(*address)
            asking[1].write(WHOLE)
            await is_asked.wait()
            others = [await asyncio.open_connection(*address) for _ in range(2)]
            found = [await others[0][0].readline()]
            others[1][1].write(WHOLE)
            may_answer.set()
            found += [await reader.readline() for reader, _ in (asking, others[1])]
            for _, writer in (asking, *others):
                writer.close()
            return found

    found = asyncio.run(asyncio.wait_for(ask(), PATIENCE))
    assert found == [b"", ANSWER, ANSWER]
