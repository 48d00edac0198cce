"""How many texts of a label are still unfound, in words that do not say more than is known."""

from __future__ import annotations

from app.translation import number, percent, tr, tr_count
from ulmfit_core.project.elusion import DRAWN_AT_ONCE, Elusion, Left


def unfound_sentences(found: Elusion, name: str) -> list[str]:
    """One thought each, for the label of this name."""
    if found.n_new and found.n_sampled:
        return [_no_longer(found), *_beforehand(found, name)]
    if found.left is not None:
        return [_drawn(found, name), *_told(found, found.left, name), _how_sure()]
    if found.n_sampled:
        return [_open(found)]
    return _beforehand(found, name)


def draw_words(found: Elusion) -> str:
    """What the button does that draws."""
    if found.left is not None:
        return tr("Draw {n} more", n=DRAWN_AT_ONCE)
    n = min(DRAWN_AT_ONCE, found.n_unlabelled)
    return tr_count("Draw {n} text", "Draw {n} texts", n)


def _no_longer(found: Elusion) -> str:
    return tr_count(
        "The last draw no longer stands for all that is left: {n} text came in since, or lost its "
        "label.",
        "The last draw no longer stands for all that is left: {n} texts came in since, or lost "
        "their label.",
        found.n_new,
    )


def _beforehand(found: Elusion, name: str) -> list[str]:
    if not found.n_unlabelled:
        return [tr("Every text has a label.")]
    most, every = found.most_if_none, found.n_unlabelled
    if not most:  # all of them would be drawn
        return [
            tr_count(
                "Only {n} text has no label: once it has one, nothing is unfound.",
                "Only {n} texts have no label: once they have one, nothing is unfound.",
                every,
            )
        ]
    return [
        tr(
            "Of the {all} texts without a label, draw {n} at random and label them without "
            "suggestions. If none of them is “{name}”, at most {most} of the {all} are ({share}).",
            n=min(DRAWN_AT_ONCE, every),
            all=every,
            name=name,
            share=percent(most / every, 0 if most / every >= 0.01 else 1),
            most=most,
        )
    ]


def _open(found: Elusion) -> str:
    return tr_count(
        "{n} of the {all} texts drawn at random is still to be labelled, then it is told how many "
        "are unfound.",
        "{n} of the {all} texts drawn at random are still to be labelled, then it is told how many "
        "are unfound.",
        found.n_open,
        all=number(found.n_sampled),
    )


def _drawn(found: Elusion, name: str) -> str:
    return tr(
        "“{name}” among {n} texts drawn at random: {k}.",
        n=found.n_sampled,
        k=found.n_hits,
        name=name,
    )


def _told(found: Elusion, left: Left, name: str) -> list[str]:
    if not left.high:
        return [tr("So none is left among the texts without a label.")]
    told = {"all": found.n_unlabelled, "name": name}
    recalls = [found.recall(n) for n in (left.about, left.high, left.low)]
    about, low, high = (percent(recall) for recall in recalls)
    if not found.n_hits:
        said = tr(
            "So at most {high} of the {all} texts without a label are “{name}”.",
            high=left.high,
            **told,
        )
        recall = tr(
            "With the {n} found so far, the recall is at least {low}.", n=found.n_found, low=low
        )
        return [said, recall] if found.n_found else [said]
    return [
        tr(
            "So about {about} of the {all} texts without a label are “{name}”, between {low} and "
            "{high}.",
            about=left.about,
            low=left.low,
            high=left.high,
            **told,
        ),
        tr(
            "With the {n} found so far, the recall is about {about}, between {low} and {high}.",
            n=found.n_found,
            about=about,
            low=low,
            high=high,
        ),
    ]


def _how_sure() -> str:
    return tr(
        "Each bound is wrong in one of 20 such samples at most, however often you draw more to add "
        "to one. The test set is counted, texts that repeat another are not. Whether more labels "
        "would change the quick model is another question."
    )
