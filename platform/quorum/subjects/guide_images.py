"""Reading the pictures of a project's field guide."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch

from quorum.projects.models import Project
from quorum.subjects.errors import ReferenceImageUnknown
from quorum.subjects.models import ReferenceImage, ReferencePlane


def reference_images(project: Project) -> list[ReferenceImage]:
    """Return all pictures of the guide, by choice and place, with their planes in the channels' order."""
    planes = ReferencePlane.objects.select_related("project_channel").order_by("project_channel__position")
    images = ReferenceImage.objects.filter(project=project).select_related("subject")
    return list(images.prefetch_related(Prefetch("planes", queryset=planes)))


def reference_image(*, project: Project, public_id: UUID) -> ReferenceImage:
    """Return one picture; raise `ReferenceImageUnknown`."""
    images = ReferenceImage.objects.filter(project=project, public_id=public_id).select_related("subject")
    image = images.first()
    if image is None:
        raise ReferenceImageUnknown("The field guide has no such picture.")
    return image


def reference_plane(*, project: Project, public_id: UUID, key: str) -> ReferencePlane:
    """Return one plane of a picture; raise `ReferenceImageUnknown`."""
    planes = ReferencePlane.objects.filter(image__project=project, image__public_id=public_id)
    plane = planes.filter(project_channel__key=key).first()
    if plane is None:
        raise ReferenceImageUnknown("The field guide has no such picture.", channel=key)
    return plane
