"""Django's entry to `quorum.aggregation`."""

from __future__ import annotations

from django.apps import AppConfig


class AggregationConfig(AppConfig):
    """Registers the app under its full path."""

    name = "quorum.aggregation"
