"""Texts every exported model is tried on; ours, so that no text of the user's leaves with it."""

from __future__ import annotations

GOLDEN_TEXTS = (
    "",
    "Yes.",
    "The delivery was late, but the people on the phone were friendly and solved it at once.",
    "HOW do I change my password? I tried TWICE and nothing happened!",
    "Der Zug nach Köln fällt heute leider aus.",
    "この映画はとても面白かったです。",
    "A sentence that goes on and on, as some letters do. " * 12,
)
