"""The loop on rows and bags: it learns, stops early, repeats itself, and every loss leads to the truth."""

import math
from dataclasses import replace

import pytest
import torch

from mlworker.networks import CellAttentionConfig, DenseConfig, build_network
from mlworker.networks.loccat import PSEUDO_GAMER_NETWORK
from mlworker.training import (
    LOC_CAT_TRAINING,
    AsymmetricLoss,
    BagExamples,
    Bags,
    BagTask,
    BetaBinomialVotes,
    BinaryCrossEntropy,
    BinomialVotes,
    DirichletMultinomialVotes,
    EpochReport,
    Examples,
    FocalLoss,
    RowTask,
    SquaredError,
    TrainingConfig,
    TrainingDiverged,
    TrainingInvalid,
    predict,
    predict_draws,
    predict_logits,
    train,
)
from mlworker.training.optimisation import learning_rate
from quorum.domain.errors import QuorumError

pytestmark = pytest.mark.ml
SMALL = DenseConfig(inputs=6, outputs=3, hidden=(24, 24), input_dropout=0.05, hidden_dropout=0.1)
QUICK = TrainingConfig(epochs=15, batch_size=32, learning_rate=1e-2)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def chances(count: int, *, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Return rows (count, 6) and the true chance of each class (count, 3), a line in the rows."""
    rows = torch.randn(count, 6, generator=torch.Generator().manual_seed(seed))
    return rows, torch.sigmoid(4 * rows[:, :3])


def separable(count: int, *, seed: int = 0) -> Examples:
    rows, chance = chances(count, seed=seed)
    return Examples(rows, (chance > 0.5).float())


def voted(count: int, *, seed: int = 0) -> tuple[Examples, torch.Tensor]:
    rows, chance = chances(count, seed=seed)
    generator = torch.Generator().manual_seed(seed + 1)
    asked = torch.randint(10, 20, (count,), generator=generator).float()
    counts = torch.binomial(asked[:, None].expand(-1, 3), chance, generator=generator)
    return Examples(rows, counts, asked), chance


def bagged(count: int, *, seed: int = 0) -> BagExamples:
    """A field shows a class when one of its cells does."""
    generator = torch.Generator().manual_seed(seed)
    lengths = torch.randint(1, 9, (count,), generator=generator)
    cells = torch.randn(int(lengths.sum()), 6, generator=generator)
    labels = torch.stack([(bag[:, :3] > 1.2).any(dim=0).float() for bag in cells.split(lengths.tolist())])
    return BagExamples(Bags(cells, lengths, labels.roll(1, dims=1)), labels)


def right(network: torch.nn.Module, examples: Examples) -> float:
    return float(((predict(network, examples.inputs) > 0.5) == (examples.targets > 0.5)).float().mean())


@pytest.mark.parametrize("dropout", ["independent", "per_batch"])
@pytest.mark.parametrize("loss", [BinaryCrossEntropy(), FocalLoss(), AsymmetricLoss(), SquaredError()])
def test_separable_classes_are_learned(loss, dropout):
    network = build_network(replace(SMALL, dropout=dropout), seed=1)
    train(network, RowTask(separable(600), separable(100, seed=1), loss), config=QUICK)
    assert right(network, separable(300, seed=2)) > 0.9


def test_the_training_of_the_text_learns():
    network = build_network(DenseConfig(inputs=6, outputs=3, hidden=(64, 64, 64)), seed=1)
    config = replace(LOC_CAT_TRAINING, epochs=40)
    train(network, RowTask(separable(800), separable(100, seed=1)), config=config)
    assert right(network, separable(300, seed=2)) > 0.9


@pytest.mark.parametrize("loss", [BinomialVotes(), BetaBinomialVotes()])
def test_votes_teach_the_rate_that_they_were_cast_at(loss):
    training, _ = voted(1500)
    held_out, chance = voted(300, seed=5)
    network = build_network(SMALL, seed=1)
    train(network, RowTask(training, held_out, loss), config=QUICK)
    assert float((predict(network, held_out.inputs) - chance).abs().mean()) < 0.1


def test_votes_shared_out_among_classes_teach_their_shares():
    rows, chance = chances(1500)
    shares = chance / chance.sum(dim=1, keepdim=True)
    drawn = torch.multinomial(shares, 20, replacement=True, generator=torch.Generator().manual_seed(1))
    counts = torch.nn.functional.one_hot(drawn, 3).sum(dim=1).float()
    network = build_network(SMALL, seed=1)
    task = RowTask(Examples(rows[:1200], counts[:1200]), Examples(rows[1200:], counts[1200:]))
    train(network, replace(task, function=DirichletMultinomialVotes()), config=QUICK)
    found = torch.softmax(predict_logits(network, rows[1200:]), dim=1)
    assert float((found - shares[1200:]).abs().mean()) < 0.06


def test_likelihoods_of_votes_are_those_of_the_textbook():
    logits = torch.tensor([[0.3, -1.2, 0.8]])
    counts, asked = torch.tensor([[3.0, 0.0, 9.0]]), torch.tensor([12.0])
    rate = torch.sigmoid(logits)
    binomial = torch.distributions.Binomial(12, probs=rate).log_prob(counts)
    coefficient = torch.lgamma(asked + 1) - torch.lgamma(counts + 1) - torch.lgamma(asked - counts + 1)
    expected = -(binomial - coefficient).mean() / 12
    torch.testing.assert_close(BinomialVotes()(logits, counts, asked), expected)
    # A concentration beyond all counts leaves no spread: beta-binomial becomes binomial.
    wide = BetaBinomialVotes(concentration=1e4)(logits, counts, asked)
    torch.testing.assert_close(wide, 12 * expected, rtol=2e-2, atol=0)
    shares = 12.0 * torch.softmax(logits, dim=1)
    whole = math.lgamma(12) - math.lgamma(24)
    parts = (torch.lgamma(counts + shares) - torch.lgamma(shares)).sum()
    torch.testing.assert_close(DirichletMultinomialVotes()(logits, counts, None), -(whole + parts) / 3)


def test_a_loss_of_votes_without_the_number_asked_is_refused():
    with pytest.raises(TrainingInvalid, match="trials"):
        BinomialVotes()(torch.zeros(1, 2), torch.zeros(1, 2), None)


def test_bags_are_learned_by_the_cell_that_shows_the_class():
    config = CellAttentionConfig(
        inputs=6, classes=3, embedding=(32, 16), attention=8, extra_inputs=3, joint=16, hidden_dropout=0.1
    )
    network = build_network(replace(config, input_dropout=0.0), seed=1)
    held_out = bagged(200, seed=3)
    train(network, BagTask(bagged(600), bagged(100, seed=2)), config=replace(QUICK, epochs=20))
    found = predict(network, held_out.bags, batch_size=32)
    assert float(((found > 0.5) == (held_out.targets > 0.5)).float().mean()) > 0.9
    torch.testing.assert_close(found, predict(network, held_out.bags, batch_size=200))


def test_the_pseudo_gamer_learns_p_values():
    rows, chance = chances(800)
    network = build_network(
        replace(PSEUDO_GAMER_NETWORK, inputs=6, outputs=3, input_dropout=0.0, hidden_dropout=0.1), seed=1
    )
    task = RowTask(Examples(rows[:600], chance[:600]), Examples(rows[600:], chance[600:]), SquaredError())
    report = train(network, task, config=QUICK)
    assert report.epochs[report.best_epoch].validation_loss < 0.02


@pytest.mark.parametrize("optimiser", ["adam", "adamw"])
@pytest.mark.parametrize("deterministic", [False, True])
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(optimiser, deterministic):
    config = TrainingConfig(
        epochs=2, optimiser=optimiser, deterministic=deterministic, clip_norm=1.0, precision="bfloat16"
    )
    found = []
    for seed in (1, 1, 2):
        network = build_network(SMALL, seed=1)
        train(network, RowTask(separable(100), separable(20)), config=replace(config, seed=seed))
        found.append(network.state_dict())
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])
    assert not all(torch.equal(found[0][name], found[2][name]) for name in found[0])


def test_deterministic_training_of_bags_puts_torch_back_as_it_was():
    network = build_network(CellAttentionConfig(inputs=6, classes=3, embedding=(8,), extra_inputs=3))
    seen = []
    train(
        network,
        BagTask(bagged(40), bagged(20)),
        config=TrainingConfig(epochs=1, deterministic=True),
        on_epoch=lambda _: seen.append(torch.are_deterministic_algorithms_enabled()),
    )
    assert seen == [True]
    assert not torch.are_deterministic_algorithms_enabled()


def test_noise_stops_early_and_the_first_best_epoch_is_restored():
    generator = torch.Generator().manual_seed(1)
    labels = (torch.rand(300, 3, generator=generator) > 0.5).float()
    rows = torch.randn(300, 6, generator=generator)
    task = RowTask(Examples(rows[:60], labels[:60]), Examples(rows[60:], labels[60:]))
    network, seen = build_network(SMALL, seed=1), list[EpochReport]()
    config = TrainingConfig(epochs=200, learning_rate=1e-2, schedule="constant", patience=4)
    report = train(network, task, config=config, on_epoch=seen.append)
    assert tuple(seen) == report.epochs
    assert len(report.epochs) == report.best_epoch + 5 < 200
    best = min(row.validation_loss for row in report.epochs)
    assert task.validation_loss(network) == pytest.approx(best)


def test_a_loss_that_is_no_number_is_an_error_with_a_code():
    broken = replace(separable(40), inputs=torch.full((40, 6), torch.nan))
    with pytest.raises(TrainingDiverged) as caught:
        train(build_network(SMALL, seed=1), RowTask(broken, separable(10)), config=QUICK)
    assert caught.value.code == "training_diverged"
    assert caught.value.details == {"epoch": 0}


@pytest.mark.parametrize(
    "changes",
    [{"optimiser": "sgd"}, {"precision": "float16"}, {"epochs": 0}, {"warmup": 1.0}, {"schedule": "steps"}],
)
def test_an_impossible_setting_is_refused(changes):
    with pytest.raises(TrainingInvalid) as caught:
        TrainingConfig(**changes)
    assert caught.value.details["setting"] in changes


@pytest.mark.parametrize(
    "make",
    [
        lambda: Examples(torch.zeros(3, 2), torch.zeros(2, 2)),
        lambda: Examples(torch.zeros(3, 2), torch.zeros(3, 2), torch.zeros(2)),
        lambda: Bags(torch.zeros(3, 2), torch.tensor([3, 0])),
        lambda: Bags(torch.zeros(3, 2), torch.tensor([1, 1])),
        lambda: Bags(torch.zeros(3, 2), torch.tensor([3]), torch.zeros(2, 4)),
        lambda: BagExamples(Bags(torch.zeros(3, 2), torch.tensor([3])), torch.zeros(3, 4)),
        lambda: train(build_network(SMALL), RowTask(separable(9), separable(0)), config=QUICK),
    ],
)
def test_examples_that_do_not_fit_each_other_are_refused(make):
    with pytest.raises(QuorumError) as caught:
        make()
    assert caught.value.code == "training_invalid"


def test_learning_rates_rise_and_fall_as_planned():
    cycle = TrainingConfig(learning_rate=1.0, warmup=0.25, schedule="one_cycle")
    rates = [learning_rate(cycle, step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(1 / 25)
    assert max(rates) == rates[25] == pytest.approx(1.0)
    assert rates[-1] == pytest.approx(1 / 250_000)
    assert rates[:26] == sorted(rates[:26])
    assert rates[25:] == sorted(rates[25:], reverse=True)
    constant = replace(cycle, schedule="constant", warmup=0.0)
    assert {learning_rate(constant, step, 100) for step in range(100)} == {1.0}


def test_dropout_left_on_says_how_unsure_a_network_is():
    network = build_network(replace(SMALL, hidden_dropout=0.5), seed=1)
    rows, _ = chances(50)
    said = predict(network, rows)
    first, second, other = (
        torch.stack(list(predict_draws(network, rows, samples=8, seed=seed))) for seed in (1, 1, 2)
    )
    torch.testing.assert_close(first, second, rtol=0, atol=0)
    assert not torch.equal(first, other)
    assert bool((first.std(dim=0) > 0).all())
    assert float((first.mean(dim=0) - said).abs().max()) < 0.2
    torch.testing.assert_close(predict(network, rows), said, rtol=0, atol=0)


def test_one_draw_of_a_network_leaves_the_same_units_out_for_all_items():
    network = build_network(replace(SMALL, hidden_dropout=0.5), seed=1)
    rows = chances(1)[0].expand(30, -1).contiguous()
    (drawn,) = predict_draws(network, rows, samples=1, seed=4, batch_size=7)
    torch.testing.assert_close(drawn, drawn[:1].expand_as(drawn))
