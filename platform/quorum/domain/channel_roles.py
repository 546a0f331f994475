"""What the channels of a fluorescence image show, and the colours that the Human Protein Atlas gives them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PROTEIN = "protein"
NUCLEUS, MICROTUBULES, ER = REFERENCES = ("nucleus", "microtubules", "er")
ROLE_OF_COLOUR: Mapping[str, str] = MappingProxyType(
    {"green": PROTEIN, "blue": NUCLEUS, "red": MICROTUBULES, "yellow": ER}
)
