"""What is made of a text that came over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import tiny_bundle
from ulmfit_core.predictor import Predictor

pytest.importorskip("fastapi")

from tests.core.serving.asking import answer, application_of

WORDS = "Where is the Tagus & who named it?"
MARKED_UP = "<p>Where is the <b>Tagus</b> &amp; who named it?</p>"
COLUMNS = ("subject", "body")


def probabilities(found: Any) -> list[float]:
    return list(found["probabilities"].values())


@pytest.mark.parametrize(
    ("learnt", "asked", "read"),
    [
        (True, {}, WORDS),
        (True, {"html": None}, WORDS),
        (True, {"html": False}, MARKED_UP),
        (False, {}, MARKED_UP),
        (False, {"html": True}, WORDS),
    ],
)
def test_a_text_is_read_as_the_model_learnt_them_or_as_was_asked(
    learnt: bool, asked: dict[str, bool | None], read: str
) -> None:
    bundle = tiny_bundle(text_columns=COLUMNS, html=learnt)
    application, expected = application_of(bundle), Predictor.from_bundle(bundle).predict(read)
    one = answer(application, "/predict", {"text": MARKED_UP, **asked})
    assert probabilities(one) == pytest.approx(expected.probabilities, abs=1e-6)
    many = answer(application, "/predict/batch", {"texts": [MARKED_UP], **asked})
    assert probabilities(many["predictions"][0]) == pytest.approx(expected.probabilities, abs=1e-6)


def test_what_the_texts_were_is_told() -> None:
    application = application_of(tiny_bundle(text_columns=COLUMNS, html=True))
    facts = answer(application, "/model")
    assert (facts["text_columns"], facts["html"]) == (list(COLUMNS), True)
    schemas = answer(application, "/openapi.json")["components"]["schemas"]
    assert {"text_columns", "html"} <= set(schemas["Facts"]["properties"])
    assert "html" in schemas["Text"]["properties"]
    assert "html" in schemas["Texts"]["properties"]


def test_bounds_and_refusals_are_described() -> None:
    described = answer(application_of(tiny_bundle()), "/openapi.json")
    schemas = described["components"]["schemas"]
    assert schemas["Text"]["properties"]["text"]["maxLength"] == 200_000
    texts = schemas["Texts"]["properties"]["texts"]
    assert (texts["maxItems"], texts["items"]["maxLength"]) == (1000, 200_000)
    responses = described["paths"]["/predict/batch"]["post"]["responses"]
    assert responses.keys() == {"200", "400", "408", "413", "422", "503"}
    assert "8,388,608 bytes" in responses["413"]["description"]
    assert "securitySchemes" not in described["components"]


def test_a_token_is_described() -> None:
    application = application_of(tiny_bundle(), "secret")
    described = answer(application, "/openapi.json", token="secret")
    (scheme,) = described["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    asked = described["paths"]["/predict"]["post"]
    assert asked["security"]
    assert asked["responses"].keys() == {"200", "401", "408", "413", "422", "503"}


@pytest.mark.parametrize("empty", ["", " \n ", "<p>&nbsp;</p>"])
def test_a_text_without_words_has_no_label_and_keeps_its_place(empty: str) -> None:
    bundle = tiny_bundle(html=True)
    application, predictor = application_of(bundle), Predictor.from_bundle(bundle)
    nothing = {"label": "", "labels": [], "probability": None, "probabilities": {}}
    assert answer(application, "/predict", {"text": empty}) == nothing
    texts = [empty, "Who?", empty, "Where?"]
    found = answer(application, "/predict/batch", {"texts": texts})["predictions"]
    assert [found[0], found[2]] == [nothing, nothing]
    for one in (1, 3):
        expected = predictor.predict(texts[one]).probabilities
        assert probabilities(found[one]) == pytest.approx(expected, abs=1e-6)
    assert answer(application, "/predict/batch", {"texts": [empty]}) == {"predictions": [nothing]}
