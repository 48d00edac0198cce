from __future__ import annotations

from ulmfit_core.corpus.duplicates import duplicate_groups, duplicate_key


def test_what_counts_as_a_duplicate() -> None:
    texts = ["Straße  eins", "strasse eins\n", "ﬁne", "fine", "Fine!", "Straße eins"]
    assert duplicate_groups(texts).tolist() == [0, 0, 2, 2, 4, 0]
    assert len(duplicate_key("")) == 16
    assert duplicate_groups([]).shape == (0,)
