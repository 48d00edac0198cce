"""Several clients at once: none keeps the others waiting, nor one that has gone, nor the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")

from tests.builders import tiny_bundle, tiny_tokenizer
from tests.core.serving.asking import Client
from ulmfit_core.export.bundle_config import Precision
from ulmfit_core.onnx_session import open_session
from ulmfit_core.predictor import Predictor
from ulmfit_core.serving.application import create_application
from ulmfit_core.serving.guard import Application, Message

MANY = {"texts": [f"Who is number {n}?" for n in range(100)]}
ONE = {"text": "Who?"}
PATIENCE = 30.0  # seconds until a test that would wait for ever has failed


class HeldSession:
    """A model's graph; its runs are counted, and wait while it is held."""

    def __init__(self) -> None:
        bundle = tiny_bundle()
        self._own = open_session(bundle.graph(Precision.FLOAT32), bundle.config, threads=1)
        self.n_runs = 0
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()

    def run(self, *arguments: Any) -> Any:
        self.n_runs += 1
        self.has_begun.set()
        self.may_go_on.wait(PATIENCE)
        return self._own.run(*arguments)


@pytest.fixture
def session() -> Iterator[HeldSession]:
    made = HeldSession()
    yield made
    made.may_go_on.set()


@pytest.fixture
def application(session: HeldSession) -> Application:
    predictor = Predictor(tiny_bundle().config, tiny_tokenizer(), session)
    return create_application(predictor)


class Leaving(Client):
    """A client that goes at once, or while the graph runs for it."""

    async def receive(self) -> Message:
        return {"type": "http.disconnect"} if self._has_sent else await super().receive()


class LeavingLater(Leaving):
    session: HeldSession

    async def receive(self) -> Message:
        if self._has_sent:
            await asyncio.to_thread(self.session.has_begun.wait, PATIENCE)
            self.session.may_go_on.set()
        return await super().receive()


@pytest.mark.parametrize(("path", "body"), [("/predict", ONE), ("/predict/batch", MANY)])
def test_for_a_client_that_has_gone_nothing_is_scored(
    session: HeldSession, application: Application, path: str, body: Any
) -> None:
    asyncio.run(Leaving(path, body).ask(application))
    assert session.n_runs == 0


def test_it_ends_after_the_run_in_which_the_client_goes(
    session: HeldSession, application: Application
) -> None:
    session.may_go_on.clear()
    client = LeavingLater("/predict/batch", MANY)
    client.session = session
    asyncio.run(client.ask(application))
    assert session.n_runs == 1


def test_a_text_gets_in_between_those_of_a_batch(
    session: HeldSession, application: Application
) -> None:
    session.may_go_on.clear()
    answered: list[str] = []

    async def ask(path: str, body: Any) -> None:
        await Client(path, body).ask(application)
        answered.append(path)

    async def both() -> None:
        batch = asyncio.create_task(ask("/predict/batch", MANY))
        await asyncio.to_thread(session.has_begun.wait, PATIENCE)
        one = asyncio.create_task(ask("/predict", ONE))
        session.may_go_on.set()
        await asyncio.gather(batch, one)

    asyncio.run(both())
    assert answered == ["/predict", "/predict/batch"]


def test_texts_of_any_length_are_answered_in_their_order(application: Application) -> None:
    texts = [f"{n}? " * length for n, length in enumerate((1, 30_000, 7, 20_000, 900) * 12)]
    client = Client("/predict/batch", {"texts": texts})
    asyncio.run(client.ask(application))
    expected = Predictor.from_bundle(tiny_bundle(), threads=1).predict_proba(texts)
    found = [list(one["probabilities"].values()) for one in client.answer["predictions"]]
    assert found == [pytest.approx(row, abs=1e-6) for row in expected.tolist()]


def test_others_are_told_what_it_is_while_many_wait(
    session: HeldSession, application: Application
) -> None:
    session.may_go_on.clear()
    facts = [Client("/health"), Client("/model")]

    async def ask() -> None:
        waiting = [asyncio.create_task(Client("/predict", ONE).ask(application)) for _ in range(60)]
        await asyncio.to_thread(session.has_begun.wait, PATIENCE)
        try:
            for client in facts:
                await asyncio.wait_for(client.ask(application), PATIENCE)
        finally:
            session.may_go_on.set()
        await asyncio.gather(*waiting)

    asyncio.run(ask())
    assert [client.status for client in facts] == [200, 200]


@pytest.mark.parametrize(("path", "body"), [("/predict", ONE), ("/predict/batch", MANY)])
def test_at_the_end_those_who_wait_are_told(
    session: HeldSession, application: Application, path: str, body: Any
) -> None:
    session.may_go_on.clear()
    clients = [Client(path, body) for _ in range(3)]

    async def end() -> None:
        asked = [asyncio.create_task(client.ask(application)) for client in clients]
        await asyncio.to_thread(session.has_begun.wait, PATIENCE)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked)
        session.may_go_on.set()

    asyncio.run(end())
    assert [client.status for client in clients] == [503] * 3
    assert {client.answer["detail"] for client in clients} == {"The server is ending."}
    assert session.n_runs == 1  # of nobody else's
