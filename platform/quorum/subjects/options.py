"""What can be said about an import beside its folder."""

from __future__ import annotations

import msgspec

from quorum.subjects.errors import ImportInvalid

KINDS = ("kaggle", "manifest")


class ImportOptions(msgspec.Struct, frozen=True):
    """Choices of the person who imports; kept with the import, so that it can go on later.

    `manifest` and `archives` are file names, relative to the folder unless absolute. The shares
    (0 to 1) say which part of the labelled subjects serves as controls and hold-outs; the rest trains.
    """

    manifest: str = ""
    archives: tuple[str, ...] = ()
    label_set: str = ""
    label_source: str = ""
    credit: str = ""
    licence: str = ""
    source: str = ""
    pixel_size_um: float | None = None
    control_share: float = 0.0
    cutoff_holdout_share: float = 0.0
    model_holdout_share: float = 0.0
    seed: int = 0

    def check(self) -> None:
        """Raise `ImportInvalid` for numbers and texts that cannot be."""
        shares = (self.control_share, self.cutoff_holdout_share, self.model_holdout_share)
        if min(shares) < 0 or sum(shares) > 1:
            raise ImportInvalid("The shares must be 0 or more, and at most 1 together.", code="shares_invalid")
        if self.pixel_size_um is not None and not self.pixel_size_um > 0:
            raise ImportInvalid("The size of a pixel must be above 0.", code="pixel_size_invalid")
        for name, limit in (("credit", 300), ("licence", 120), ("source", 300), ("label_source", 64)):
            if len(getattr(self, name)) > limit:
                raise ImportInvalid(f"{name} is longer than {limit} characters.", code=f"{name}_too_long")


def options_from(stored: object) -> ImportOptions:
    """Return the options kept as JSON with an import."""
    return msgspec.convert(stored, ImportOptions)


def options_to_json(options: ImportOptions) -> dict[str, object]:
    """Return options as JSON can hold them."""
    builtins: dict[str, object] = msgspec.to_builtins(options)
    return builtins
