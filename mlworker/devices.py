"""Which device computes: the CPU or a CUDA GPU."""

from __future__ import annotations

import torch

from quorum.domain.errors import UserFault

CHOICES = ("auto", "cpu", "cuda")


class DeviceUnavailable(UserFault):
    """The device asked for is unknown, or is not in this machine."""

    code = "device_unavailable"


def choose_device(name: str) -> torch.device:
    """Return the device of a name of `CHOICES`: `auto` is a GPU where there is one, else the CPU.

    Raises DeviceUnavailable.
    """
    if name not in CHOICES:
        raise DeviceUnavailable(f"No such device: {name}. Say {', '.join(CHOICES)}.", device=name)
    if name == "cpu" or (name == "auto" and not torch.cuda.is_available()):
        return torch.device("cpu")
    if not torch.cuda.is_available():
        built = "sees no GPU" if torch.version.cuda else "is built for CPUs alone"
        raise DeviceUnavailable(f"There is no CUDA device: PyTorch {torch.__version__} {built}.", device=name)
    return torch.device("cuda", torch.cuda.current_device())
