"""The demonstration's ladder: a tutorial of two minutes, three stages of training, and hidden controls."""

from __future__ import annotations

from django.db import transaction

from quorum.accounts.models import User
from quorum.config.demo.lessons import LESSONS, Lesson, external_id
from quorum.domain.trust import TrustRule
from quorum.onboarding.known_answers import add_known_answer
from quorum.onboarding.ladder_setup import StageSpec, StepSpec, replace_ladder
from quorum.onboarding.models import KnownAnswer, TrainingStage
from quorum.onboarding.syllabus import has_ladder
from quorum.projects.models import Project
from quorum.subjects.models import Subject

EASY = ("102", "203", "303")
ONE_PLACE = ("102", "121", "131", "201", "203", "213", "303")
TWO_PLACES = (*ONE_PLACE, "101", "112", "113", "214", "231", "232", "233")

# Title, text, highlight, choices offered; a step with choices shows the next image of the tutorial.
STEPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "This is the image",
        "A handful of cells, seen through a microscope. Zoom with the wheel or two fingers, drag to move, "
        "double click to see all of it again. Your question is always: where is the green?",
        "viewer",
        (),
    ),
    (
        "It has layers",
        "Green is the protein that we ask about. Blue shows the nuclei, red the microtubules, yellow the "
        "endoplasmic reticulum. Switch each of them on and off and look what is left.",
        "channels",
        (),
    ),
    (
        "Choose what you see",
        "Three places are offered here. Point at one to read what it means, tick the one that fits, and "
        "press Check.",
        "choices",
        EASY,
    ),
    ("Once more", "Another image, the same three places. Take your time.", "choices", EASY),
    (
        "Not sure? Pass",
        "A pass is welcome: it says that somebody else should look. Guessing helps nobody.",
        "pass",
        (),
    ),
    (
        "Something strange?",
        "Report what looks unusual, and scientists will read it. On a phone it is under the three dots.",
        "remark",
        (),
    ),
)
STAGES = (
    StageSpec("One place", "Each image shows the green in one place.", "single", ONE_PLACE, window=4, needed=3),
    StageSpec("Two places", "Now there are two places in each image: find both.", "multiple", TWO_PLACES, 4, 3),
    StageSpec(
        "Nothing, or not real",
        "Some images are empty, and some signals are no real place. All choices are offered, as in labelling.",
        "artefacts",
        (),
        window=4,
        needed=3,
    ),
)
# The demonstration shows what controls are like; a project that measures had better not.
RULE = TrustRule(threshold=0.4, recovery_threshold=0.5, feedback_on_controls=True)


@transaction.atomic
def make_ladder(project: Project, *, actor: User) -> None:
    """Set the ladder and give every lesson its use, on the first call; all of it or nothing."""
    if has_ladder(project):
        return
    pairs = [(lesson, _subject(project, number)) for number, lesson in enumerate(LESSONS, start=1)]
    shown = iter(
        [_add(lesson, subject, "tutorial", actor) for lesson, subject in pairs if lesson.use == "tutorial"]
    )
    steps = [
        StepSpec(title, text, highlight, next(shown).public_id if offered else None, offered)
        for title, text, highlight, offered in STEPS
    ]
    replace_ladder(project=project, steps=steps, stages=STAGES, rule=RULE, actor=actor)
    stages = {stage.position: stage for stage in TrainingStage.objects.filter(project=project)}
    for lesson, subject in pairs:
        if isinstance(lesson.use, int):
            _add(lesson, subject, "training", actor, stages[lesson.use])
        elif lesson.use == "control":
            _add(lesson, subject, "control", actor)


def _subject(project: Project, number: int) -> Subject:
    return Subject.objects.get(project=project, external_id=external_id(number))


def _add(
    lesson: Lesson, subject: Subject, purpose: str, actor: User, stage: TrainingStage | None = None
) -> KnownAnswer:
    return add_known_answer(
        subject=subject,
        purpose=purpose,
        codes=[str(code) for code in lesson.codes],
        hints=lesson.hints,
        stage=stage,
        actor=actor,
        origin=KnownAnswer.Origin.IMPORT,
    )
