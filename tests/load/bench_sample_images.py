"""Can the sample images be learnt, and not from their mean intensities alone?

Draws fields, trains the small network on their pixels and a small dense network on the four channel means,
tunes one cutoff per class on the validation part for both, and prints macro F1 on held-out fields. Run as
`python -m tests.load.bench_sample_images`.
"""

import argparse
import os
import time
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

from mlworker.networks import build_network
from mlworker.networks.simplenet import SimpleNetConfig
from mlworker.training import EpochReport, Examples, ImageTask, RowTask, TrainingConfig, predict, train
from quorum.domain.metrics import best_f1_cutoffs, f1_per_class, macro_f1, micro_f1
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.classes import CLASS_CODES, CLASS_NAMES
from quorum.synthesis.fields import CHANNELS, draw_field
from quorum.synthesis.label_sets import draw_label_sets


@dataclass(frozen=True)
class FieldOrder:
    """One field to draw."""

    codes: tuple[int, ...]
    seed: tuple[int, int]
    size: int
    field_um: float


@dataclass(frozen=True)
class Scores:
    """Figures of one model on the held-out fields."""

    name: str
    macro: float
    micro: float
    per_class: NDArray[np.float64]


def draw(order: FieldOrder) -> tuple[NDArray[np.uint8], tuple[int, ...]]:
    """Draw one field; returns channels (4, size, size) and the classes shown."""
    rng = np.random.default_rng(order.seed)
    line = CELL_LINES[int(rng.integers(len(CELL_LINES)))]
    field = draw_field(
        codes=order.codes,
        cell_line=line,
        size=order.size,
        bit_depth=8,
        rng=rng,
        field_of_view_um=order.field_um,
    )
    return np.stack([field.channels[name] for name in CHANNELS]).astype(np.uint8), field.codes


def draw_collection(options: argparse.Namespace) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw all fields; returns images (fields, 4, size, size) in 0..1 and labels (fields, 29)."""
    rng = np.random.default_rng(options.seed)
    label_sets = draw_label_sets(options.fields, rng=rng, at_least=options.at_least)
    orders = [
        FieldOrder(codes, (options.seed, number), options.size, options.field_um)
        for number, codes in enumerate(label_sets)
    ]
    # A fresh interpreter per worker: forking after torch has started its threads can hang.
    with get_context("spawn").Pool(options.processes) as pool:
        drawn = list(
            tqdm(pool.imap(draw, orders, chunksize=16), total=len(orders), desc="fields", mininterval=5)
        )
    images = torch.from_numpy(np.stack([image for image, _ in drawn])).float() / 255
    labels = torch.tensor([[float(code in codes) for code in CLASS_CODES] for _, codes in drawn])
    return images, labels


def split_rows(count: int, *, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Split fields at random: 65 % training, 15 % validation, 20 % held out."""
    order = torch.from_numpy(np.random.default_rng(seed + 1).permutation(count))
    training, validation = int(0.65 * count), int(0.80 * count)
    return order[:training], order[training:validation], order[validation:]


def score(
    name: str,
    network: nn.Module,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    *,
    rows: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    config: TrainingConfig,
) -> Scores:
    """Train on the first rows, tune one cutoff per class on the second, measure on the third."""
    training, validation, held_out = rows
    progress = tqdm(total=config.epochs, desc=name, mininterval=5)

    def show(report: EpochReport) -> None:
        progress.set_postfix(loss=f"{report.validation_loss:.4f}", refresh=False)
        progress.update()

    task = ImageTask if inputs.ndim == 4 else RowTask
    train(
        network,
        task(Examples(inputs[training], labels[training]), Examples(inputs[validation], labels[validation])),
        config=config,
        on_epoch=show,
    )
    progress.close()
    cutoffs = best_f1_cutoffs(
        labels[validation].numpy() > 0, predict(network, inputs[validation]).numpy().astype(np.float64)
    )
    predicted = predict(network, inputs[held_out]).numpy().astype(np.float64) >= cutoffs
    reference = labels[held_out].numpy() > 0
    return Scores(
        name, macro_f1(reference, predicted), micro_f1(reference, predicted), f1_per_class(reference, predicted)
    )


def score_always(labels: torch.Tensor, held_out: torch.Tensor) -> Scores:
    """Measure the answer that names every class on every field, the floor of tuned cutoffs."""
    reference = labels[held_out].numpy() > 0
    predicted = np.ones_like(reference)
    return Scores(
        "every class always",
        macro_f1(reference, predicted),
        micro_f1(reference, predicted),
        f1_per_class(reference, predicted),
    )


def score_models(images: torch.Tensor, labels: torch.Tensor, options: argparse.Namespace) -> list[Scores]:
    """Train and measure the network on pixels and the one on channel means."""
    rows = split_rows(len(images), seed=options.seed)
    means = images.mean(dim=(2, 3))
    logs = torch.log(means + 1e-3)
    standard = (logs - logs[rows[0]].mean(dim=0)) / logs[rows[0]].std(dim=0)
    torch.manual_seed(options.seed)
    dense = nn.Sequential(
        nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, len(CLASS_CODES))
    )
    network = build_network(SimpleNetConfig(widths=tuple(options.widths)))
    # Square roots even out photon noise and keep dim fields visible without stretching any of them.
    return [
        score(
            "pixels (SimpleNet)",
            network,
            images.sqrt(),
            labels,
            rows=rows,
            config=TrainingConfig(
                epochs=options.epochs,
                precision="bfloat16" if options.bfloat16 else "float32",
                seed=options.seed,
            ),
        ),
        score(
            "four channel means",
            dense,
            standard,
            labels,
            rows=rows,
            config=TrainingConfig(epochs=200, patience=40, seed=options.seed),
        ),
        score_always(labels, rows[2]),
    ]


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fields", type=int, default=3200)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--field-um", type=float, default=56.0, help="width of a field in micrometres")
    parser.add_argument("--at-least", type=int, default=40, help="fields led by each class")
    parser.add_argument("--epochs", type=int, default=36)
    parser.add_argument("--widths", type=int, nargs="+", default=[16, 32, 64, 128])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bfloat16", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    torch.set_num_threads(options.threads)
    started = time.perf_counter()
    images, labels = draw_collection(options)
    drawn = time.perf_counter()
    print(f"{len(images)} fields of {options.size} px ({options.field_um:g} um) in {drawn - started:.0f} s")
    scores = score_models(images, labels, options)
    print(f"trained and measured in {time.perf_counter() - drawn:.0f} s")
    for row in scores:
        print(f"{row.name:24s} macro F1 {row.macro:.3f}   micro F1 {row.micro:.3f}")
    for column, code in enumerate(CLASS_CODES):
        figures = "  ".join(f"{row.per_class[column]:.2f}" for row in scores)
        print(f"{code} {CLASS_NAMES[code]:28s} {int(labels[:, column].sum()):5d} fields   F1 {figures}")


if __name__ == "__main__":
    main()
