"""Models that earlier versions kept, as this version would have kept them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor

_FAMILIES_NOW_DENSE = ("loccat", "pseudo_gamer")
_STACK = "stack."


def network_as_now(
    config: Mapping[str, Any], state: Mapping[str, Tensor]
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return a network's configuration and weights by name, of any version, in the words of this one.

    Loc-CAT and the pseudo-gamer were families of their own, with their layers below `stack`.
    """
    if config.get("family") not in _FAMILIES_NOW_DENSE:
        return dict(config), dict(state)
    named = {"outputs" if name == "classes" else name: value for name, value in config.items()}
    return named | {"family": "dense"}, {name.removeprefix(_STACK): value for name, value in state.items()}
