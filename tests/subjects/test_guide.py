"""The field guide's pictures, over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quorum.audit.models import AuditEvent
from quorum.classifications.models import SubjectRoundTask
from quorum.onboarding.errors import AnswerKnown
from quorum.onboarding.known_answers import add_known_answer
from quorum.projects.models import Project
from quorum.selection.models import QueueEntry
from quorum.selection.rounds import close_round, open_round
from quorum.subjects.models import Channel, ReferenceImage, ReferenceLabel, ReferencePlane, Subject
from tests.factories import make_member, make_project, make_subject, version_of
from tests.subjects.drawn import draw, write_png, write_tiff

pytestmark = pytest.mark.django_db
GUIDE = "/api/v1/projects/one/guide"


@pytest.fixture
def project() -> Project:
    return make_project("one")


@pytest.fixture
def curator(project: Project) -> Client:
    client = Client()
    client.force_login(make_member(project, "curator"))
    return client


def plane_file(folder: Path, key: str, *, seed: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{key}.png", write_png(folder / f"{key}.png", draw(seed)).read_bytes())


def error_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_an_uploaded_picture_is_served_to_everybody_with_the_project_s_channels(
    client: Client, curator: Client, project: Project, tmp_path: Path
) -> None:
    keys = list(project.channels.values_list("key", flat=True))
    files = {f"file_{key}": plane_file(tmp_path, key, seed=number) for number, key in enumerate(keys)}
    facts = {"choice": "c1", "caption": "Two bright dots", "cell_line": "U-2 OS", "pixel_size_um": "0.16"}
    assert curator.post(GUIDE, facts | files).status_code == 201
    (image,) = client.get(GUIDE).json()
    assert (image["choice"], image["caption"], image["cell_line"]) == ("c1", "Two bright dots", "U-2 OS")
    assert (image["width"], image["height"], image["pixel_size_um"]) == (64, 48, 0.16)
    assert (image["credit"], image["subject"]) == ("The test suite", None)
    assert [plane["channel"] for plane in image["images"]] == keys
    for url in (image["thumbnail"], *(plane["url"] for plane in image["images"])):
        answer = client.get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert "immutable" in answer["Cache-Control"]
    stored = ReferencePlane.objects.select_related("project_channel")
    assert all(plane.window_high == plane.project_channel.window_high for plane in stored)


def test_one_file_with_all_channels_is_enough(curator: Client, project: Project, tmp_path: Path) -> None:
    stack = np.stack([draw(number) for number in range(project.channels.count())])
    path = write_tiff(tmp_path / "stack.tif", stack)
    file = SimpleUploadedFile("stack.tif", path.read_bytes())
    answer = curator.post(GUIDE, {"choice": "c2", "file_stack": file})
    assert answer.status_code == 201, answer.content
    assert len(answer.json()["images"]) == project.channels.count()


def test_files_that_cannot_be_used_are_refused_and_leave_nothing(
    curator: Client, project: Project, tmp_path: Path
) -> None:
    keys = list(project.channels.values_list("key", flat=True))
    broken = {f"file_{key}": SimpleUploadedFile(f"{key}.png", b"no image at all") for key in keys}
    assert error_of(curator.post(GUIDE, {"choice": "c1"} | broken)) == (400, "reference_image_refused")
    lacking = {f"file_{keys[0]}": plane_file(tmp_path, keys[0])}
    answer = curator.post(GUIDE, {"choice": "c1"} | lacking)
    assert error_of(answer) == (400, "reference_image_refused")
    assert answer.json()["error"]["details"]["problems"][0]["code"] == "missing_channel"
    assert error_of(curator.post(GUIDE, {"choice": "c1"})) == (400, "files_unclear")
    strange = {"file_purple": plane_file(tmp_path, "purple")}
    assert error_of(curator.post(GUIDE, {"choice": "c1"} | strange)) == (400, "files_unclear")
    whole = {f"file_{key}": plane_file(tmp_path, key) for key in keys}
    assert error_of(curator.post(GUIDE, {"choice": "nothing"} | whole)) == (400, "choice_unknown")
    assert not ReferenceImage.objects.exists()


def in_guide(client: Client, subject: Subject, choice: str = "c1") -> Any:
    return client.post(
        GUIDE, {"choice": choice, "subject": str(subject.public_id)}, content_type="application/json"
    )


def test_a_subject_in_the_guide_collects_no_votes_until_it_is_out_again(
    client: Client, curator: Client, project: Project
) -> None:
    subject, other = make_subject(project), make_subject(project)
    opened = open_round(workflow_version=version_of(project), actor=None)
    image = in_guide(curator, subject).json()
    assert image["subject"] == str(subject.public_id)
    assert client.get(GUIDE).json()[0]["subject"] is None
    assert {plane.display for plane in ReferencePlane.objects.all()} == {
        channel.display for channel in Channel.objects.filter(subject=subject)
    }
    assert list(QueueEntry.objects.values_list("subject_id", flat=True)) == [other.pk]
    tally = SubjectRoundTask.objects.get(subject=subject, round=opened)
    assert (tally.retirement_reason, tally.state) == ("known_answer", "open")

    close_round(round_id=opened.pk, actor=None)
    opened = open_round(workflow_version=version_of(project), actor=None)
    assert list(QueueEntry.objects.values_list("subject_id", flat=True)) == [other.pk]

    second = in_guide(curator, subject, "c2").json()
    assert curator.delete(f"{GUIDE}/{image['id']}").status_code == 204
    assert QueueEntry.objects.count() == 1
    assert curator.delete(f"{GUIDE}/{second['id']}").status_code == 204
    assert QueueEntry.objects.count() == 2
    assert SubjectRoundTask.objects.get(subject=subject, round=opened).retired_at is None


def test_a_subject_stands_once_under_a_choice_and_only_while_it_is_shown(
    curator: Client, project: Project
) -> None:
    subject = make_subject(project)
    assert in_guide(curator, subject).status_code == 201
    assert error_of(in_guide(curator, subject)) == (409, "reference_image_there")
    withdrawn = make_subject(project)
    Subject.objects.filter(pk=withdrawn.pk).update(state=Subject.State.WITHDRAWN)
    assert error_of(in_guide(curator, withdrawn)) == (400, "subject_not_active")
    assert error_of(in_guide(curator, make_subject(make_project("two")))) == (404, "subject_unknown")


def test_a_control_or_a_held_out_subject_is_not_shown_in_the_guide(curator: Client, project: Project) -> None:
    control, held_out, shown = (make_subject(project) for _ in range(3))
    add_known_answer(subject=control, purpose="control", codes=["c1"], actor=None)
    assert error_of(in_guide(curator, control)) == (409, "answer_known")
    ReferenceLabel.objects.create(
        project=project,
        subject=held_out,
        label_set_version=version_of(project).label_set_version,
        source="experts",
        split=ReferenceLabel.Split.MODEL_HOLDOUT,
        choice_ids=[],
    )
    assert error_of(in_guide(curator, held_out)) == (400, "reference_reserved")
    assert not ReferenceImage.objects.exists()
    in_guide(curator, shown)
    with pytest.raises(AnswerKnown):
        add_known_answer(subject=shown, purpose="control", codes=["c1"], actor=None)


def test_curators_describe_order_and_remove_pictures_and_the_audit_log_tells(
    curator: Client, project: Project
) -> None:
    first, second = (in_guide(curator, make_subject(project)).json()["id"] for _ in range(2))
    change = {"caption": "Rim only", "origin": "Atlas"}
    answer = curator.patch(f"{GUIDE}/{first}", change, content_type="application/json")
    assert (answer.json()["caption"], answer.json()["origin"]) == ("Rim only", "Atlas")
    wanted = {"choice": "c1", "ids": [second, first]}
    assert curator.post(f"{GUIDE}/order", wanted, content_type="application/json").status_code == 204
    assert [image["id"] for image in curator.get(GUIDE).json()] == [second, first]
    lacking = {"choice": "c1", "ids": [second]}
    answer = curator.post(f"{GUIDE}/order", lacking, content_type="application/json")
    assert error_of(answer) == (400, "order_incomplete")
    assert curator.delete(f"{GUIDE}/{first}").status_code == 204
    assert error_of(curator.delete(f"{GUIDE}/{first}")) == (404, "reference_image_unknown")
    verbs = AuditEvent.objects.filter(project_id=project.pk, verb__startswith="reference").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "reference_image.added",
        "reference_image.added",
        "reference_image.described",
        "reference_images.ordered",
        "reference_image.removed",
    ]


@pytest.mark.parametrize(("role", "status"), [("", 403), ("scientist", 403), ("owner", 201)])
def test_only_owners_and_curators_change_the_guide(project: Project, role: str, status: int) -> None:
    client = Client()
    client.force_login(make_member(project if role else make_project("two"), role or "owner"))
    subject = make_subject(project)
    assert in_guide(client, subject).status_code == status
    assert Client().post(GUIDE).status_code == 401
    assert client.get(GUIDE).status_code == 200


def test_the_guide_of_a_draft_is_nothing_to_outsiders(
    client: Client, curator: Client, project: Project
) -> None:
    image = in_guide(curator, make_subject(project)).json()
    Project.objects.update(state=Project.State.DRAFT)
    for url in (GUIDE, image["thumbnail"], image["images"][0]["url"]):
        assert (client.get(url).status_code, curator.get(url).status_code) == (404, 200)
