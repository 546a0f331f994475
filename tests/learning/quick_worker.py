"""The ML worker with a network that learns in a second: `celery --app tests.learning.quick_worker worker`."""

from __future__ import annotations

from dataclasses import replace

from mlworker.recipes import registry
from mlworker.recipes.loccat import LOC_CAT
from mlworker.tasks import app

__all__ = ["app"]

QUICK = replace(
    LOC_CAT,
    network=replace(LOC_CAT.network, hidden=(32,)),
    training=replace(LOC_CAT.training, epochs=30, batch_size=32, learning_rate=1e-2),
)
registry.RECIPES = {**registry.RECIPES, QUICK.name: QUICK}
