from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.theme import Space
from app.widgets.layouts import vbox
from app.widgets.offer_bar import OfferBar


def test_in_a_low_window_it_says_less_and_is_lower(qtbot: QtBot) -> None:
    bar = OfferBar("Train now")
    qtbot.addWidget(bar)
    bar.offer("Your 228 labels are enough.", "It trains about 25 s beside your work.")
    bar.resize(330, 200)
    high = bar.heightForWidth(330)
    bar.be_terse(True)
    assert bar.words.text() == "Your 228 labels are enough."
    qtbot.waitUntil(lambda: bar.heightForWidth(330) < high)
    whole = "Your 228 labels are enough. It trains about 25 s beside your work."
    assert bar.accept.accessibleDescription() == bar.words.toolTip() == whole
    bar.be_terse(False)
    assert bar.words.text() == whole
    assert bar._row.direction() is QBoxLayout.Direction.TopToBottom


def test_what_is_above_it_is_apart_only_where_it_offers_and_never_moves(qtbot: QtBot) -> None:
    bar, above, holder = OfferBar("Train the full model now"), QWidget(), QWidget()
    vbox((above, 1), bar, within=holder, spacing=0)
    qtbot.addWidget(holder)
    bar.be_terse(True)
    bar.offer("Your 228 labels are enough.", "It trains about 25 s beside your work.")
    holder.resize(260, 400)
    holder.show()
    qtbot.waitUntil(lambda: above.height() == 400)
    holder.resize(460, 400)
    qtbot.waitUntil(lambda: above.height() == 400 - bar.card.height() - Space.M)
    assert (bar.words.isVisible(), above.y()) == (True, 0)
    bar.hide()
    qtbot.waitUntil(lambda: above.height() == 400)


def test_in_a_low_window_it_offers_nothing_without_words(qtbot: QtBot) -> None:
    bar = OfferBar("Train the full model now")
    qtbot.addWidget(bar)
    bar.be_terse(True)
    bar.offer("Your 228 labels are enough.", "It trains about 25 s beside your work.")
    for width in (420, 260, 420):
        bar.resize(width, 130)
        if width == 260:
            assert (bar.maximumHeight(), bar.accept.isVisible()) == (0, False)
            continue
        qtbot.waitUntil(bar.words.isVisible)
        qtbot.waitUntil(lambda: bar.accept.width() >= bar.accept.sizeHint().width())
        qtbot.waitUntil(lambda: bar.decline.width() >= bar.decline.sizeHint().width())


def test_in_a_low_window_no_word_of_an_offer_is_cut(qtbot: QtBot) -> None:
    bar = OfferBar("Train")
    qtbot.addWidget(bar)
    bar.be_terse(True)
    bar.offer("The language-model-of-ones-own-texts can read all texts now.", "About 25 s.")
    bar.show()
    words = "language-model-of-ones-own-texts"
    for width in range(260, 620, 20):
        bar.resize(width, 130)
        bar.layout().activate()
        if not bar.words.isHidden():
            assert bar.words.width() >= bar.words.fontMetrics().horizontalAdvance(words)
    assert not bar.words.isHidden()
