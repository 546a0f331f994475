"""The training loop learns, stops early and restores the best epoch."""

import numpy as np
import pytest
import torch

from mlworker.networks import NetworkUnknown, build_network
from mlworker.networks.simplenet import SimpleNetConfig
from mlworker.training import (
    EpochReport,
    Examples,
    ImageTask,
    TrainingConfig,
    TrainingInvalid,
    predict,
    train,
)
from quorum.domain.metrics import macro_f1
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import CHANNELS, draw_field

pytestmark = pytest.mark.ml
CLASSES = (102, 201)
TINY = SimpleNetConfig(classes=2, widths=(8, 16), hidden=16, dropout=0.1)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def draw_examples(count: int, *, seed: int) -> Examples:
    images, labels = [], []
    for number in range(count):
        code = CLASSES[number % 2]
        field = draw_field(
            codes=[code],
            cell_line=CELL_LINES[number % len(CELL_LINES)],
            size=48,
            bit_depth=8,
            rng=np.random.default_rng((seed, number)),
            field_of_view_um=40.0,
        )
        images.append(np.stack([field.channels[name] for name in CHANNELS]))
        labels.append([float(code == known) for known in CLASSES])
    return Examples(torch.from_numpy(np.stack(images)).float().div(255).sqrt(), torch.tensor(labels))


def random_examples(count: int, *, seed: int) -> Examples:
    generator = torch.Generator().manual_seed(seed)
    return Examples(
        torch.rand(count, 4, 16, 16, generator=generator),
        (torch.rand(count, 2, generator=generator) > 0.5).float(),
    )


def build(seed: int = 0) -> torch.nn.Module:
    return build_network(TINY, seed=seed)


def test_a_small_network_learns_to_tell_nucleoplasm_from_cytosol():
    network = build()
    train(
        network,
        ImageTask(draw_examples(120, seed=1), draw_examples(30, seed=2)),
        config=TrainingConfig(epochs=12, batch_size=16, learning_rate=5e-3),
    )
    held_out = draw_examples(60, seed=3)
    predicted = predict(network, held_out.inputs).numpy() >= 0.5
    assert macro_f1(held_out.targets.numpy() > 0, predicted) > 0.85


def test_the_same_seed_trains_the_same_weights():
    training, validation = random_examples(40, seed=1), random_examples(20, seed=2)
    probabilities = []
    for _ in range(2):
        network = build()
        train(network, ImageTask(training, validation), config=TrainingConfig(epochs=3, seed=4))
        probabilities.append(predict(network, validation.inputs))
    torch.testing.assert_close(probabilities[0], probabilities[1], rtol=0, atol=0)


def test_training_leaves_the_global_random_state_alone():
    torch.manual_seed(11)
    expected = torch.rand(1)
    torch.manual_seed(11)
    examples = random_examples(8, seed=1)
    train(build(), ImageTask(examples, examples), config=TrainingConfig(epochs=1))
    assert torch.rand(1) == expected


def test_noise_stops_early_and_the_best_epoch_is_restored():
    training, validation = random_examples(60, seed=1), random_examples(200, seed=2)
    network, seen = build(), list[EpochReport]()
    task = ImageTask(training, validation)
    report = train(
        network,
        task,
        config=TrainingConfig(epochs=200, learning_rate=1e-2, patience=4),
        on_epoch=seen.append,
    )
    assert tuple(seen) == report.epochs
    assert len(report.epochs) == report.best_epoch + 5 < 200
    best = min(row.validation_loss for row in report.epochs)
    assert report.epochs[report.best_epoch].validation_loss == best
    assert task.validation_loss(network) == pytest.approx(best)


def test_half_width_training_gives_finite_probabilities():
    examples = random_examples(20, seed=1)
    network = build()
    train(network, ImageTask(examples, examples), config=TrainingConfig(epochs=2, precision="bfloat16"))
    assert torch.isfinite(predict(network, examples.inputs)).all()


def test_labels_must_match_the_inputs():
    with pytest.raises(TrainingInvalid, match="Targets must be"):
        Examples(torch.zeros(3, 4, 8, 8), torch.zeros(2, 29))


def test_one_item_is_too_few_to_train_on():
    one = random_examples(1, seed=1)
    with pytest.raises(TrainingInvalid, match="two items"):
        train(build(), ImageTask(one, one), config=TrainingConfig())


def test_an_unregistered_configuration_is_refused():
    with pytest.raises(NetworkUnknown):
        build_network(object())
