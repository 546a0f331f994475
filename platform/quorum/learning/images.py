"""The subjects' original images, brought to where the ML worker can read them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import tifffile
from django.conf import settings

from quorum.domain.channel_roles import PROTEIN, REFERENCES, ROLE_OF_COLOUR
from quorum.projects.models import Project, ProjectChannel
from quorum.subjects.models import Channel, Subject
from quorum.subjects.pixels import read_plane
from quorum.subjects.storage import local_file

IMAGE_LIST = "images.csv"


def roles_of(project: Project) -> dict[int, str]:
    """Return the role of each channel that networks look at, by the channel's id.

    A channel's key is a role or a colour of the Human Protein Atlas; where none is the protein, the project's
    first channel takes its place.
    """
    channels = list(ProjectChannel.objects.filter(project=project).order_by("position"))
    roles = {channel.pk: ROLE_OF_COLOUR.get(channel.key, channel.key) for channel in channels}
    known = {pk: role for pk, role in roles.items() if role in {PROTEIN, *REFERENCES}}
    if PROTEIN not in known.values():
        known[channels[0].pk] = PROTEIN
    return known


def references_of(project: Project) -> tuple[str, ...]:
    """Return the reference channels that every subject has."""
    required = set(ProjectChannel.objects.filter(project=project, required=True).values_list("pk", flat=True))
    roles = {role for pk, role in roles_of(project).items() if pk in required}
    return tuple(role for role in REFERENCES if role in roles)


def write_images(folder: Path, *, project: Project, subjects: Iterable[Subject]) -> list[Subject]:
    """Write every plane that networks look at as a TIFF of its own; return whose they are.

    `IMAGE_LIST` in the same folder is the list that an extraction reads.
    """
    roles, wanted = roles_of(project), {PROTEIN, *references_of(project)}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with (folder / IMAGE_LIST).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["field", PROTEIN, *REFERENCES, "pixel_um"], restval="")
        writer.writeheader()
        for subject in subjects:
            row: dict[str, object] = {"field": subject.public_id, "pixel_um": subject.pixel_size_um or ""}
            for channel in Channel.objects.filter(subject=subject, project_channel_id__in=roles):
                role = roles[channel.project_channel_id]
                if role in wanted:
                    row[role] = _write_plane(folder / f"{subject.public_id}_{role}.tif", channel)
            writer.writerow(row)
            written.append(subject)
    return written


def _write_plane(path: Path, channel: Channel) -> str:
    """Write one plane as it was imported, whatever file it came in; return the file's name."""
    with local_file(channel.original) as original:
        pixels = read_plane(original, channel.plane, pixel_limit=settings.IMPORT_PIXEL_LIMIT)
    draft = path.with_suffix(".draft")
    tifffile.imwrite(draft, pixels, compression="zlib")
    draft.replace(path)
    return path.name
