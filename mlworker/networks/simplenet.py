"""SimpleNet: a small convolutional network for whole fields, many labels at once.

In the manner of the 128x128x4 network that Sullivan et al. 2018 (doi:10.1038/nbt.4225) compare with, cut down
to run on a CPU in minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class SimpleNetConfig:
    """Shape of a SimpleNet: `widths` are the feature maps of the stages, each of which halves the image."""

    channels: int = 4
    classes: int = 29
    widths: tuple[int, ...] = (16, 32, 64, 128)
    hidden: int = 128
    dropout: float = 0.3


def _stage(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
    )


class SimpleNet(nn.Module):
    """Stages of convolution and pooling, then mean and maximum over the image, then two dense layers."""

    def __init__(self, config: SimpleNetConfig) -> None:
        super().__init__()
        self.config = config
        inputs = (config.channels, *config.widths[:-1])
        self.stages = nn.Sequential(*(_stage(i, o) for i, o in zip(inputs, config.widths, strict=True)))
        self.head = nn.Sequential(
            nn.Linear(2 * config.widths[-1], config.hidden),
            nn.ReLU(inplace=True),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, config.classes),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Return logits (items, classes) of images (items, channels, height, width)."""
        # Channels last is three times as fast on CPUs.
        maps = self.stages(images.contiguous(memory_format=torch.channels_last))
        # The maximum finds the one bright dot that the mean would drown.
        pooled = torch.cat([maps.mean(dim=(2, 3)), maps.amax(dim=(2, 3))], dim=1)
        logits: Tensor = self.head(pooled)
        return logits
