"""Real fields of the Human Protein Atlas, in the layout of the Kaggle competition."""

from __future__ import annotations

import io
import time
from collections import Counter

import numpy as np
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from quorum.projects.models import Choice, Project
from quorum.projects.services import FLUORESCENCE_CHANNELS, create_project
from quorum.subjects.models import Channel, Import, ReferenceLabel, Subject
from quorum.subjects.options import ImportOptions
from quorum.subjects.services import run_import, start_import
from quorum.subjects.storage import verify
from tests.real_data import real_data

pytestmark = pytest.mark.django_db


def import_kaggle(project: Project, *parts: str, **options: str) -> Import:
    import_run = start_import(
        project=project,
        kind="kaggle",
        folder=real_data(*parts),
        subject_set="real",
        options=ImportOptions(**options),
    )
    return run_import(import_run)


@pytest.fixture
def atlas() -> Project:
    return create_project(slug="atlas", title="Atlas", channels=FLUORESCENCE_CHANNELS)


def test_all_sixty_fields_come_in_with_labels_and_a_second_run_changes_nothing(atlas: Project) -> None:
    start = time.monotonic()
    first = import_kaggle(atlas, "hpa_fields", credit="Human Protein Atlas")
    seconds = time.monotonic() - start
    assert (first.state, first.rows_added, first.rows_refused) == ("done", 60, 0)
    assert Channel.objects.filter(subject__project=atlas).count() == 240
    assert ReferenceLabel.objects.filter(project=atlas).count() == 60
    five = Choice.objects.get(label_set_version__label_set__slug="kaggle28", code="5")
    label = ReferenceLabel.objects.get(subject__external_id="000a9596-bbc4-11e8-b2bc-ac1f6b6435d0")
    assert (label.choice_ids, label.source, label.split) == ([five.pk], "train.csv", "train")
    assert set(Subject.objects.values_list("credit", flat=True)) == {"Human Protein Atlas"}
    sizes = [default_storage.size(channel.display) for channel in Channel.objects.all()]
    print(
        f"60 fields in {seconds:.1f} s; display planes {np.mean(sizes) / 1024:.0f} KiB mean, {max(sizes)} max"
    )
    again = import_kaggle(atlas, "hpa_fields", credit="Human Protein Atlas")
    assert (again.rows_added, again.rows_unchanged, again.rows_refused) == (0, 60, 0)


def test_originals_of_real_fields_are_kept_byte_by_byte(atlas: Project) -> None:
    import_kaggle(atlas, "hpa_fields")
    channel = Channel.objects.select_related("subject", "project_channel").first()
    assert channel is not None
    name = f"{channel.subject.external_id}_{channel.project_channel.key}.png"
    with default_storage.open(channel.original) as stored:
        assert stored.read() == (real_data("hpa_fields") / name).read_bytes()
    verify(channel.original)


def test_fields_with_one_channel_are_refused_row_by_row(atlas: Project) -> None:
    import_run = import_kaggle(atlas, "hpa_single_channel100", manifest="labels.csv")
    assert (import_run.state, import_run.rows_added, import_run.rows_refused) == ("done", 0, 100)
    assert set(import_run.problems.values_list("code", flat=True)) == {"missing_channel"}
    assert import_run.problems.values("row").distinct().count() == 100


def test_fields_with_one_channel_suit_a_project_of_one_channel() -> None:
    green = create_project(slug="green", title="Green", channels=FLUORESCENCE_CHANNELS[:1])
    import_run = import_kaggle(green, "hpa_single_channel100", manifest="labels.csv")
    assert (import_run.rows_added, import_run.rows_refused) == (50, 50)
    codes = Counter(import_run.problems.values_list("code", flat=True))
    assert codes == {"missing_channel": 50, "unknown_channel": 50}


def test_a_field_of_full_size_gets_derivatives_of_1200_pixels(atlas: Project) -> None:
    start = time.monotonic()
    import_run = import_kaggle(atlas, "hpa_fullres")
    seconds = time.monotonic() - start
    assert (import_run.rows_added, import_run.rows_refused) == (1, 0)
    [remark] = import_run.problems.all()
    assert (remark.field, remark.code) == ("location:predictedmask", "unknown_channel")
    subject = Subject.objects.get()
    assert (subject.width, subject.height) == (2048, 2048)
    sizes = []
    for channel in subject.channels.all():
        assert (channel.display_width, channel.display_height) == (1200, 1200)
        with default_storage.open(channel.display) as file:
            content = file.read()
        assert Image.open(io.BytesIO(content)).size == (1200, 1200)
        sizes.append(len(content) // 1024)
    print(f"one field of 2048 x 2048 in {seconds:.2f} s; display planes {sizes} KiB")
