"""A person's own data: everything of theirs, nothing of others, and no control that was not shown."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from quorum.accounts.models import Volunteer
from quorum.accounts.volunteers import merge_guest
from quorum.classifications.models import DeviceAnswer
from quorum.curation.models import Remark
from quorum.domain.identifiers import new_public_id
from quorum.integrity.models import Appeal, Suspicion
from quorum.onboarding.models import ControlAnswer, KnownAnswer, TrainingAnswer
from quorum.projects.models import Project, Round
from quorum.releases.own_data import README, TABLES, write_own_data
from quorum.rewards.earning import pay_facts
from quorum.rewards.models import Discovery, Outfit
from quorum.rewards.shop import buy_item
from quorum.rewards.teams import create_team
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from quorum.talk.models import Comment, Notice, Report, TalkBlock
from tests.factories import (
    NOON,
    make_classification,
    make_project,
    make_subject,
    make_user,
    make_volunteer,
    task_of,
    version_of,
)
from tests.rewards.facts import facts

pytestmark = pytest.mark.django_db


class Life:
    """What one volunteer left behind in a project with everything that it has; `tag` marks their words."""

    def __init__(self, project: Project, round_: Round, subjects: list[Subject], tag: str) -> None:
        self.project, self.round, self.subjects, self.tag = project, round_, subjects, tag
        self.volunteer: Volunteer = make_volunteer()
        self.choices = list(task_of(project).task_choices.order_by("index").values_list("choice_id", flat=True))
        self.answer()
        self.earn()
        self.write()
        self.be_suspected()

    def answer(self) -> None:
        contribution, control, unshown, lesson = self.subjects
        for subject in (contribution, control, unshown):
            make_classification(
                subject, ["c1"], round_=self.round, volunteer=self.volunteer,
                not_counted_reason="" if subject is contribution else "not_a_contribution",
            )  # fmt: skip
        for subject, is_shown in ((control, True), (unshown, False)):
            ControlAnswer.objects.create(
                project=self.project, volunteer_id=self.volunteer.pk, subject=subject, round_id=self.round.pk,
                classification_id=new_public_id(), truth_ids=self.choices[1:3], choice_ids=self.choices[:2],
                score=1 / 3, expected=0.7, is_shown=is_shown, answered_at=NOON,
            )  # fmt: skip
        known, _ = KnownAnswer.objects.get_or_create(
            subject=lesson,
            defaults={
                "project": self.project, "purpose": "training", "choice_ids": [],
                "label_set_version": version_of(self.project).label_set_version,
            },
        )  # fmt: skip
        TrainingAnswer.objects.create(
            project=self.project, volunteer_id=self.volunteer.pk, known_answer=known,
            client_uuid=new_public_id(), choice_ids=self.choices[:1], hits=["c0"], right=True, score=1.0,
        )  # fmt: skip
        DeviceAnswer.objects.create(
            device=self.volunteer.pk, project_id=self.project.pk, round_id=self.round.pk, task_id=1,
            subject_id=contribution.pk, volunteer_id=self.volunteer.pk, is_control=False, received_at=NOON,
        )  # fmt: skip

    def earn(self) -> None:
        who = {"project_id": self.project.pk, "volunteer_id": self.volunteer.pk}
        pay_facts(batch=self.volunteer.pk, facts=facts(self.volunteer, 30, project_id=self.project.pk))
        buy_item(**who, code="title-observer")
        Outfit.objects.create(**who, title="title-observer")
        create_team(**who, name=f"Team {self.tag}")
        if not Discovery.objects.filter(subject=self.subjects[0]).exists():
            Discovery.objects.create(**who, subject=self.subjects[0])

    def write(self) -> None:
        who = {"project_id": self.project.pk, "volunteer_id": self.volunteer.pk}
        subject = self.subjects[0]
        remark = Remark.objects.create(
            **who, subject=subject, round_id=self.round.pk, classification_id=0, text=f"Remark {self.tag}"
        )
        Comment.objects.create(**who, subject=subject, text=f"Comment {self.tag}")
        Report.objects.create(**who, remark=remark, reason="rude", note=f"Note {self.tag}")
        Notice.objects.create(**who, kind="warning", text=f"Notice {self.tag}")
        TalkBlock.objects.create(**who, until=NOON, reason=f"Block {self.tag}")

    def be_suspected(self) -> None:
        suspicion = Suspicion.objects.create(
            project=self.project, volunteer=self.volunteer, kind="copying", measure="held", statistic=9.0,
            p=1e-6, answers=60, reason=f"Reason {self.tag}",
            evidence={"words": f"Words {self.tag}", "pairs": {"volunteers": ["swift-otter-4821"]}},
        )  # fmt: skip
        Appeal.objects.create(suspicion=suspicion, text=f"Appeal {self.tag}")


@pytest.fixture
def lives() -> tuple[Life, Life]:
    """Two volunteers who left everything there is, in one project."""
    project = make_project("one")
    subjects = [make_subject(project) for _ in range(4)]
    round_ = open_round(workflow_version=version_of(project), actor=None)
    return Life(project, round_, subjects, "mine"), Life(project, round_, subjects, "theirs")


def unpack(volunteer: Volunteer) -> dict[str, str]:
    with zipfile.ZipFile(write_own_data(user=None, volunteer=volunteer)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rows(files: dict[str, str], name: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(files[name])))


def test_every_file_has_rows_and_none_has_another_persons_words(lives: tuple[Life, Life]) -> None:
    files = unpack(lives[0].volunteer)
    for table in TABLES:
        assert rows(files, table.name), table.name
    everything = "".join(files.values())
    for other in ("swift-otter-4821", lives[1].volunteer.pseudonym):
        assert other not in everything
    assert "theirs" not in everything
    assert "Reason" not in everything
    for what in ("Remark", "Comment", "Note", "Notice", "Block", "Words", "Appeal", "Team"):
        assert f"{what} mine" in everything


def test_the_readme_names_every_file_and_every_column(lives: tuple[Life, Life]) -> None:
    files = unpack(lives[0].volunteer)
    sections = dict(part.split("\n", 1) for part in files[README].split("\n\n") if ".csv\n" in part)
    for table in TABLES:
        [header] = list(csv.reader(io.StringIO(files[table.name])))[:1]
        named = [line.strip().split(":")[0] for line in sections[table.name].splitlines()[1:]]
        assert named == header


def test_a_control_is_told_only_where_its_feedback_was_shown(lives: tuple[Life, Life]) -> None:
    life, files = lives[0], unpack(lives[0].volunteer)
    [told] = rows(files, "feedback.csv")
    assert told["subject_id"] == str(life.subjects[1].public_id)
    assert (told["hits"], told["missed"], told["extra"]) == ("c1", "c2", "c0")
    unshown = str(life.subjects[2].public_id)
    assert [name for name, text in files.items() if unshown in text] == ["classifications.csv"]
    for telling in ("not_a_contribution", "purpose", "counted"):
        assert telling not in files["classifications.csv"]


def test_the_ledger_adds_up_and_names_badges_quests_and_purchases(lives: tuple[Life, Life]) -> None:
    entries = rows(unpack(lives[0].volunteer), "rewards.csv")
    named = {(entry["kind"], entry["name"]) for entry in entries}
    assert {("purchase", "title-observer"), ("badge", "images-1"), ("work", "")} <= named
    assert any(kind == "quest" for kind, _ in named)
    assert sum(int(entry["points"]) for entry in entries) == 120


def test_what_was_done_as_a_guest_comes_along(lives: tuple[Life, Life]) -> None:
    own = make_volunteer(user=make_user())
    merge_guest(guest=lives[0].volunteer, into=own)
    files = unpack(own)
    assert len(rows(files, "classifications.csv")) == 3
    assert rows(files, "training.csv")[0]["hits"] == "c0"
    assert rows(files, "appeals.csv")[0]["text"] == "Appeal mine"


def test_somebody_who_did_nothing_gets_the_headings_alone() -> None:
    files = unpack(make_volunteer())
    assert all(rows(files, table.name) == [] for table in TABLES)
