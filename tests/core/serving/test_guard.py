"""How many requests are served at once, and for how long one may be sent."""

from __future__ import annotations

import asyncio

import pytest

from ulmfit_core.serving.guard import Guard, Limits, Message, Receive, Send

pytest.importorskip("fastapi")

from tests.core.serving.asking import Client

PATIENCE = 30.0  # seconds until a test that would wait for ever has failed


class Held:
    """An application that answers when it may."""

    def __init__(self) -> None:
        self.n_come, self.may_answer = asyncio.Semaphore(0), asyncio.Event()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.n_come.release()
        if scope["path"] != "/health":
            await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


class Slow(Client):
    """A client whose body never comes."""

    async def receive(self) -> Message:
        await asyncio.Event().wait()
        raise AssertionError


async def asked(guard: Guard, client: Client) -> Client:
    await asyncio.wait_for(client.ask(guard), PATIENCE)
    return client


def test_more_than_may_be_under_way_are_told_to_come_back() -> None:
    async def ask() -> None:
        held = Held()
        guard = Guard(held, None, Limits(requests=2))
        first = [asyncio.create_task(asked(guard, Client("/predict", {}))) for _ in range(2)]
        for _ in first:
            await held.n_come.acquire()
        third = await asked(guard, Client("/predict", {"text": "Who?"}))
        assert third.status == 503
        assert (b"retry-after", b"1") in third.messages[0]["headers"]
        assert "Too many requests" in third.answer["detail"]
        assert (await asked(guard, Client("/health"))).status == 200
        held.may_answer.set()
        assert [(await task).status for task in first] == [200, 200]
        assert (await asked(guard, Client("/predict", {}))).status == 200

    asyncio.run(ask())


def test_whoever_may_not_ask_keeps_nobody_out() -> None:
    async def ask() -> list[int]:
        guard = Guard(Held(), "s3cret", Limits(requests=0))
        return [(await asked(guard, Client(path))).status for path in ("/model", "/health")]

    assert asyncio.run(ask()) == [401, 401]


def test_a_body_that_does_not_come_is_waited_for_no_longer() -> None:
    async def ask() -> tuple[Client, Client]:
        held = Held()
        held.may_answer.set()
        guard = Guard(held, None, Limits(requests=1, seconds=0.0))
        slow = await asked(guard, Slow("/predict", {}))
        return slow, await asked(guard, Client("/model"))

    slow, other = asyncio.run(ask())
    assert slow.status == 408
    assert "within 0 seconds" in slow.answer["detail"]
    assert other.status == 200
