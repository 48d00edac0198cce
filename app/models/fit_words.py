"""What it means that a base model was not made for the texts."""

from __future__ import annotations

from app.translation import tr
from ulmfit_core.base_choice import may_have_read
from ulmfit_core.project.corpus_size import Fit

_SOME_OTHER = "de"  # language than that of the bases that come along


def fit_words(fit: Fit, base: str) -> str:
    """Empty where the base of that name suits them."""
    if fit is Fit.WELL:
        return ""
    if fit is Fit.SPELT_OUT:
        return tr(
            "This base model does not know the script of these texts: Quick and Adapted go by "
            "their words alone, and come to the same. One of their language would serve them."
        )
    if may_have_read(base, _SOME_OTHER):
        return tr(
            "This base model has read other texts; it knows few words of these. One made from "
            "texts like them may read them better."
        )
    return tr(
        "This base model has read English only; it knows few words of these texts. Where they are "
        "in another language, Quick is as good as Adapted with few labels, and sooner. A base "
        "model of that language may read them better."
    )
