"""Known answers, the steps of the ladder, and where each volunteer stands."""

from quorum.onboarding.models.answers import ControlAnswer, TrainingAnswer
from quorum.onboarding.models.known_answer import KnownAnswer
from quorum.onboarding.models.ladder import TrainingStage, TutorialStep
from quorum.onboarding.models.standing import Standing
from quorum.onboarding.models.trust_rule import TrustRule

__all__ = [
    "ControlAnswer",
    "KnownAnswer",
    "Standing",
    "TrainingAnswer",
    "TrainingStage",
    "TrustRule",
    "TutorialStep",
]
