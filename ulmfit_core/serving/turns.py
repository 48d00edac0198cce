"""Texts of several clients scored in turns, so that none waits for the whole of another's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from fastapi import HTTPException, Request

from ulmfit_core.document_reader import RUN_ROWS
from ulmfit_core.predictor import Prediction, Predictor

_TURN_CHARACTERS = 30_000  # about a second, unless it is one text
_CLIENT_HAS_GONE = 499  # nginx's; nobody reads it


class Turns:
    """Has one predictor score what many ask for, on each of its cores one run of the graph at a
    time; a client has as many at once, and waits for its turn before each."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._cores = asyncio.Semaphore(predictor.threads)
        self._pool = ThreadPoolExecutor(predictor.threads)

    async def predictions(
        self, texts: Sequence[str], html: bool | None, request: Request
    ) -> list[Prediction | None]:
        """What the model makes of texts as they came, ``html`` or not, in their order; None of one
        without words, of which it would say something too.

        Raises HTTPException as soon as whoever sent the ``request`` has gone.
        """
        made: dict[int, Prediction | None] = {}
        runs = _runs(texts)
        loop, leaving = asyncio.get_running_loop(), asyncio.create_task(_leaving(request))

        async def score() -> None:
            for places in runs:
                here = [texts[place] for place in places]
                async with self._cores:
                    if leaving.done():
                        raise HTTPException(_CLIENT_HAS_GONE, "The client has gone.")
                    found = await loop.run_in_executor(self._pool, self._score, here, html)
                made.update(zip(places, found, strict=True))

        try:
            await asyncio.gather(*(score() for _ in range(self._predictor.threads)))
        finally:
            leaving.cancel()
        return [made[place] for place in range(len(texts))]

    def _score(self, texts: Sequence[str], html: bool | None) -> list[Prediction | None]:
        words = [self._predictor.words_of(text, html=html) for text in texts]
        made = self._predictor.predict_stream(text for text in words if text.strip())
        return [next(made) if text.strip() else None for text in words]


async def _leaving(request: Request) -> None:
    """Until the client goes, which its connection says only to those who listen."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _runs(texts: Sequence[str]) -> Iterator[list[int]]:
    """Places of the texts of each turn, the longest first, so that those of like length are
    together."""
    order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
    while order:
        longest = max(len(texts[order[0]]), 1)
        n = min(max(_TURN_CHARACTERS // longest, 1), RUN_ROWS)
        yield order[:n]
        order = order[n:]
