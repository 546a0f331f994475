"""Being thanked by name."""

from __future__ import annotations

from collections.abc import Iterable

from quorum.talk.models import CreditedName


def give_name(*, project_id: int, volunteer_id: int, name: str) -> None:
    """Thank a volunteer in a project under this name from now on, by their own wish."""
    CreditedName.objects.update_or_create(
        project_id=project_id, volunteer_id=volunteer_id, defaults={"name": name}
    )


def take_name_back(*, project_id: int, volunteer_id: int) -> None:
    """Thank a volunteer under the pseudonym again."""
    CreditedName.objects.filter(project_id=project_id, volunteer_id=volunteer_id).delete()


def names_of(*, project_id: int, volunteer_ids: Iterable[int]) -> dict[int, str]:
    """Return volunteer id → name, of those who want to be named."""
    named = CreditedName.objects.filter(project_id=project_id, volunteer_id__in=list(volunteer_ids))
    return dict(named.values_list("volunteer_id", "name"))
