from __future__ import annotations

from app.tasks.latest import Latest


def test_only_the_newest_question_is_the_latest() -> None:
    questions = Latest()
    is_first = questions.begin()
    assert is_first()
    is_second = questions.begin()
    assert not is_first()
    assert is_second()
