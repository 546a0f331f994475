"""Networks: one module per family, made by name from a frozen configuration.

`build_network` turns a configuration into a module with random weights; `config_to_mapping` and
`config_from_mapping` carry a configuration through JSON under the name of its family. A new family adds its
configuration and class in a module of its own and one line to `_FAMILIES`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import torch
from torch import nn

from mlworker.networks.cell_attention import CellAttention, CellAttentionConfig
from mlworker.networks.dense import DenseConfig, DenseStack
from mlworker.networks.errors import NetworkConfigInvalid, NetworkInputInvalid, NetworkUnknown
from mlworker.networks.simplenet import SimpleNet, SimpleNetConfig

__all__ = [
    "CellAttentionConfig",
    "DenseConfig",
    "NetworkConfig",
    "NetworkConfigInvalid",
    "NetworkInputInvalid",
    "NetworkUnknown",
    "SimpleNetConfig",
    "build_network",
    "config_from_mapping",
    "config_to_mapping",
]

NetworkConfig = SimpleNetConfig | DenseConfig | CellAttentionConfig

_FAMILIES: Mapping[str, tuple[type[Any], Callable[[Any], nn.Module]]] = MappingProxyType(
    {
        "simplenet": (SimpleNetConfig, SimpleNet),
        "dense": (DenseConfig, DenseStack),
        "cell_attention": (CellAttentionConfig, CellAttention),
    }
)


def _family_of(config: NetworkConfig) -> str:
    for name, (kind, _) in _FAMILIES.items():
        if type(config) is kind:
            return name
    raise NetworkUnknown(f"No network takes a {type(config).__name__}.", config=type(config).__name__)


def build_network(config: NetworkConfig, *, seed: int | None = None) -> nn.Module:
    """Return the network of a configuration, on the CPU.

    With a `seed` its weights are the same each time and torch's global generator is left alone. Raises
    NetworkUnknown, NetworkConfigInvalid.
    """
    build = _FAMILIES[_family_of(config)][1]
    if seed is None:
        return build(config)
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return build(config)


def config_to_mapping(config: NetworkConfig) -> dict[str, Any]:
    """Return a configuration as JSON can hold it, its family under `family`; raises NetworkUnknown."""
    family = _family_of(config)
    values = dataclasses.asdict(config)
    return {
        "family": family,
        **{name: list(value) if isinstance(value, tuple) else value for name, value in values.items()},
    }


def config_from_mapping(mapping: Mapping[str, Any]) -> NetworkConfig:
    """Return what `config_to_mapping` was given; raises NetworkUnknown, NetworkConfigInvalid."""
    family = str(mapping.get("family"))
    if family not in _FAMILIES:
        raise NetworkUnknown(f"No such network: {family}. There are {', '.join(_FAMILIES)}.", family=family)
    kind = _FAMILIES[family][0]
    values = {name: value for name, value in mapping.items() if name != "family"}
    known = {field.name: field.default for field in dataclasses.fields(kind)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise NetworkConfigInvalid(f"A {family} has no {', '.join(unknown)}.", family=family, unknown=unknown)
    for name, value in values.items():
        values[name] = _read(family, name, value, known[name])
    config: NetworkConfig = kind(**values)
    return config


def _read(family: str, name: str, value: Any, default: Any) -> Any:
    """Return a value of JSON as the kind of its default; raises NetworkConfigInvalid."""
    if isinstance(default, tuple) and isinstance(value, list | tuple) and all(type(v) is int for v in value):
        return tuple(value)
    if isinstance(default, float) and type(value) in {int, float}:
        return float(value)
    if type(value) is type(default) and not isinstance(default, tuple):
        return value
    raise NetworkConfigInvalid(f"{name} of a {family} cannot be {value!r}.", family=family, name=name)
