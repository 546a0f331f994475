"""How fast Loc-CAT trains beside a plain DataLoader loop, and how close to what bounds it.

Rows a second of one thread on the CPU, in CPU seconds, so that other work on the machine counts little; or of
one GPU, in wall seconds, beside the bound of its memory and of its launches. Then the quality that each way
of training reaches on drawn cells. Run as `python -m tests.load.bench_training`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from mlworker.devices import choose_device
from mlworker.networks import DenseConfig, build_network
from mlworker.networks.loccat import LOC_CAT_NETWORK
from mlworker.training import LOC_CAT_TRAINING, Examples, RowTask, TrainingConfig, predict, train
from mlworker.training.optimisation import make_optimiser
from mlworker.training.steps import make_step
from quorum.domain.metrics import best_f1_cutoffs, macro_f1

FEATURES, CLASSES, WIDTH = 719, 29, 800
LAYERS = ((FEATURES, WIDTH), (WIDTH, WIDTH), (WIDTH, WIDTH), (WIDTH, CLASSES))
NO_DROPOUT = replace(LOC_CAT_NETWORK, input_dropout=0.0, hidden_dropout=0.0)


@dataclass(frozen=True)
class Way:
    """One way to train: its name, and a run of one epoch over rows in batches of a size."""

    name: str
    epoch: Callable[[Examples, int], None]


def draw_cells(rows: int, *, seed: int) -> Examples:
    """Draw features (rows, 719) of 40 hidden causes, and labels of which classes are rare to common."""
    generator = torch.Generator().manual_seed(seed)
    world = torch.Generator().manual_seed(0)
    mixing = torch.randn(40, FEATURES, generator=world) / 40**0.5
    first, second = torch.randn(40, 120, generator=world) / 3, torch.randn(120, CLASSES, generator=world)
    causes = torch.randn(rows, 40, generator=generator)
    features = torch.tanh(causes @ mixing) + 0.7 * torch.randn(rows, FEATURES, generator=generator)
    scores = torch.relu(causes @ first) @ second + 2 * torch.randn(rows, CLASSES, generator=generator)
    shares = torch.logspace(-2.3, -0.7, CLASSES)
    cutoffs = torch.stack([scores[:, k].quantile(1 - shares[k]) for k in range(CLASSES)])
    return Examples(features / features.std(dim=0), (scores > cutoffs).float())


def plain_epoch(data: Examples, size: int, device: torch.device) -> None:
    """Train as tutorials do: a DataLoader over rows, nn.Dropout, Adam as it comes."""
    layers: list[nn.Module] = [nn.Dropout(0.2)]
    for before, width in LAYERS[:-1]:
        layers += [nn.Linear(before, width), nn.ReLU6(), nn.Dropout(0.4)]
    network = nn.Sequential(*layers, nn.Linear(*LAYERS[-1])).to(device)
    optimiser, criterion = torch.optim.Adam(network.parameters()), nn.BCEWithLogitsLoss()
    for features, labels in DataLoader(
        TensorDataset(data.inputs.cpu(), data.targets.cpu()), batch_size=size, shuffle=True
    ):
        optimiser.zero_grad()
        loss = criterion(network(features.to(device)), labels.to(device))
        loss.backward()
        optimiser.step()


def our_epoch(data: Examples, size: int, device: torch.device, network: DenseConfig, precision: str) -> None:
    """Train as `train` does, without its validation."""
    config = replace(LOC_CAT_TRAINING, batch_size=size, precision=precision)
    built = build_network(network).to(device).train()
    task = RowTask(data, data)
    step = make_step(built, task, make_optimiser(built, config), config, device=device)
    for batch in task.batches(size, torch.Generator()):
        step(batch)


def multiplications(data: Examples, size: int, device: torch.device) -> None:
    """Do only the matrix products of an epoch, in float32: no training of the text can be faster."""
    inputs = [torch.randn(size, before, device=device) for before, _ in LAYERS]
    gradients = [torch.randn(size, after, device=device) for _, after in LAYERS]
    weights = [torch.randn(after, before, device=device) for before, after in LAYERS]
    for _ in range(len(data) // size):
        for number, weight in enumerate(weights):
            torch.mm(inputs[number], weight.t())
            torch.mm(gradients[number].t(), inputs[number])
            if number:
                torch.mm(gradients[number], weight)


def ways_of(device: torch.device) -> list[Way]:
    """Return all ways to train, the plain one first."""

    def ours(network: DenseConfig, precision: str = "float32") -> Callable[[Examples, int], None]:
        return lambda data, size: our_epoch(data, size, device, network, precision)

    per_batch = replace(LOC_CAT_NETWORK, dropout="per_batch")
    return [
        Way("plain DataLoader loop", lambda data, size: plain_epoch(data, size, device)),
        Way("ours, the text exactly", ours(LOC_CAT_NETWORK)),
        Way("ours, dropout per_batch", ours(per_batch)),
        Way("ours, bfloat16", ours(LOC_CAT_NETWORK, "bfloat16")),
        Way("ours, per_batch, bfloat16", ours(per_batch, "bfloat16")),
        Way("bound: ours without dropout", ours(NO_DROPOUT)),
        Way("bound: matrix products alone", lambda data, size: multiplications(data, size, device)),
    ]


def seconds_of(run: Callable[[], None], device: torch.device) -> float:
    """Return CPU seconds on the CPU, wall seconds on a GPU."""
    clock = time.perf_counter if device.type == "cuda" else time.process_time
    if device.type == "cuda":
        torch.cuda.synchronize()
    started = clock()
    run()
    if device.type == "cuda":
        torch.cuda.synchronize()
    return clock() - started


def print_speed(data: Examples, size: int, device: torch.device, repeats: int) -> dict[str, float]:
    """Print rows a second of each way and its ratio to the plain loop; returns seconds an epoch."""
    ways = ways_of(device)
    best = {way.name: float("inf") for way in ways}
    # In turns, so that a busy minute of the machine falls on all of them.
    for _ in range(repeats):
        for way in ways:
            best[way.name] = min(best[way.name], seconds_of(lambda way=way: way.epoch(data, size), device))
    print(f"\nbatches of {size}, {len(data)} rows, {device}, best of {repeats}")
    for name, seconds in best.items():
        ratio = best[ways[0].name] / seconds
        print(f"  {name:30s} {len(data) / seconds:10,.0f} rows/s   {ratio:5.2f} x plain", flush=True)
    return best


def print_quality(rows: int, epochs: int, device: torch.device) -> None:
    """Print what each way reaches on held-out cells after the same epochs, and the CPU or GPU seconds."""
    training, validation, held_out = (
        draw_cells(count, seed=seed) for count, seed in ((rows, 1), (rows // 5, 2), (rows // 4, 3))
    )
    per_batch = replace(LOC_CAT_NETWORK, dropout="per_batch")
    exact = replace(LOC_CAT_TRAINING, epochs=epochs, batch_size=128)
    wide = replace(exact, batch_size=512, learning_rate=2e-3)
    ways: tuple[tuple[str, DenseConfig, TrainingConfig], ...] = (
        ("the text, batches of 128", LOC_CAT_NETWORK, exact),
        ("the text, batches of 512", LOC_CAT_NETWORK, wide),
        ("per_batch, batches of 128", per_batch, exact),
        ("per_batch, batches of 512", per_batch, wide),
    )
    print(f"\nquality on {rows} drawn cells, at most {epochs} epochs, patience {exact.patience}")
    for name, shape, config in ways:
        network, task = build_network(shape, seed=1), RowTask(training, validation)
        started = time.process_time()
        report = train(network, task, config=config, device=device)
        spent = time.process_time() - started
        known = validation.targets.numpy() > 0
        cutoffs = best_f1_cutoffs(known, predict(network, validation.inputs, device=device).double().numpy())
        scores = predict(network, held_out.inputs, device=device).double().numpy()
        reference = held_out.targets.numpy() > 0
        loss = report.epochs[report.best_epoch].validation_loss
        print(
            f"  {name:28s} best epoch {report.best_epoch:3d}   validation loss {loss:.4f}   "
            f"macro F1 {macro_f1(reference, scores >= cutoffs):.3f}   {spent:5.0f} s CPU",
            flush=True,
        )


def print_gpu_bound(size: int, rows: int, device: torch.device, epoch_seconds: float) -> None:
    """Print the time that memory and launches allow an epoch at least, and ours next to it."""
    weights = sum(before * after + after for before, after in LAYERS)
    # Forward and backward read a weight, the gradient is written, Adam reads four numbers and writes three.
    per_step = 4 * weights * (1 + 1 + 1 + 7)
    activations = 4 * size * sum(3 * before + 3 * after for before, after in LAYERS)
    source = torch.empty(256 << 20, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    target.copy_(source)
    copying = min(seconds_of(lambda: target.copy_(source), device) for _ in range(10))
    memory = (per_step + activations) / (2 * len(source) / copying)
    # Eleven products; six passes over the activations of each hidden layer (bias, ReLU6, mask, and back); the
    # batch, the loss and the weights.
    kernels, replayed = 11 + 3 * 6 + 6, torch.zeros(1, device=device)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for _ in range(1000):
            replayed.add_(1)
    graph.replay()
    launches = kernels * min(seconds_of(graph.replay, device) for _ in range(10)) / 1000
    steps = rows / size
    bound = steps * max(memory, launches)
    print(
        f"  a step moves {(per_step + activations) / 1e6:.0f} MB: {memory * 1e6:.0f} us; {kernels} launches: "
        f"{launches * 1e6:.0f} us; bound of an epoch {bound:.3f} s, ours {epoch_seconds:.3f} s: "
        f"{epoch_seconds / bound:.1f} x the bound"
    )


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--batches", type=int, nargs="+", default=[128, 256, 512])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quality-rows", type=int, default=12_000, help="0 leaves the quality away")
    parser.add_argument("--quality-epochs", type=int, default=30)
    options = parser.parse_args()
    device = choose_device(options.device)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    data = draw_cells(options.rows, seed=0).to(device)
    for size in options.batches:
        seconds = print_speed(data, size, device, options.repeats)
        if device.type == "cuda":
            print_gpu_bound(size, len(data), device, seconds["ours, the text exactly"])
    if options.quality_rows:
        print_quality(options.quality_rows, options.quality_epochs, device)


if __name__ == "__main__":
    main()
