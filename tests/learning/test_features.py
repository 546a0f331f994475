"""Measuring subjects: the planes and the list that the worker reads, and each subject once."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import tifffile
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from quorum.domain.requests import ExtractionReport
from quorum.learning.errors import NothingToMeasure
from quorum.learning.features import measure_subjects
from quorum.learning.messages import folder_of
from quorum.learning.tending import tend_jobs
from quorum.projects.models import Project
from quorum.subjects.models import Channel, Subject
from tests.factories import make_project, make_subject

pytestmark = pytest.mark.django_db
PIXELS = np.arange(64, dtype=np.uint8).reshape(8, 8)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two subjects of a protein and a nucleus each, as PNG."""
    project = make_project()
    Image.fromarray(PIXELS).save(tmp_path / "plane.png")
    stored = default_storage.save("originals/plane.png", ContentFile((tmp_path / "plane.png").read_bytes()))
    for name in ("a", "b"):
        make_subject(project, name)
    Channel.objects.filter(subject__project=project).update(original=stored)
    return project


def test_the_worker_finds_every_plane_as_it_was_imported_and_each_subject_is_measured_once(
    project: Project,
) -> None:
    found = measure_subjects(project=project, by=None)
    listed = settings.ML_STORAGE / found.job.request["images"]
    rows = list(csv.DictReader(listed.open(encoding="utf-8")))
    assert [row["field"] for row in rows] == [str(one.public_id) for one in Subject.objects.order_by("pk")]
    for row in rows:
        for role in ("protein", "nucleus"):
            np.testing.assert_array_equal(tifffile.imread(listed.parent / row[role]), PIXELS)
        assert row["microtubules"] == ""
    assert list(found.job.request["references"]) == ["nucleus"]
    with pytest.raises(NothingToMeasure):
        measure_subjects(project=project, by=None)
    make_subject(project, "c")
    Channel.objects.filter(subject__external_id="c").update(original=Channel.objects.first().original)
    assert len(measure_subjects(project=project, by=None).subject_ids) == 1


def test_copies_of_the_images_go_once_the_features_are_there(project: Project) -> None:
    found = measure_subjects(project=project, by=None)
    folder = folder_of(found.job)
    with folder.taken():
        folder.beat()
        folder.finish(ExtractionReport(str(found.job.public_id), 2, 9, 0, "digest"))
    tend_jobs(now=timezone.now())
    found.refresh_from_db()
    assert found.digest == "digest"
    assert not (settings.ML_STORAGE / found.job.request["images"]).parent.exists()
