"""What the shop sells: things to look at, none of which changes the work or its pay."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("title", "avatar", "palette")


@dataclass(frozen=True, slots=True)
class ShopItem:
    """A thing of one kind; its name and drawing are the frontend's."""

    code: str
    kind: str
    price: int


_PRICES = {
    "title": {
        "observer": 20,
        "pathfinder": 40,
        "night-owl": 60,
        "cartographer": 90,
        "archivist": 140,
        "luminary": 250,
    },
    "avatar": {
        "cell": 20,
        "spindle": 40,
        "mitochondrion": 60,
        "vesicles": 80,
        "helix": 120,
        "diatom": 180,
    },
    "palette": {"lagoon": 30, "ember": 60, "orchid": 60, "meadow": 90, "frost": 150},
}
SHOP_ITEMS = {
    f"{kind}-{name}": ShopItem(f"{kind}-{name}", kind, price)
    for kind, prices in _PRICES.items()
    for name, price in prices.items()
}
