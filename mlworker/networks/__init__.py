"""Networks: one module per family, made by name from a frozen configuration.

`build_network` is the only entry: it turns a configuration into a module with random weights. A new family
adds its configuration and class in a module of its own and one line to `_FAMILIES`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from torch import nn

from mlworker.networks.simplenet import SimpleNet, SimpleNetConfig

NetworkConfig = SimpleNetConfig

_FAMILIES: Mapping[type[Any], Callable[..., nn.Module]] = MappingProxyType({SimpleNetConfig: SimpleNet})


def build_network(config: NetworkConfig) -> nn.Module:
    """Build the network that a configuration describes; raises KeyError for an unregistered configuration."""
    return _FAMILIES[type(config)](config)
