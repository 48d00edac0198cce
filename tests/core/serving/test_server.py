"""How long a connection is kept."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytest.importorskip("uvicorn")

import uvicorn
from uvicorn.server import ServerState

from ulmfit_core.serving.guard import Message, Receive, Send
from ulmfit_core.serving.server import HeadTimeout

PATIENCE = 30.0  # seconds until a test that would wait for ever has failed
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def said(sent: bytes, n_looks: int) -> bytes:
    """All that is said on a connection until it is closed; an answer comes after ``n_looks``."""
    looks = asyncio.Semaphore(0)

    class Impatient(HeadTimeout):
        seconds = 0.01

        def _look(self, before: Any = None) -> None:
            super()._look(before)
            looks.release()

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        for _ in range(n_looks):
            await looks.acquire()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    config, state = uvicorn.Config(answer), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Impatient(config, state, {}), "127.0.0.1")
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(sent)
        try:
            return await asyncio.wait_for(reader.read(), PATIENCE)
        finally:
            writer.close()


@pytest.mark.parametrize("sent", [b"", WHOLE[:20], WHOLE + WHOLE[:20]])
def test_a_connection_without_a_whole_head_is_closed(sent: bytes) -> None:
    assert asyncio.run(said(sent, 0)).count(b"204 No Content") == sent.count(WHOLE)


def test_one_with_a_request_under_way_is_kept() -> None:
    assert b"204 No Content" in asyncio.run(said(WHOLE, 5))
