"""Drafts of workflows: kept unfinished, checked, published as versions."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from quorum.projects.drafts import (
    Draft,
    TaskDraft,
    draft_of,
    problems_of,
    publish_draft,
    read_draft,
    save_draft,
)
from quorum.projects.errors import ChangedMeanwhile, DraftInvalid
from quorum.projects.label_sets import ChoiceFile
from quorum.projects.models import Project, WorkflowVersion
from tests.factories import make_project, version_of

pytestmark = pytest.mark.django_db
CHOICES = (
    ChoiceFile("in", "Inside", selectable=False),
    *(ChoiceFile(f"k{number}", f"Kind {number}", parent="in") for number in range(12)),
)
GOOD = Draft(choices=CHOICES, tasks=(TaskDraft(question="Which kinds?", maximum_choices=3),))


def keep(project: Project, draft: Draft, revision: int = 0) -> int:
    return save_draft(project=project, draft=draft, revision=revision, actor=None).revision


def codes(draft: Draft) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.task) for problem in problems_of(draft)]


def test_the_first_draft_equals_what_is_published() -> None:
    project = make_project(choices=10, maximum_choices=2)
    kept = draft_of(project)
    assert kept.revision == 0
    assert [choice.code for choice in kept.draft.choices][:3] == ["low", "high", "c0"]
    [task] = kept.draft.tasks
    assert (task.question, task.maximum_choices, task.choice_codes) == ("What do you see?", 2, None)


def test_an_unfinished_draft_is_kept_with_its_problems() -> None:
    project = make_project()
    unfinished = Draft(choices=(), tasks=(TaskDraft(),))
    keep(project, unfinished)
    assert draft_of(project).draft == unfinished
    assert codes(unfinished) == [("choices_missing", None), ("question_missing", 0), ("rule_invalid", 0)]


def test_nobody_overwrites_a_draft_that_they_have_not_seen() -> None:
    project = make_project()
    assert keep(project, GOOD) == 1
    with pytest.raises(ChangedMeanwhile):
        keep(project, Draft(), revision=0)
    assert draft_of(project).draft == GOOD


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"choices": (*CHOICES, CHOICES[-1])}, ("label_set_invalid", None)),
        ({"choices": (*CHOICES, ChoiceFile("x", "X", parent="nowhere"))}, ("label_set_invalid", None)),
        ({"choices": (*CHOICES, ChoiceFile("x", " "))}, ("name_missing", None)),
        ({"tasks": (TaskDraft(question="All?", maximum_choices=12),)}, ("rule_degenerate", 0)),
        ({"tasks": (*GOOD.tasks, TaskDraft(question="One?", kind="yes_no"))}, ("one_choice_needed", 1)),
        (
            {"tasks": (TaskDraft(question="K1?", kind="yes_no", choice_codes=("k1",), minimum_votes=3),)},
            ("rule_degenerate", 0),
        ),
        ({"tasks": (TaskDraft(question="Q", choice_codes=("k1", "gone")),)}, ("rule_invalid", 0)),
    ],
)
def test_what_cannot_work_is_named_and_not_published(
    change: dict[str, Any], expected: tuple[str, int | None]
) -> None:
    project = make_project()
    draft = msgspec.structs.replace(GOOD, **change)
    assert codes(draft) == [expected]
    revision = keep(project, draft)
    with pytest.raises(DraftInvalid):
        publish_draft(project=project, revision=revision, actor=None)
    assert WorkflowVersion.objects.filter(project=project).count() == 1


def test_publishing_makes_a_new_version_and_leaves_the_old_one_as_it_was() -> None:
    project = make_project()
    old = version_of(project)
    version = publish_draft(project=project, revision=keep(project, GOOD), actor=None)
    assert (version.number, version.label_set_version.number) == (old.number + 1, 1)
    assert [link.choice.code for link in version.tasks.get().task_choices.all()] == [f"k{n}" for n in range(12)]
    assert old.tasks.get().question == "What do you see?"


def test_unchanged_choices_keep_their_version_and_changed_ones_get_the_next() -> None:
    project = make_project()
    first = publish_draft(project=project, revision=keep(project, GOOD), actor=None)
    asked_anew = msgspec.structs.replace(GOOD, tasks=(TaskDraft(question="What kinds?", maximum_choices=3),))
    second = publish_draft(project=project, revision=keep(project, asked_anew, 1), actor=None)
    assert second.label_set_version == first.label_set_version
    renamed = msgspec.structs.replace(GOOD, choices=(*CHOICES[:-1], ChoiceFile("k11", "Eleven", parent="in")))
    third = publish_draft(project=project, revision=keep(project, renamed, 2), actor=None)
    assert third.label_set_version.number == 2


@pytest.mark.parametrize("content", [None, 7, {"choices": "all"}, {"tasks": [{"rounds": 3}]}, {"rounds": 0}])
def test_what_is_no_draft_is_refused(content: object) -> None:
    with pytest.raises(DraftInvalid):
        read_draft(content)
