"""The HTTP interface of a model; its description is at ``/openapi.json``.

There is no page of documentation: those that FastAPI offers load their scripts from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field, StrictBool
from starlette.exceptions import HTTPException as PlainHTTPException

from ulmfit_core.predictor import Prediction, Predictor
from ulmfit_core.serving.guard import HEALTH, Application, Guard, Limits
from ulmfit_core.serving.request_log import N_TEXTS
from ulmfit_core.serving.turns import Turns

_TEXT = "What training joined of several columns is joined here too, by a line break."
_HTML = "Whether only the words of HTML are read; without it, as the model learnt its texts."


class Text(BaseModel):
    """One text to label."""

    text: str = Field(description=_TEXT)
    html: StrictBool | None = Field(None, description=_HTML)


class Texts(BaseModel):
    """Texts to label together."""

    texts: list[str] = Field(description=_TEXT)
    html: StrictBool | None = Field(None, description=_HTML)


class Answer(BaseModel):
    """What the model makes of a text."""

    label: str = Field(description='Several are joined by ";", none is empty.')
    labels: list[str]
    probability: float | None = Field(
        description="Of the likeliest label; null where the text has no words."
    )
    probabilities: dict[str, float] = Field(description="Empty where the text has no words.")


_NOTHING = Answer(label="", labels=[], probability=None, probabilities={})


class Answers(BaseModel):
    """In the order of the texts."""

    predictions: list[Answer]


class Facts(BaseModel):
    """What the model is."""

    labels: list[str]
    task: str
    precision: str
    preset: str
    seed: int
    text_columns: list[str] = Field(description="That a text was joined of; none: nobody knows.")
    html: bool = Field(description="Whether they held HTML, of which the words were read.")
    data: dict[str, Any]
    metrics: dict[str, Any]
    versions: dict[str, str]


class Refusal(BaseModel):
    """Why a request was not answered."""

    detail: str


Refusals = dict[int | str, dict[str, Any]]


_SENTENCES = {
    400: (
        422,
        "The request cannot be used: its body is not JSON in UTF-8, or it is compressed, nests "
        "too deeply or has too long a number.",
    ),
    404: (404, "There is nothing at this address: /openapi.json says what there is."),
    405: (405, "This address takes another method: /openapi.json says which."),
}


def create_application(
    predictor: Predictor, token: str | None = None, limits: Limits | None = None
) -> Application:
    """The application, behind its guard: ``token`` is asked for where it is given."""
    limits = limits or Limits()
    return Guard(_application(predictor, limits, asks_token=token is not None), token, limits)


def _application(predictor: Predictor, limits: Limits, *, asks_token: bool) -> FastAPI:
    turns, refusals = Turns(predictor), _refusals(limits)
    application = FastAPI(
        title="ULMFiT classifier",
        version=version("ulmfit-studio"),
        docs_url=None,
        redoc_url=None,
        exception_handlers={RequestValidationError: _refuse, PlainHTTPException: _explain},
        # The guard is who asks for it; here it is described.
        dependencies=[Depends(HTTPBearer(auto_error=False))] if asks_token else [],
        responses={401 if asks_token else 400: {"model": Refusal}, 503: {"model": Refusal}},
    )

    @application.head(HEALTH, include_in_schema=False)
    @application.get(HEALTH)
    async def health() -> dict[str, str]:
        """Whether it is there."""
        return {"status": "ok"}

    @application.get("/model")
    async def model() -> Facts:
        """What the model is and how well it does."""
        return _facts(predictor)

    @application.post("/predict", responses=refusals)
    async def predict(text: Text, request: Request) -> Answer:
        """Label one text."""
        return (await answers([text.text], text.html, request))[0]

    @application.post("/predict/batch", responses=refusals)
    async def predict_batch(texts: Texts, request: Request) -> Answers:
        """Label many texts."""
        return Answers(predictions=await answers(texts.texts, texts.html, request))

    async def answers(texts: list[str], html: bool | None, request: Request) -> list[Answer]:
        setattr(request.state, N_TEXTS, len(texts))
        _check(texts, limits)
        made = await turns.predictions(texts, html, request)
        return [_answer(predictor, prediction) for prediction in made]

    _describe(application.openapi()["components"]["schemas"], limits)
    return application


def _refusals(limits: Limits) -> Refusals:
    """Of a request with texts."""
    too_much = (
        f"More than {limits.texts:,} texts, {limits.characters:,} characters in one of them, or "
        f"{limits.body_bytes:,} bytes."
    )
    refused: Refusals = {status: {"model": Refusal} for status in (408, 413, 422)}
    refused[413]["description"] = too_much
    return refused


def _describe(schemas: dict[str, Any], limits: Limits) -> None:
    """Adds the bounds. Those of a field would refuse with 422, what is too much, by 413."""
    texts = schemas["Texts"]["properties"]["texts"]
    texts["maxItems"] = limits.texts
    for text in (schemas["Text"]["properties"]["text"], texts["items"]):
        text["maxLength"] = limits.characters


async def _refuse(request: Request, error: Exception) -> JSONResponse:
    """What is wrong first, without the input: NaN, which Python reads, no JSON can give back."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    detail = f"The request cannot be used: {place}: {first['msg']}."
    if isinstance(error.body, bytes):  # not read: pages of others may send any type but JSON
        detail = "The request cannot be used: send Content-Type: application/json."
    return JSONResponse(Refusal(detail=detail).model_dump(), 422)


async def _explain(request: Request, error: Exception) -> JSONResponse:
    """In sentences what FastAPI says in two words."""
    assert isinstance(error, PlainHTTPException)
    status, detail = _SENTENCES.get(error.status_code, (error.status_code, error.detail))
    return JSONResponse(Refusal(detail=detail).model_dump(), status, error.headers)


def _check(texts: Sequence[str], limits: Limits) -> None:
    if len(texts) > limits.texts:
        raise HTTPException(413, f"A request may have {limits.texts:,} texts.")
    if any(len(text) > limits.characters for text in texts):
        raise HTTPException(413, f"A text may have {limits.characters:,} characters.")


def _answer(predictor: Predictor, prediction: Prediction | None) -> Answer:
    if prediction is None:
        return _NOTHING
    return Answer(
        label=prediction.label,
        labels=list(prediction.labels),
        probability=prediction.probability,
        probabilities=dict(zip(predictor.labels, prediction.probabilities, strict=True)),
    )


def _facts(predictor: Predictor) -> Facts:
    config = predictor.config
    return Facts(
        labels=list(predictor.labels),
        task=config.task,
        precision=str(predictor.precision),
        preset=config.preset,
        seed=config.seed,
        text_columns=list(config.text_columns),
        html=config.html,
        data=dict(config.data),
        metrics=dict(config.metrics),
        versions=dict(config.versions),
    )
