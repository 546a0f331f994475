"""What an import says about itself after it has run."""

from __future__ import annotations

from quorum.subjects.models import Import
from tests.subjects.drawn import CHANNELS

LOCATIONS = [f"location:{channel}" for channel in CHANNELS]


def problems(import_run: Import) -> list[tuple[int, str, str, str]]:
    return list(import_run.problems.order_by("pk").values_list("row", "external_id", "field", "code"))


def counts(import_run: Import) -> tuple[int, int, int, int]:
    return (
        import_run.rows_total,
        import_run.rows_added,
        import_run.rows_unchanged,
        import_run.rows_refused,
    )


def files_of(external_id: str) -> list[str]:
    return [f"{external_id}_{channel}.png" for channel in CHANNELS]
