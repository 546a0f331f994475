"""All recipes by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mlworker.recipes.attention import ATTENTION, ATTENTION_CROWD
from mlworker.recipes.interface import Recipe
from mlworker.recipes.loccat import GA_LOC_CAT, LOC_CAT, LOC_CAT_PLUS, LOC_CAT_RELEASED
from quorum.domain.errors import UserFault


class RecipeUnknown(UserFault):
    """No recipe has that name."""

    code = "recipe_unknown"


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        recipe.name: recipe
        for recipe in (LOC_CAT, LOC_CAT_RELEASED, LOC_CAT_PLUS, GA_LOC_CAT, ATTENTION, ATTENTION_CROWD)
    }
)


def recipe_named(name: str) -> Recipe:
    """Return the recipe of that name; raises RecipeUnknown."""
    if name not in RECIPES:
        raise RecipeUnknown(f"No recipe {name}. There are {', '.join(RECIPES)}.", recipe=name)
    return RECIPES[name]
