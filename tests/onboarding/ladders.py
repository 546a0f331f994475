"""Projects with a ladder, and volunteers who climb it over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.test import Client

from quorum.onboarding.models import KnownAnswer, TrainingStage, TutorialStep
from quorum.projects.models import Choice, Project
from quorum.selection.assignments import unseal
from quorum.selection.rounds import open_round
from tests.factories import make_project, make_subject, version_of

# Every image of a stage shows these.
STAGES = (("c1",), ("c1", "c7"))


def make_ladder(
    slug: str = "one", *, images: int = 3, window: int = 3, needed: int = 2, **options: Any
) -> Project:
    """Return a live project with four subjects to label, two steps of tutorial and two stages of training.

    The second step shows an image of c1 among c0 and c1; the stages show STAGES, the first offers c0 to c2.
    """
    project = make_project(slug, **options)
    for _ in range(4):
        make_subject(project)
    open_round(workflow_version=version_of(project), actor=None)
    shown = make_known(project, KnownAnswer.Purpose.TUTORIAL, ["c1"], hints={"c1": "The round one."})
    TutorialStep.objects.create(project=project, position=0, title="The image", highlight="viewer")
    TutorialStep.objects.create(
        project=project, position=1, title="Choose", known_answer=shown, offered=["c0", "c1"]
    )
    for position, codes in enumerate(STAGES):
        stage = TrainingStage.objects.create(
            project=project,
            position=position,
            title=f"Stage {position + 1}",
            offered=["c0", "c1", "c2"] if position == 0 else [],
            window=window,
            needed=needed,
        )
        for _ in range(images):
            make_known(project, KnownAnswer.Purpose.TRAINING, codes, stage=stage)
    return project


def make_known(project: Project, purpose: str, codes: Sequence[str], **fields: Any) -> KnownAnswer:
    """Return an image of its own whose answer is known; it stands in no queue."""
    version = version_of(project).label_set_version
    chosen = Choice.objects.filter(label_set_version=version, code__in=codes)
    return KnownAnswer.objects.create(
        project=project,
        subject=make_subject(project),
        purpose=purpose,
        label_set_version=version,
        choice_ids=sorted(chosen.values_list("pk", flat=True)),
        **fields,
    )


class Learner:
    """A guest who has joined a project, over HTTP."""

    def __init__(self, slug: str = "one", client: Client | None = None) -> None:
        self.client = client or Client()
        self.slug = slug
        assert self.post("join", {"consent": True, "terms_version": 1}).status_code == 201

    def get(self, address: str = "ladder") -> Any:
        """Return what the project's API answers at an address."""
        return self.client.get(f"/api/v1/projects/{self.slug}/{address}".rstrip("/")).json()

    def post(self, address: str, body: dict[str, Any]) -> Any:
        """Send something to the project's API."""
        return self.client.post(
            f"/api/v1/projects/{self.slug}/{address}", body, content_type="application/json"
        )

    def skip_tutorial(self) -> Any:
        """Go to the end of the tutorial."""
        return self.post("ladder/tutorial", {"position": 2}).json()

    def lesson(self, step: int | None = None) -> Any:
        """Take the next image of training, or that of a step."""
        answer = self.post("ladder/assignment", {"step": step})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def answer(self, lesson: Any, choices: Sequence[str], client_uuid: str = "") -> Any:
        """Answer an image."""
        body = {
            "ticket": lesson["assignment"]["ticket"],
            "client_uuid": client_uuid or str(uuid.uuid4()),
            "choices": list(choices),
        }
        return self.post("ladder/answers", body)

    def practise(self, answers: Sequence[Sequence[str]]) -> Any:
        """Answer so many images of training one after the other; return the last feedback."""
        feedback: Any = {"next": self.lesson()}
        for choices in answers:
            feedback = self.answer(feedback["next"], choices).json()
        return feedback

    def climb(self) -> Any:
        """Pass the whole ladder; return the last feedback."""
        self.skip_tutorial()
        return self.practise([STAGES[0]] * 2 + [STAGES[1]] * 2)


def code(answer: Any) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


def subject_of(lesson: Any) -> int:
    """Return the subject that a lesson shows."""
    return unseal(lesson["assignment"]["ticket"]).subject_id
