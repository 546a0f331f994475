"""Networks: their registry, dropout, and attention over ragged bags of cells."""

import json
from dataclasses import replace

import pytest
import torch

from mlworker.networks import (
    CellAttentionConfig,
    DenseConfig,
    NetworkConfigInvalid,
    NetworkInputInvalid,
    NetworkUnknown,
    SimpleNetConfig,
    build_network,
    config_from_mapping,
    config_to_mapping,
)
from mlworker.networks.cell_attention import CellAttention
from mlworker.networks.dense import DenseStack
from mlworker.networks.dropout import Dropout, drawn_units, submatrix
from mlworker.networks.loccat import LOC_CAT_NETWORK, LOC_CAT_RELEASED_NETWORK, PSEUDO_GAMER_NETWORK

pytestmark = pytest.mark.ml
CONFIGS = (
    SimpleNetConfig(widths=(4, 8)),
    DenseConfig(hidden=(20, 10), outputs=0),
    LOC_CAT_RELEASED_NETWORK,
    replace(PSEUDO_GAMER_NETWORK, dropout="per_batch"),
    CellAttentionConfig(embedding=(16, 8), extra_inputs=3),
)


def normal(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: type(config).__name__)
def test_a_configuration_goes_through_json_and_back(config):
    assert config_from_mapping(json.loads(json.dumps(config_to_mapping(config)))) == config


@pytest.mark.parametrize(
    ("mapping", "error", "code"),
    [
        ({"family": "vgg"}, NetworkUnknown, "network_unknown"),
        ({}, NetworkUnknown, "network_unknown"),
        ({"family": "dense", "depth": 3}, NetworkConfigInvalid, "network_config_invalid"),
        ({"family": "dense", "hidden": [8, "9"]}, NetworkConfigInvalid, "network_config_invalid"),
        ({"family": "dense", "inputs": True}, NetworkConfigInvalid, "network_config_invalid"),
    ],
)
def test_a_mapping_of_no_network_is_refused_by_code(mapping, error, code):
    with pytest.raises(error) as caught:
        config_from_mapping(mapping)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "changes", [{"activation": "tanh"}, {"dropout": "often"}, {"hidden_dropout": 1.0}, {"hidden": (0,)}]
)
def test_an_impossible_configuration_is_refused(changes):
    with pytest.raises(NetworkConfigInvalid):
        build_network(DenseConfig(**changes))


def test_loc_cat_is_that_of_the_text():
    network = build_network(LOC_CAT_NETWORK)
    assert [tuple(value.shape) for name, value in network.named_parameters() if name.endswith("weight")] == [
        (800, 719),
        (800, 800),
        (800, 800),
        (29, 800),
    ]
    assert sum(isinstance(module, torch.nn.ReLU6) for module in network.modules()) == 1
    rates = [round(module.rate, 4) for module in network.modules() if isinstance(module, Dropout)]
    assert rates == [0.2, 0.4]


def test_a_seed_fixes_the_first_weights_and_leaves_the_global_generator_alone():
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    first, second = (build_network(DenseConfig(hidden=(8,)), seed=5).state_dict() for _ in range(2))
    assert torch.rand(1) == expected
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("rate", [0.2, 0.4, 0.875])
def test_dropout_keeps_the_mean_and_drops_at_its_rate(rate):
    layer = Dropout(rate).train()
    with torch.random.fork_rng():
        torch.manual_seed(1)
        found = layer(torch.ones(1000, 403))
    draws = found.numel()
    share = float((found == 0).float().mean())
    # Five standard errors of a binomial share.
    assert abs(share - rate) < 5 * (rate * (1 - rate) / draws) ** 0.5
    assert float(found.max()) == pytest.approx(1 / (1 - rate), rel=1e-4)
    # Masks of neighbours are independent, along rows and along columns.
    kept = (found != 0).float() - (1 - rate)
    for product in (kept[:, 1:] * kept[:, :-1], kept[1:] * kept[:-1], kept[:, 4:] * kept[:, :-4]):
        assert abs(float(product.mean())) < 5 * rate * (1 - rate) / draws**0.5


def test_dropout_is_nothing_outside_training_and_passes_its_mask_back():
    layer, inputs = Dropout(0.5), torch.ones(40, 8, requires_grad=True)
    assert layer.eval()(inputs) is inputs
    with torch.random.fork_rng():
        shown = layer.train()(inputs)
    torch.autograd.backward(shown.sum())
    torch.testing.assert_close(inputs.grad, shown.detach())


