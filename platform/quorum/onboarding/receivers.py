"""What onboarding does when a guest is merged, and when a subject is to stand in the field guide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from quorum.classifications.services import VOLUNTEERS_LOCK
from quorum.onboarding.errors import AnswerKnown
from quorum.onboarding.models import ControlAnswer, KnownAnswer, Standing, TrainingAnswer

# Whoever was returned stays so: a new guest and a log-in are no way around practice.
RANK = (
    Standing.Level.NEWCOMER,
    Standing.Level.TRAINING,
    Standing.Level.CONTRIBUTOR,
    Standing.Level.RETURNED,
)


@transaction.atomic
def move_standing(*, from_volunteer_id: int, to_volunteer_id: int, **_: Any) -> None:
    """Give a guest's answers and standings to the volunteer that the guest is now; receives guest_merging.

    Where both stand somewhere in a project, the further level stands, and what controls showed is added up.
    """
    with connection.cursor() as cursor:
        # The intake folds controls under this lock, held in share mode.
        cursor.execute("select pg_advisory_xact_lock(%s)", [VOLUNTEERS_LOCK])
    guest = {"volunteer_id": from_volunteer_id}
    uuids = TrainingAnswer.objects.filter(volunteer_id=to_volunteer_id).values("client_uuid")
    TrainingAnswer.objects.filter(**guest).exclude(client_uuid__in=uuids).update(volunteer_id=to_volunteer_id)
    subjects = ControlAnswer.objects.filter(volunteer_id=to_volunteer_id).values("subject_id")
    ControlAnswer.objects.filter(**guest).exclude(subject_id__in=subjects).update(volunteer_id=to_volunteer_id)
    own = {
        row.project_id: row for row in Standing.objects.select_for_update().filter(volunteer_id=to_volunteer_id)
    }
    for standing in Standing.objects.select_for_update().filter(**guest):
        if standing.project_id not in own:
            standing.volunteer_id = to_volunteer_id
            standing.save(update_fields=["volunteer_id"])
        else:
            _join(standing, own[standing.project_id])
            standing.delete()


def keep_known_answers_out(*, subject_ids: Sequence[int], **_: Any) -> None:
    """Refuse to show controls and training images to everybody; receives subjects_shown_in_guide."""
    if KnownAnswer.objects.filter(subject_id__in=subject_ids).exists():
        raise AnswerKnown("This subject is a control, or teaches somewhere else; remove that first.")


def _join(guest: Standing, own: Standing) -> None:
    if _height(guest) > _height(own):
        own.level, own.stage, own.trusted = guest.level, guest.stage, guest.trusted
        own.reason, own.changed_at = guest.reason, guest.changed_at
    own.tutorial_position = max(own.tutorial_position, guest.tutorial_position)
    own.right += guest.right
    own.wrong += guest.wrong
    for choice, (right, wrong) in guest.choice_skill.items():
        known_right, known_wrong = own.choice_skill.get(choice, (0.0, 0.0))
        own.choice_skill[choice] = [known_right + right, known_wrong + wrong]
    own.controls_answered += guest.controls_answered
    own.controls_at_change += guest.controls_at_change
    own.since_control = max(own.since_control, guest.since_control)
    own.known_subject_ids = sorted({*own.known_subject_ids, *guest.known_subject_ids})
    own.save()


def _height(standing: Standing) -> tuple[int, int]:
    return RANK.index(Standing.Level(standing.level)), standing.stage.position if standing.stage else -1
