"""The commands that fill a fresh site: sample project, own project, simulated volunteers."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from quorum.accounts.models import User
from quorum.classifications.models import Classification, SubjectRoundTask
from quorum.config import programs
from quorum.config.demo.accounts import ACCOUNTS, PROJECT_SLUG
from quorum.config.demo.images import draw_demo_images
from quorum.config.demo.project import make_people
from quorum.config.demo.talk import DISCUSSIONS, make_talk
from quorum.config.simulation.planning import question_of, truth_of
from quorum.curation.models import Remark, ReviewItem
from quorum.learning.models import Loop
from quorum.onboarding.models import KnownAnswer, Standing, TrainingAnswer
from quorum.onboarding.syllabus import syllabus_of
from quorum.projects.models import Membership, Project, Round
from quorum.projects.selectors import current_round
from quorum.rewards.models import Discovery
from quorum.subjects.models import Import, ReferenceLabel, Subject
from quorum.talk.models import Announcement, Comment
from tests.factories import make_user
from tests.fixtures_processes import WebServer

FIELDS = 3


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `manage.py` as a process of its own over this run's database."""
    return subprocess.run(
        programs.manage(*arguments),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture
def seeding(process_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Return the environment of a site whose files nobody else has."""
    return {**process_environment, "QUORUM_VAR": str(tmp_path / "var")}


def seed(environment: dict[str, str], *options: str) -> None:
    answer = run(
        environment, "seed_demo", "--fields", str(FIELDS), *(options or ("--size", "128", "--no-ladder"))
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.django_db(transaction=True)
def test_seeding_makes_people_project_images_and_round_and_a_second_time_changes_nothing(
    seeding: dict[str, str],
) -> None:
    seed(seeding)
    project = Project.objects.get(slug=PROJECT_SLUG)
    assert (project.state, project.guests_allowed) == (Project.State.LIVE, True)
    assert set(EmailAddress.objects.filter(verified=True).values_list("email", flat=True)) == {
        account.email for account in ACCOUNTS
    }
    assert set(Membership.objects.values_list("role", flat=True)) == {"owner", "curator", "scientist"}
    assert Subject.objects.count() == ReferenceLabel.objects.count() == FIELDS
    assert SubjectRoundTask.objects.filter(round=current_round(project), state="open").count() == FIELDS
    assert Loop.objects.get(project=project).is_on

    seed(seeding)
    counts = [model.objects.count() for model in (User, Project, Import, Round, Subject)]
    assert counts == [len(ACCOUNTS), 1, 1, 1, FIELDS]


def test_simulated_volunteers_climb_the_demonstrations_ladder_before_they_label(
    web_server: WebServer, seeding: dict[str, str]
) -> None:
    seed(seeding, "--size", "64")
    project = Project.objects.get(slug=PROJECT_SLUG)
    syllabus = syllabus_of(project)
    assert [len(stage.lessons) for stage in syllabus.stages] == [5, 4, 4]
    assert sum(step.lesson is not None for step in syllabus.steps) == 2
    assert KnownAnswer.objects.filter(purpose="control").count() == 12
    assert SubjectRoundTask.objects.filter(retired_at=None).count() == FIELDS

    crowd = ("--volunteers", "3", "--url", web_server.url)
    answer = run(seeding, "simulate_volunteers", PROJECT_SLUG, *crowd, "--answers", "6")
    assert answer.returncode == 0, answer.stderr
    assert set(Standing.objects.values_list("level", "trusted")) == {("contributor", True)}
    assert not TrainingAnswer.objects.filter(right=False).exists()
    assert Classification.objects.count() == 6


def test_the_same_seed_draws_the_same_images_byte_by_byte(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        draw_demo_images(folder, fields=2, size=96, seed=11, on_drawn=lambda: None)
    first, second = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders)
    assert first == second
    assert len(first) == 2 * 4 + 1


@pytest.mark.django_db
def test_a_project_of_ones_own_is_live_with_an_open_round() -> None:
    owner = make_user("owner@example.org")
    call_command(
        "create_project",
        "cells",
        *("--title", "Cells", "--owner", "OWNER@example.org", "--guests"),
        *("--channel", "green:Protein:#00ff00", "--channel", "blue:Nucleus:#0000ff"),
    )
    project = Project.objects.get(slug="cells")
    assert list(project.channels.values_list("key", "colour")) == [("green", "#00ff00"), ("blue", "#0000ff")]
    assert Membership.objects.get(project=project, role="owner").user == owner
    assert project.state == Project.State.LIVE
    assert current_round(project) is not None


@pytest.mark.django_db
def test_a_draft_project_has_no_round_yet() -> None:
    call_command("create_project", "cells", "--title", "Cells", "--draft")
    project = Project.objects.get(slug="cells")
    assert (project.state, current_round(project)) == (Project.State.DRAFT, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--owner", "nobody@example.org"), "nobody@example.org"),
        (("--channel", "green"), "KEY:NAME:#RRGGBB"),
        (("--label-set", "colours"), "colours"),
        (("--maximum-choices", "29"), "rule_degenerate"),
        (("--minimum-votes", "50"), "rule_invalid"),
    ],
)
def test_a_project_that_cannot_be_made_leaves_nothing_behind(options: tuple[str, str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("create_project", "cells", "--title", "Cells", *options)
    assert not Project.objects.exists()


@pytest.mark.slow
def test_simulated_volunteers_stop_after_the_answers_asked_for_and_else_when_nothing_is_left(
    web_server: WebServer, seeding: dict[str, str]
) -> None:
    # The server reads the images from where the commands of this run write them.
    seed(seeding)
    crowd = ("--url", web_server.url, "--precision", "0.95", "--recall", "0.95", "--spread", "0")
    play = ("simulate_volunteers", PROJECT_SLUG, "--volunteers", "14", *crowd)
    answer = run(seeding, *play, "--answers", "7")
    assert answer.returncode == 0, answer.stderr
    assert Classification.objects.count() == 7
    assert "7 answers given; 3 subjects still open." in answer.stdout

    answer = run(seeding, *play)
    assert answer.returncode == 0, answer.stderr
    more = Classification.objects.count() - 7
    assert f"{more} answers given; 0 subjects still open." in answer.stdout
    assert set(SubjectRoundTask.objects.values_list("state", flat=True)) <= {"reached", "disputed"}

    # Then some of them talk about what they have seen, once.
    people = make_people()
    project = Project.objects.get(slug=PROJECT_SLUG)
    shown = next(iter(truth_of(project, question_of(project)[1]).values()))[0]
    about = replace(DISCUSSIONS[0], shows=shown)
    assert [make_talk(project, people, (about,)) for _ in range(2)] == [True, False]
    first, *others = Remark.objects.order_by("pk")
    assert (first.helpful_at is not None, first.x is not None, len(others)) == (True, True, 2)
    assert Discovery.objects.get().volunteer_id == first.volunteer_id == people["contributor"].volunteer.pk
    assert Comment.objects.count() == len(about.replies)
    assert ReviewItem.objects.filter(subject=first.subject, reason="remarks").exists()
    assert Announcement.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_campaign_that_cannot_be_played_says_why_in_one_line(seeding: dict[str, str]) -> None:
    call_command("create_project", "empty", "--title", "Empty")
    seed(seeding)
    for arguments, reason in (
        (("nowhere",), "There is no project named nowhere."),
        (("empty",), "nothing_to_play"),
        ((PROJECT_SLUG, "--skills", "missing.csv"), "skills_unreadable"),
        ((PROJECT_SLUG, "--url", "http://127.0.0.1:9"), "server_unreachable"),
    ):
        answer = run(seeding, "simulate_volunteers", *arguments)
        assert answer.returncode == 1, arguments
        assert reason in answer.stderr.splitlines()[-1]
        assert "Traceback" not in answer.stderr
