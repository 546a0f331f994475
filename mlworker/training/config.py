"""How to train: settings of the loop, and those of the publications."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlworker.training.errors import TrainingInvalid

OPTIMISERS = ("adam", "adamw")
SCHEDULES = ("constant", "one_cycle")
PRECISIONS = ("float32", "bfloat16")


@dataclass(frozen=True)
class TrainingConfig:
    """Settings of one training.

    At most `epochs` passes; `patience` epochs without a lower validation loss stop it, and the best epoch's
    weights are kept. `batch_size` counts items: rows, images or bags. The learning rate rises over the
    `warmup` share of all steps; then it stays (`constant`) or falls along a cosine (`one_cycle`).
    `weight_decay` is part of the loss for Adam (L2) and apart from it for AdamW. `clip_norm` limits the norm
    of the gradient, None for no limit. `bfloat16` computes the network in half width, the loss and the
    weights in full. `deterministic` refuses operations whose result may differ from run to run. Raises
    TrainingInvalid.
    """

    epochs: int = 40
    batch_size: int = 32
    optimiser: str = "adamw"
    learning_rate: float = 2e-3
    schedule: str = "one_cycle"
    warmup: float = 0.15
    weight_decay: float = 1e-4
    clip_norm: float | None = None
    patience: int = 10
    precision: str = "float32"
    deterministic: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        for name, allowed in (("optimiser", OPTIMISERS), ("schedule", SCHEDULES), ("precision", PRECISIONS)):
            if getattr(self, name) not in allowed:
                raise TrainingInvalid(f"{name} must be one of {', '.join(allowed)}.", setting=name)
        ranges = {
            "epochs": self.epochs >= 1,
            "batch_size": self.batch_size >= 2,
            "learning_rate": self.learning_rate > 0,
            "warmup": 0 <= self.warmup < 1,
            "weight_decay": self.weight_decay >= 0,
            "clip_norm": self.clip_norm is None or self.clip_norm > 0,
            "patience": self.patience >= 1,
        }
        for name, fits in ranges.items():
            if not fits:
                raise TrainingInvalid(f"{name} cannot be {getattr(self, name)}.", setting=name)


LOC_CAT_TRAINING = TrainingConfig(
    epochs=300,
    batch_size=128,
    optimiser="adam",
    learning_rate=1e-3,
    schedule="constant",
    warmup=0.0,
    weight_decay=0.0,
    patience=10,
)
"""Sullivan et al. 2018: Adam, at most 300 epochs, 10 without a lower validation loss, back to the best.

The text names neither batch size nor learning rate: 128, and Adam's usual 0.001.
"""

PSEUDO_GAMER_TRAINING = replace(LOC_CAT_TRAINING, epochs=100, patience=100)
"""Sullivan et al. 2018: 100 epochs; the best of them on the validation part is kept."""
