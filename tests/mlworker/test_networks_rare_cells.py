"""A class that few cells of a field show: what attention over cells is for."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from mlworker.networks import CellAttentionConfig, DenseConfig, build_network
from mlworker.training import (
    BagExamples,
    Bags,
    BagTask,
    Examples,
    RowTask,
    TrainingConfig,
    predict,
    train,
)
from quorum.domain.ranking import average_precision

pytestmark = pytest.mark.ml
CELLS, FEATURES, CLASSES = 8, 12, 3
SHIFT = 3.0
TRAINING = TrainingConfig(epochs=20, batch_size=32, learning_rate=5e-3)
DENSE = DenseConfig(FEATURES, (32,), CLASSES, input_dropout=0.0, hidden_dropout=0.1)
ATTENTION = CellAttentionConfig(
    FEATURES, CLASSES, (32,), attention=8, joint=16, input_dropout=0.0, hidden_dropout=0.1
)


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def draw(count: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return cells (fields, CELLS, FEATURES), labels, and which cell shows each class, (fields, CLASSES)."""
    generator = torch.Generator().manual_seed(seed)
    labels = (torch.rand(count, CLASSES, generator=generator) < 0.3).float()
    cells = torch.randn(count, CELLS, FEATURES, generator=generator)
    shown = torch.randint(0, CELLS, (count, CLASSES), generator=generator)
    for place in range(CLASSES):
        cells[torch.arange(count), shown[:, place], place] += SHIFT * labels[:, place]
    return cells, labels, shown


def bags(cells: Tensor) -> Bags:
    return Bags(cells.reshape(-1, FEATURES), torch.full((len(cells),), CELLS))


def precision(said: Tensor, labels: Tensor) -> float:
    """Return mean average precision; 0.3 is chance."""
    return float(
        np.mean(
            [average_precision(said[:, k].double().numpy(), labels[:, k].numpy() > 0.5) for k in range(CLASSES)]
        )
    )


def test_a_class_that_one_cell_in_eight_shows_is_found_by_attention_and_lost_by_a_mean_over_cells():
    learnt, judged, (cells, labels, shown) = draw(400, 10), draw(100, 11), draw(400, 12)

    attention = build_network(ATTENTION, seed=1)
    train(attention, BagTask(*(BagExamples(bags(one[0]), one[1]) for one in (learnt, judged))), config=TRAINING)

    # As in a network on fields' means, and as in Loc-CAT, whose score is the mean over its cells.
    of_means = build_network(DENSE, seed=1)
    train(of_means, RowTask(*(Examples(one[0].mean(1), one[1]) for one in (learnt, judged))), config=TRAINING)
    of_cells = build_network(DENSE, seed=1)
    rows = (
        Examples(one[0].reshape(-1, FEATURES), one[1].repeat_interleave(CELLS, dim=0))
        for one in (learnt, judged)
    )
    train(of_cells, RowTask(*rows), config=replace(TRAINING, batch_size=128))
    said_of_cells = predict(of_cells, cells.reshape(-1, FEATURES)).reshape(len(cells), CELLS, CLASSES)

    found = precision(predict(attention, bags(cells)), labels)
    assert found > 0.75
    assert found > precision(predict(of_means, cells.mean(1)), labels) + 0.15
    assert found > precision(said_of_cells.mean(1), labels) + 0.05

    with torch.inference_mode():
        weights = attention.attention(bags(cells).cells, bags(cells).lengths).reshape(-1, CELLS, CLASSES)
    looked_at = weights.argmax(dim=1) == shown
    assert float(looked_at[labels > 0.5].float().mean()) > 0.5
