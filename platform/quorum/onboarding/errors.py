"""What onboarding refuses."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, UserFault


class TrainingRequired(Conflict):
    """The volunteer has to pass the tutorial and training first, or again."""

    code = "training_required"


class TutorialFirst(Conflict):
    """Training was asked for before the tutorial was finished or skipped."""

    code = "tutorial_first"


class NothingToLearn(Conflict):
    """There is no training image for this volunteer: training is over, or the project has none."""

    code = "nothing_to_learn"


class NoSuchStep(NotFound):
    """The tutorial has no such step, or none with an image."""

    code = "tutorial_step_unknown"


class NoLesson(UserFault):
    """The assignment is none of the tutorial or of training."""

    code = "no_lesson"


class LessonGone(Conflict):
    """The image of the assignment serves the tutorial or training no more."""

    code = "lesson_gone"


class LessonAnswered(Conflict):
    """The assignment was answered before, in another submission."""

    code = "lesson_answered"


class ChoiceNotOffered(UserFault):
    """A choice that this step or stage does not offer."""

    code = "choice_not_offered"


class LessonUuidReused(Conflict):
    """The client's name for this answer was used for another image."""

    code = "client_uuid_reused"


class LadderInvalid(UserFault):
    """Steps, stages or rule that cannot work; `details` name the place."""

    code = "ladder_invalid"


class AnswerKnown(Conflict):
    """The subject has a known answer already; one subject serves one purpose."""

    code = "answer_known"


class AnswerUnknown(NotFound):
    """No such known answer in this project."""

    code = "known_answer_unknown"


class SubjectGone(Conflict):
    """The subject was withdrawn, so nobody can be shown it."""

    code = "subject_withdrawn"


class ReferenceReserved(Conflict):
    """The subject's expert label is held out for another purpose: hold-outs never mix."""

    code = "reference_reserved"


class TruthInvalid(UserFault):
    """Choices that cannot be the answer: not offered by the task, too many, or too few."""

    code = "truth_invalid"


class StageInvalid(UserFault):
    """A stage of training that the purpose asks for or does not allow, or of another project."""

    code = "stage_invalid"
