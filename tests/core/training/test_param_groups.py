"""Layer groups: which there are, their rates, and that a frozen one does not move a bit."""

from __future__ import annotations

import copy
import itertools

import pytest
import torch

from ulmfit_core.architecture import Architecture
from ulmfit_core.modules.awd_lstm import (
    NO_DROPOUT,
)
from ulmfit_core.modules.classifier import Classifier
from ulmfit_core.modules.language_model import LanguageModel
from ulmfit_core.training.param_groups import (
    build_optimizer,
    classifier_groups,
    language_model_groups,
    set_learning_rates,
    take_step,
    train_only,
)
from ulmfit_core.training.peak_rates import discriminative_learning_rates

SIZES = Architecture(vocab_size=12, embedding_size=4, hidden_size=6, n_layers=3)


@pytest.fixture
def classifier() -> Classifier:
    torch.manual_seed(1)
    return Classifier(SIZES, 2, NO_DROPOUT, norm="layer")


def update(classifier: Classifier, optimizer: torch.optim.Optimizer) -> None:
    ids = torch.tensor([[2, 2], [5, 6], [7, 8]])
    logits, _ = classifier(ids, torch.tensor([3, 3]))
    torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1])).backward()
    optimizer.step()
    optimizer.zero_grad()


def test_classifier_has_five_groups_that_hold_every_parameter_once(classifier: Classifier) -> None:
    groups = classifier_groups(classifier)
    assert [g.name for g in groups] == ["embedding", "layer 1", "layer 2", "layer 3", "head"]
    held = [id(p) for g in groups for p in g.parameters]
    assert sorted(held) == sorted(id(p) for p in classifier.parameters())


def test_language_model_has_four_the_decoder_going_with_the_embedding() -> None:
    model = LanguageModel(SIZES)
    groups = language_model_groups(model)
    assert [g.name for g in groups] == ["embedding", "layer 1", "layer 2", "layer 3"]
    held = [id(p) for g in groups for p in g.parameters]
    assert sorted(held) == sorted(id(p) for p in model.parameters())
    assert id(model.decoder.bias) in {id(p) for p in groups[0].parameters}


def test_each_rate_is_2_6_times_the_one_below() -> None:
    rates = discriminative_learning_rates(0.01, 5)
    assert rates[-1] == 0.01
    ratios = [high / low for low, high in itertools.pairwise(rates)]
    assert ratios == pytest.approx([2.6] * 4)
    assert discriminative_learning_rates(0.01, 3, factor=1.0) == (0.01, 0.01, 0.01)


def test_rates_and_momentum_reach_the_right_parameters(classifier: Classifier) -> None:
    groups = classifier_groups(classifier)
    optimizer = build_optimizer(groups, (0.7, 0.99), 0.1)
    set_learning_rates(optimizer, [1.0, 2.0, 3.0, 4.0, 5.0], momentum=0.75)
    rate_of = {id(p): g["lr"] for g in optimizer.param_groups for p in g["params"]}
    for rate, group in enumerate(groups, 1):
        assert {rate_of[id(p)] for p in group.parameters} == {float(rate)}
    assert {g["betas"] for g in optimizer.param_groups} == {(0.75, 0.99)}


def test_a_large_epsilon_damps_what_a_small_gradient_moves(classifier: Classifier) -> None:
    groups, before = classifier_groups(classifier), copy.deepcopy(classifier.state_dict())
    moved = []
    for epsilon in (1e-8, 1e3):
        classifier.load_state_dict(before)
        optimizer = build_optimizer(groups, (0.7, 0.99), 0.0, epsilon)
        set_learning_rates(optimizer, [0.1] * 5)
        update(classifier, optimizer)
        now = classifier.state_dict()
        moved.append(max((now[n] - before[n]).abs().max().item() for n in now))
    assert moved[0] > 1000 * moved[1] > 0


def test_weights_decay_but_biases_and_norms_do_not(classifier: Classifier) -> None:
    optimizer = build_optimizer(classifier_groups(classifier), (0.7, 0.99), 0.1)
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            assert group["weight_decay"] == (0.1 if parameter.ndim > 1 else 0.0)


@pytest.mark.parametrize("trained", [(4,), (3, 4), (0,), (2,), (0, 1, 2, 3, 4)])
def test_frozen_groups_get_no_gradient_and_change_no_bit(
    classifier: Classifier, trained: tuple[int, ...]
) -> None:
    groups = classifier_groups(classifier)
    optimizer = build_optimizer(groups, (0.7, 0.99), 0.1)  # a decay that would show
    set_learning_rates(optimizer, [0.1] * 5)
    update(classifier, optimizer)  # everything has moments now
    before = {id(p): p.detach().clone() for p in classifier.parameters()}
    moments = {
        id(p): {k: v.clone() for k, v in optimizer.state[p].items()}
        for p in classifier.parameters()
    }
    train_only(groups, trained)
    for _ in range(2):
        update(classifier, optimizer)
    for index, group in enumerate(groups):
        for p in group.parameters:
            same = torch.equal(p, before[id(p)])
            assert same == (index not in trained), (index, p.shape)
            if index not in trained:
                assert p.grad is None
                for key, value in moments[id(p)].items():
                    assert torch.equal(optimizer.state[p][key], value)


def test_a_gradient_from_before_the_freezing_moves_nothing(classifier: Classifier) -> None:
    groups = classifier_groups(classifier)
    optimizer = build_optimizer(groups, (0.7, 0.99), 0.1)
    set_learning_rates(optimizer, [0.1] * 5)
    before = classifier.encoder.embedding.weight.detach().clone()
    classifier.encoder.embedding.weight.grad = torch.ones_like(before)
    train_only(groups, (4,))
    optimizer.step()
    assert torch.equal(classifier.encoder.embedding.weight, before)


def test_each_update_is_by_its_own_gradient_cut_to_the_clip_if_any(classifier: Classifier) -> None:
    optimizer = torch.optim.SGD(classifier.parameters(), lr=1.0)
    bias = classifier.head.blocks[1].linear.bias
    for clip, moved in ((10.0, 3.0), (10.0, 3.0), (1.5, 1.5), (0.0, 3.0)):
        before = bias.detach().clone()
        (3.0 * bias[0]).backward()
        assert take_step(optimizer, classifier, clip).item() == 3.0  # before it was cut
        assert (before - bias).tolist() == pytest.approx([moved, 0.0])


def test_a_gradient_that_is_not_finite_is_left_out(classifier: Classifier) -> None:
    optimizer = torch.optim.SGD(classifier.parameters(), lr=1.0)
    bias = classifier.head.blocks[1].linear.bias
    before = bias.detach().clone()
    (float("inf") * bias[0]).backward()
    take_step(optimizer, classifier, 1.0)
    assert torch.equal(bias, before)
    bias[0].backward()
    take_step(optimizer, classifier, 1.0)
    assert (before - bias).tolist() == pytest.approx([1.0, 0.0])
