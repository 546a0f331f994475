"""Editing what a project says of itself, and how its channels are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.projects.errors import ChangedMeanwhile, ChannelsInvalid
from quorum.projects.models import Project, ProjectChannel
from quorum.projects.services import ChannelSpec

EDITABLE = (
    "title",
    "tagline",
    "description",
    "guests_allowed",
    "shared_devices",
    "terms",
    "credit",
    "licence",
    "source",
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@transaction.atomic
def edit_project(*, project: Project, changes: Mapping[str, Any], revision: int, actor: User | None) -> Project:
    """Store changed texts and switches; new terms get the next version, so that everybody is asked again.

    `changes` has keys of EDITABLE. Raises ChangedMeanwhile unless `revision` is the project's present one.
    """
    current = Project.objects.select_for_update().get(pk=project.pk)
    if current.revision != revision:
        raise ChangedMeanwhile("Somebody else has edited this project.", revision=current.revision)
    changed = {key: value for key, value in changes.items() if getattr(current, key) != value}
    if not changed:
        return current
    before = {key: getattr(current, key) for key in changed}
    for key, value in changed.items():
        setattr(current, key, value)
    if "terms" in changed:
        current.terms_version += 1
    current.revision += 1
    current.save(update_fields=[*changed, "terms_version", "revision"])
    record("project.edited", current, actor=actor, project_id=current.pk, before=before, after=changed)
    return current


@transaction.atomic
def replace_channels(
    *, project: Project, channels: Sequence[ChannelSpec], in_use: frozenset[str], actor: User | None
) -> None:
    """Make these the project's channels, in this order; the windows hold for images imported from now on.

    `in_use` are the keys that images of the project have: they cannot be taken away, and while there are
    any, no further channel can be required. Raises ChannelsInvalid.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    existing = {channel.key: channel for channel in ProjectChannel.objects.filter(project=project)}
    _check(channels, existing, in_use)
    keys = [spec.key for spec in channels]
    ProjectChannel.objects.filter(project=project).exclude(key__in=keys).delete()
    for position, spec in enumerate(channels):
        ProjectChannel.objects.update_or_create(
            project=project,
            key=spec.key,
            defaults={
                "name": spec.name,
                "colour": spec.colour,
                "required": spec.required,
                "window_low": spec.window_low,
                "window_high": spec.window_high,
                "position": position,
            },
        )
    record("project.channels_changed", project, actor=actor, project_id=project.pk, after=keys)


def _check(
    channels: Sequence[ChannelSpec], existing: Mapping[str, ProjectChannel], in_use: frozenset[str]
) -> None:
    keys = [spec.key for spec in channels]
    if not keys:
        raise ChannelsInvalid("A project needs at least one channel.")
    for spec in channels:
        if keys.count(spec.key) > 1:
            raise ChannelsInvalid(f"The channel {spec.key} stands twice.", channel=spec.key)
        if not _COLOUR.fullmatch(spec.colour):
            raise ChannelsInvalid(f"{spec.colour!r} is no colour like #3ddc84.", channel=spec.key)
        if not 0 <= spec.window_low < spec.window_high <= 1:
            raise ChannelsInvalid("A window goes from a lower to a higher share of 0 to 1.", channel=spec.key)
        was_required = spec.key in existing and existing[spec.key].required
        if in_use and spec.required and not was_required:
            raise ChannelsInvalid("There are images without this channel.", channel=spec.key)
    lost = sorted(in_use - set(keys))
    if lost:
        raise ChannelsInvalid("There are images with this channel.", channel=lost[0])
