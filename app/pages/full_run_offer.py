"""Offers the full training beside the labels when it is worth its time, or begins it by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.models.estimate_words import duration_words
from app.operations.full_training import brings_nothing, full_choice, train_fully
from app.studio import Studio
from app.tasks.estimator import Choice
from app.translation import number, tr
from app.widgets.offer_bar import OfferBar
from ulmfit_core.fewshot.offer import Due, Offer
from ulmfit_core.training.presets import ADAPTED

_AGAIN = 1.25  # ask again once there are so many times more labels than when it was declined


class FullRunOffer(QObject):
    """``bar`` is shown while something is offered."""

    def __init__(self, studio: Studio) -> None:
        bar = OfferBar(tr("Train now"))
        super().__init__(bar)
        self.bar = bar
        self._studio = studio
        self._project = studio.workspace.project
        self._answered_at = 0  # labels, when it was last begun or declined
        self.bar.accepted.connect(self._begin)
        self.bar.declined.connect(self._decline)
        for changed in (studio.suggestions.changed, studio.training.changed):
            changed.connect(self.show)
        studio.estimator.changed.connect(self.show)
        studio.preferences.changed.connect(self.show)

    def show(self) -> None:
        """Offer what is to be offered now, or begin it where the preferences say so."""
        offer = self._offer()
        if offer is None:
            self.bar.hide()
        elif self._studio.preferences.values.train_by_itself and not self._has_failed():
            self._begin_by_itself()
        else:
            choice = full_choice(self._studio)
            if self._studio.estimator.estimate(choice) is None:
                self._studio.estimator.measure([choice])
            self.bar.offer(self._reason(offer, choice), self._time(choice))

    def _offer(self) -> Offer | None:
        if not self._studio.workspace.has_open(self._project):
            return None
        offer = self._studio.suggestions.offer
        if offer is None or self._studio.training.is_busy or brings_nothing(self._studio):
            return None
        return offer if offer.n_labelled >= _AGAIN * self._answered_at else None

    def _has_failed(self) -> bool:
        """Whether the last try came to nothing: the next is the user's to begin."""
        return self._studio.suggestions.full.runs.has_failed

    def _begin(self) -> bool:
        self._decline()
        return train_fully(self._studio)

    def _begin_by_itself(self) -> None:
        if self._begin():
            self._studio.notices.info(
                tr("The full training has begun in the background, as your preferences say.")
            )

    def _decline(self) -> None:
        offer = self._studio.suggestions.offer
        self._answered_at = offer.n_labelled if offer is not None else 0
        self.bar.hide()

    def _reason(self, offer: Offer, choice: Choice) -> str:
        title = self._studio.suggestions.suggestions.title
        n_new = number(offer.n_new)
        match offer.due:
            case Due.NEW_LABEL:
                name = {label.id: label.name for label in self._project.labels.all()}.get(
                    offer.label or 0, ""
                )
                return tr("{title} was never taught “{name}”.", title=title, name=name)
            case Due.GROWN if title:
                return tr("{n} labels are new or changed since {title}.", n=n_new, title=title)
        if choice.preset is ADAPTED:
            return tr("The language model can read all texts now; the suggestions get better.")
        return tr("Your labels are enough to train the full model.")

    def _time(self, choice: Choice) -> str:
        expected = self._studio.estimator.estimate(choice)
        time = duration_words(expected.seconds) if expected is not None else ""
        if choice.preset is ADAPTED:
            if time:
                return tr("It takes about {time}, gently, beside your work.", time=time)
            return tr("It does so beside your work.")
        if time:
            return tr(
                "It trains gently, about {time} beside your work, and speaks only if it is better.",
                time=time,
            )
        return tr("It trains beside your work, and speaks only if it is better.")
