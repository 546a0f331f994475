from __future__ import annotations

from random import Random

import numpy as np
import pytest
from django.test import override_settings

from quorum.intake.writer import shared_writer
from quorum.onboarding.models import KnownAnswer, TrustRule
from quorum.onboarding.signals import known_answers_added
from quorum.onboarding.trust_cards import forget_trust_cards
from tests.intake.conftest import Desk, make_desk, writer_stops
from tests.selection.telling_apart import chance_level, standard_error, tell_apart
from tests.selection.traffic import Tape, record_volunteer

__all__ = ["writer_stops"]


def make_field(*, subjects: int, controls: int) -> Desk:
    """Return a desk whose last subjects are controls; all are drawn alike."""
    desk = make_desk(subjects=subjects + controls, maximum_votes=40, minimum_votes=12)
    gold = desk.subjects[subjects:]
    version = desk.round.workflow_version.label_set_version
    choice = version.choices.get(code="c1")
    KnownAnswer.objects.bulk_create(
        KnownAnswer(
            project=desk.project,
            subject=subject,
            purpose="control",
            label_set_version=version,
            choice_ids=[choice.pk],
        )
        for subject in gold
    )
    ids = [subject.pk for subject in gold]
    known_answers_added.send(sender=KnownAnswer, project_id=desk.project.pk, subject_ids=ids)
    return desk


def record(desk: Desk, *, volunteers: int, assignments: int, skill: float) -> Tape:
    tape, rng = Tape(), Random(5)
    shared_writer._rng.seed(5)
    forget_trust_cards()
    with override_settings(TRUST_CARD_LIFETIME_S=30.0):
        # Nobody's first answers are judged by what a cold process took for them.
        record_volunteer(desk, Tape(), assignments=10, rng=rng, skill=skill)
        for _ in range(volunteers):
            record_volunteer(desk, tape, assignments=assignments, rng=rng, skill=skill)
    forget_trust_cards()
    return tape


def always_half(desk: Desk) -> None:
    """Make every second assignment a control, whoever the volunteer is, and let nobody be returned."""
    TrustRule.objects.create(
        project=desk.project,
        control_share_most=0.5,
        control_share_least=0.5,
        threshold=0.001,
        recovery_threshold=0.001,
    )


def test_traffic_does_not_tell_controls_apart_and_a_planted_leak_does(
    transactional_db: None, writer_stops: None
) -> None:
    desk = make_field(subjects=60, controls=45)
    always_half(desk)
    tape = record(desk, volunteers=10, assignments=30, skill=0.5)
    features, labels = tape.features(), tape.labels()
    assert len(labels) == 300
    assert 90 < labels.sum() < 210
    found = tell_apart(features, labels)
    # 300 assignments leave room for luck; the bar itself is held over 2,000 in the slow test.
    assert found.auc <= 0.55 + 2 * standard_error(0.5, labels), found
    leaking = features.copy()
    names = sorted({name for each in tape.seen for name in each.numbers})
    column = names.index("delivery_seconds")
    leaking[:, column] += 3 * np.median(features[:, column]) * labels
    assert tell_apart(leaking, labels).auc > 0.9


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_over_2000_assignments_no_classifier_beats_the_bar(
    transactional_db: None, writer_stops: None, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = make_field(subjects=400, controls=150)
    always_half(desk)
    even = record(desk, volunteers=40, assignments=50, skill=0.5)
    adaptive_desk = make_field(subjects=400, controls=150)
    adaptive = record(adaptive_desk, volunteers=40, assignments=50, skill=0.85)
    with capsys.disabled():
        _tell("every second one a control", even, ())
        _tell("default rule", adaptive, ("ordinal",))
        _tell("default rule, with the number of answers given", adaptive, ())
    assert len(even.seen) >= 2000
    assert tell_apart(even.features(), even.labels()).auc <= 0.55
    assert tell_apart(adaptive.features(("ordinal",)), adaptive.labels()).auc <= 0.55


def _tell(name: str, tape: Tape, without: tuple[str, ...]) -> None:
    features, labels = tape.features(without), tape.labels()
    found = tell_apart(features, labels)
    luck = chance_level(features, labels, draws=10)
    print(
        f"\n{name}: {len(labels)} assignments, {int(labels.sum())} controls, {features.shape[1]} features: "
        f"AUC {found.auc:.3f} ({found.low:.3f} to {found.high:.3f}), shuffled labels {luck.mean():.3f} "
        f"(at most {luck.max():.3f}); { ({key: round(each, 3) for key, each in found.by_classifier.items()}) }"
    )