def test_units_left_out_of_a_batch_are_drawn_evenly():
    counts = torch.zeros(10)
    with torch.random.fork_rng():
        torch.manual_seed(2)
        for _ in range(2000):
            units = drawn_units(10, 0.4, torch.device("cpu"))
            assert len(set(units.tolist())) == 6
            counts[units] += 1
    assert float((counts / 2000 - 0.6).abs().max()) < 5 * (0.24 / 2000) ** 0.5


def test_a_submatrix_has_the_values_and_gradient_of_indexing():
    matrix = normal(7, 5).requires_grad_()
    rows, columns = torch.tensor([6, 0, 3]), torch.tensor([4, 1])
    weights = normal(3, 2, seed=1)
    found = submatrix(matrix, rows, columns)
    (gradient,) = torch.autograd.grad((found * weights).sum(), matrix)
    plain = matrix[rows[:, None], columns]
    (expected,) = torch.autograd.grad((plain * weights).sum(), matrix)
    torch.testing.assert_close(found, plain)
    torch.testing.assert_close(gradient, expected)


@pytest.mark.parametrize("outputs", [0, 3])
def test_leaving_units_out_of_a_batch_equals_masks_shared_by_its_rows(outputs):
    def build(dropout: str) -> DenseStack:
        stack = DenseStack(replace(config, input_dropout=0.5, dropout=dropout))
        stack.load_state_dict(weights)
        return stack

    config = DenseConfig(6, (8, 5), outputs, input_dropout=0.0, hidden_dropout=0.0)
    weights = DenseStack(config).state_dict()
    rows, thinned = normal(9, 6), build("per_batch").train()
    with torch.random.fork_rng():
        torch.manual_seed(4)
        kept = drawn_units(6, 0.5, rows.device)
        torch.manual_seed(4)
        found = thinned(rows)
    masked = torch.zeros_like(rows)
    masked[:, kept] = 2 * rows[:, kept]
    torch.testing.assert_close(found, build("independent").eval()(masked))


@pytest.fixture
def attention() -> CellAttention:
    network = build_network(CellAttentionConfig(inputs=7, classes=4, embedding=(16, 8), extra_inputs=2), seed=1)
    assert isinstance(network, CellAttention)
    return network.eval()


def naive_field(network: CellAttention, cells: torch.Tensor, extra: torch.Tensor) -> torch.Tensor:
    """Pool embeddings per class as the paper writes it, one field at a time."""
    embedded = network.embed(cells)
    content, gate = network.gate(embedded).split(network.config.attention, dim=1)
    weights = torch.softmax(network.score(content.tanh() * gate.sigmoid()), dim=0)
    logits = torch.stack(
        [
            network.evidence.weight[number] @ (weights[:, number, None] * embedded).sum(dim=0)
            + network.evidence.bias[number]
            for number in range(network.config.classes)
        ]
    )
    facts = torch.cat([embedded.mean(dim=0), embedded.amax(dim=0), extra])
    return logits + network.joint(facts[None])[0] + network.direct(extra)


def test_attention_over_ragged_bags_equals_a_loop_over_fields(attention):
    lengths, extra = torch.tensor([3, 1, 12, 5]), normal(4, 2)
    cells = normal(21, 7)
    expected = torch.stack(
        [
            naive_field(attention, bag, row)
            for bag, row in zip(cells.split(lengths.tolist()), extra, strict=True)
        ]
    )
    torch.testing.assert_close(attention(cells, lengths, extra), expected, rtol=1e-5, atol=1e-5)
    weights = attention.attention(cells, lengths)
    for bag in weights.split(lengths.tolist()):
        torch.testing.assert_close(bag.sum(dim=0), torch.ones(4))


def test_the_order_of_cells_in_a_field_says_nothing(attention):
    cells, lengths, extra = normal(6, 7), torch.tensor([6]), normal(1, 2)
    torch.testing.assert_close(attention(cells, lengths, extra), attention(cells.flip(0), lengths, extra))


def test_a_missing_fact_about_the_fields_is_refused(attention):
    with pytest.raises(NetworkInputInvalid) as caught:
        attention(normal(6, 7), torch.tensor([6]))
    assert caught.value.code == "network_input_invalid"
