"""Measuring subjects: which have no features yet, the job that computes them, and what it left."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models, transaction

from quorum.domain.identifiers import new_public_id
from quorum.domain.requests import ExtractionReport, ExtractionRequest
from quorum.learning.errors import NothingToMeasure
from quorum.learning.images import IMAGE_LIST, references_of, write_images
from quorum.learning.jobs import request_job
from quorum.learning.models import FeatureSet, Job
from quorum.projects.models import Project
from quorum.subjects.models import Subject

BATCH = 512
COPIED_FOR_S = 20.0
"""So long one call copies images: the platform's worker has other work to do as well."""


def cells_of(project: Project) -> str:
    """Return the folder with the cells of all sets of a project."""
    return f"cells/{project.slug}"


def measure_subjects(*, project: Project, by: models.Model | None, at_most: int = BATCH) -> FeatureSet:
    """Request the features of the next active subjects that are in no set yet.

    Reads and writes every image, `at_most` so many and for `COPIED_FOR_S` seconds: for a worker, not for the
    web. Raises NothingToMeasure.
    """
    public_id = new_public_id()
    images = _images(public_id)
    subjects = write_images(images, project=project, subjects=_in_time(_unmeasured(project, at_most)))
    folder = f"{cells_of(project)}/{public_id}"
    request = ExtractionRequest(
        job="",
        images=str((images / IMAGE_LIST).relative_to(settings.ML_STORAGE)),
        output=folder,
        references=references_of(project),
    )
    with transaction.atomic():
        # One after the other, or a subject would be in two sets.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        ids = [subject.pk for subject in subjects]
        if FeatureSet.objects.filter(project=project, subject_ids__overlap=ids).exists():
            shutil.rmtree(images)
            raise NothingToMeasure("Somebody else has just asked for the same subjects.")
        return FeatureSet.objects.create(
            project=project,
            public_id=public_id,
            job=request_job(project=project, request=request, by=by),
            subject_ids=ids,
            folder=folder,
        )


def _unmeasured(project: Project, at_most: int) -> list[Subject]:
    sets = FeatureSet.objects.filter(project=project).values_list("subject_ids", flat=True)
    measured = {pk for ids in sets for pk in ids}
    active = Subject.objects.filter(project=project, state=Subject.State.ACTIVE).order_by("pk")
    found = list(islice((subject for subject in active.iterator() if subject.pk not in measured), at_most))
    if not found:
        raise NothingToMeasure("Every active subject has features, or a job that computes them.")
    return found


def _in_time(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """Yield subjects as long as there is time, at least one."""
    end = time.monotonic() + COPIED_FOR_S
    for subject in subjects:
        yield subject
        if time.monotonic() > end:
            return


def keep_features(job: Job, report: ExtractionReport) -> None:
    """Note what an extraction left; its copies of the images are not needed any more."""
    found = FeatureSet.objects.filter(job=job).first()
    if found is None:
        return
    found.digest = report.features_digest
    found.save(update_fields=["digest"])
    shutil.rmtree(_images(found.public_id), ignore_errors=True)


def _images(feature_set: UUID) -> Path:
    folder: Path = settings.ML_STORAGE / "images" / str(feature_set)
    return folder
