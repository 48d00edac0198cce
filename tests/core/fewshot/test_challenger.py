"""Who speaks: the instant head, or a trained model that is better on what it was not shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from tests.core.fewshot.corpora import HELD_OUT, KINDS, LABELS, hand_made_views, oracle
from ulmfit_core.fewshot.challenger import Speakers, Verdict
from ulmfit_core.fewshot.instant_head import InstantHead
from ulmfit_core.fewshot.labelled import Labelled
from ulmfit_core.fewshot.views import Views


def without_reading() -> InstantHead:
    """It cannot tell kind 1 from kind 2."""
    return InstantHead(hand_made_views(reading=False))


def labelled(n: int = 60, kinds: np.ndarray = KINDS) -> Labelled:
    return Labelled(np.arange(n), kinds[:n], 3)


def judged(speakers: Speakers, found: Labelled) -> Verdict:
    speakers.compare(found, LABELS)
    verdict = speakers.verdict(found, LABELS)
    assert verdict is not None
    return verdict


def test_a_model_that_is_better_on_the_held_out_texts_speaks() -> None:
    speakers = Speakers(without_reading(), oracle())
    verdict = judged(speakers, labelled())
    assert verdict.paired is not None
    assert verdict.paired.n == 30
    assert verdict.paired.n_right == 30
    assert verdict.speaks
    spoken = speakers.spoken(LABELS)
    assert (spoken.probabilities.argmax(1) == KINDS).all()
    assert (spoken.n_labelled, spoken.reads) == (40, True)


def test_before_any_comparison_nothing_is_said() -> None:
    assert Speakers(without_reading(), oracle()).verdict(labelled(), LABELS) is None


def test_only_held_out_texts_that_are_labelled_still_compare() -> None:
    verdict = judged(Speakers(without_reading(), oracle()), labelled(20))
    assert verdict.paired is not None
    assert verdict.paired.n == 20
    none = Labelled(np.arange(30, 60), KINDS[30:], 3)
    assert judged(Speakers(without_reading(), oracle()), none).paired is None


def test_copies_of_a_held_out_text_are_no_more_than_one() -> None:
    groups = np.arange(60)
    groups[15:30] = groups[:15]
    found = replace(labelled(), groups=groups)
    verdict = judged(Speakers(without_reading(), oracle()), found)
    assert verdict.paired is not None
    assert verdict.paired.n == verdict.paired.n_right == 15


def test_nothing_is_compared_where_a_fifth_holds_all_of_a_kind() -> None:
    lonely = labelled(kinds=np.where(np.arange(60) == 4, 1, 0))
    assert judged(Speakers(without_reading(), oracle()), lonely).paired is None


def test_one_whose_labels_are_gone_knows_none() -> None:
    verdict = judged(Speakers(without_reading(), replace(oracle(), labels=())), labelled())
    assert not verdict.knows_labels
    assert verdict.paired is None


def test_a_label_deleted_after_the_model_was_looked_at_silences_it() -> None:
    """A round may begin with a model and find one label less once it reads the decisions."""
    speakers, left = Speakers(without_reading(), oracle()), LABELS[:2]
    assert judged(speakers, labelled()).speaks
    for targets in (np.minimum(KINDS, 1), np.eye(2, dtype=np.int64)[np.minimum(KINDS, 1)]):
        found = Labelled(np.arange(60), targets, 2)
        speakers.compare(found, left)
        verdict = speakers.verdict(found, left)
        assert verdict is not None
        assert not verdict.knows_labels
        assert not verdict.speaks


def test_one_that_is_level_does_not() -> None:
    verdict = judged(Speakers(InstantHead(hand_made_views()), oracle()), labelled())
    assert verdict.paired is not None
    assert verdict.paired.n_right == verdict.paired.n_right_other == 30
    assert not verdict.speaks
    assert not verdict.wants_scores


def test_one_that_is_better_is_asked_about_all_texts_before_it_speaks() -> None:
    verdict = judged(Speakers(without_reading(), oracle(scores=False)), labelled())
    assert not verdict.speaks
    assert verdict.wants_scores
    few = replace(oracle(), scores=oracle().scores[:50])  # type: ignore[index]
    assert judged(Speakers(without_reading(), few), labelled()).wants_scores


def test_relabelling_the_held_out_texts_turns_it_and_undoing_that_turns_it_back() -> None:
    speakers = Speakers(without_reading(), oracle())
    assert judged(speakers, labelled()).speaks
    otherwise = KINDS.copy()
    otherwise[:30] = np.minimum(KINDS[:30], 1)  # what the head can tell, and the model had wrong
    changed = labelled(kinds=otherwise)
    assert speakers.wants_comparison(changed, LABELS)
    assert not judged(speakers, changed).speaks
    assert speakers.wants_comparison(labelled(), LABELS)
    assert judged(speakers, labelled()).speaks


def test_it_is_compared_anew_only_when_something_decides_otherwise() -> None:
    speakers = Speakers(without_reading(), oracle())
    assert speakers.wants_comparison(labelled(40), LABELS)
    speakers.compare(labelled(40), LABELS)
    assert not speakers.wants_comparison(labelled(41), LABELS)
    assert speakers.wants_comparison(labelled(60), LABELS)


def test_a_label_it_was_not_taught_silences_it_at_once() -> None:
    speakers = Speakers(without_reading(), oracle())
    known = (*LABELS, 9)
    with_new = Labelled(np.arange(60), np.where(np.arange(60) == 59, 3, KINDS), 4)
    speakers.compare(labelled(), known)
    before = Labelled(np.arange(60), KINDS, 4)
    speaking = speakers.verdict(before, known)
    assert speaking is not None
    assert speaking.speaks
    silenced = speakers.verdict(with_new, known)
    assert silenced is not None
    assert not silenced.speaks
    speakers.compare(with_new, known)
    told = speakers.verdict(with_new, known)
    assert told is not None
    assert not told.knows_labels


def test_a_deleted_run_is_forgotten() -> None:
    speakers = Speakers(without_reading(), oracle())
    assert judged(speakers, labelled()).speaks
    speakers.challenger = None
    assert speakers.verdict(labelled(), LABELS) is None
    assert not speakers.wants_comparison(labelled(), LABELS)


def test_another_training_in_the_folder_of_a_deleted_one_is_compared_anew() -> None:
    speakers = Speakers(without_reading(), oracle())
    assert judged(speakers, labelled()).speaks
    speakers.challenger = oracle(wrong=tuple(range(30)))
    assert speakers.verdict(labelled(), LABELS) is None
    assert speakers.wants_comparison(labelled(), LABELS)
    assert not judged(speakers, labelled()).speaks


def test_too_few_held_out_texts_compare_nothing() -> None:
    few = replace(oracle(), documents=HELD_OUT[:9], said=oracle().said[:9])
    verdict = judged(Speakers(without_reading(), few), labelled())
    assert verdict.paired is None
    assert not verdict.speaks
    ten = replace(oracle(), documents=HELD_OUT[:10], said=oracle().said[:10])
    assert judged(Speakers(without_reading(), ten), labelled()).paired is not None


def test_the_held_out_texts_are_answered_without_their_own_labels() -> None:
    noise = np.random.default_rng(0).integers(0, 3, 60)  # nothing to learn, but all by heart
    each = np.eye(60, dtype=np.float32)
    by_heart = InstantHead(Views(csr_matrix(each), each))
    verdict = judged(Speakers(by_heart, oracle()), labelled(kinds=noise))
    assert verdict.paired is not None
    assert verdict.paired.n_right_other < 20


def test_the_held_out_texts_are_answered_without_their_repeats() -> None:
    texts = np.arange(60) % 30
    noise = np.random.default_rng(0).integers(0, 3, 30)[texts]
    each = np.eye(30, dtype=np.float32)[texts]
    by_heart = InstantHead(Views(csr_matrix(each), each))
    both = replace(labelled(kinds=noise), groups=texts)
    verdict = judged(Speakers(by_heart, oracle()), both)
    assert verdict.paired is not None
    assert verdict.paired.n_right_other < 20


def test_several_labels_a_text_are_right_all_together() -> None:
    targets = np.eye(3, dtype=np.int64)[KINDS]
    both = Labelled(np.arange(60), targets, 3)
    halves = np.full((30, 3), 0.5)
    strict = halves.copy()
    strict[:15, 1] = 0.95  # of some documents alone
    for thresholds, n_right in ((None, 28), (halves, 28), (strict, 24)):
        model = replace(oracle(wrong=(0, 1)), thresholds=thresholds)
        verdict = judged(Speakers(without_reading(), model), both)
        assert verdict.paired is not None
        assert verdict.paired.n_right == n_right


def test_of_several_labels_only_one_that_was_given_has_to_be_known() -> None:
    targets = np.eye(4, dtype=np.int64)[KINDS]
    given = targets.copy()
    given[59, 3] = 1
    for labels, knows in ((targets, True), (given, False)):
        assert oracle().knows(Labelled(np.arange(60), labels, 4), (*LABELS, 9)) is knows
