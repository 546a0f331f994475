"""Making known answers from subjects, letting them rest, and giving subjects back to the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection, transaction

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.classifications.task_cards import task_card
from quorum.onboarding.errors import (
    AnswerKnown,
    ReferenceReserved,
    StageInvalid,
    SubjectGone,
    TruthInvalid,
)
from quorum.onboarding.models import KnownAnswer, TrainingStage
from quorum.onboarding.signals import known_answers_added, known_answers_removed
from quorum.onboarding.syllabus import taught_task
from quorum.onboarding.trust_cards import forget_trust_cards
from quorum.projects.models import Project
from quorum.subjects.models import ReferenceImage, ReferenceLabel, Subject

# Whoever has answered the subject must not meet it as a control. Volunteers in their order, after the
# tallies: as the intake locks them.
_MARK_AS_MET = """
insert into onboarding_standing as kept
       (volunteer_id, project_id, level, trusted, tutorial_position, "right", wrong, choice_skill,
        controls_answered, controls_at_change, since_control, known_subject_ids, reason, changed_at)
select volunteer_id, %(project)s, case when trains then 'newcomer' else 'contributor' end, not trains,
       0, 0, 0, '{}', 0, 0, 0, array[%(subject)s]::bigint[], '', now()
  from (select distinct coalesce(v.merged_into_id, v.id) as volunteer_id
          from classification c
          join projects_round r on r.id = c.round_id and r.project_id = %(project)s
          join accounts_volunteer v on v.id = c.volunteer_id
         where c.subject_id = %(subject)s) as answered,
       (select exists (select 1 from onboarding_knownanswer
                        where project_id = %(project)s and purpose = 'training' and state = 'active')
               as trains) as project
 order by volunteer_id
on conflict (volunteer_id, project_id) do update
   set known_subject_ids = kept.known_subject_ids || excluded.known_subject_ids
 where not kept.known_subject_ids @> excluded.known_subject_ids
"""
_HELD_OUT = (ReferenceLabel.Split.CUTOFF_HOLDOUT, ReferenceLabel.Split.MODEL_HOLDOUT)


@transaction.atomic
def add_known_answer(
    *,
    subject: Subject,
    purpose: str,
    codes: Sequence[str],
    actor: User | None,
    stage: TrainingStage | None = None,
    hints: Mapping[str, str] | None = None,
    origin: str = KnownAnswer.Origin.CURATOR,
    reason: str = "",
) -> KnownAnswer:
    """Make a known answer of a subject, which collects no votes from now on; audited.

    Votes that it has stay as they are. `codes` are choices of the project's first task. Raises
    TruthInvalid, StageInvalid, SubjectGone, ReferenceReserved and AnswerKnown.
    """
    locked = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
    if locked.state != Subject.State.ACTIVE:
        raise SubjectGone("This subject was withdrawn.")
    if KnownAnswer.objects.filter(subject=locked).exists():
        raise AnswerKnown("The answer to this subject is known already; remove that first.")
    if ReferenceImage.objects.filter(subject=locked).exists():
        raise AnswerKnown("This subject stands in the field guide; take it out there first.")
    if ReferenceLabel.objects.filter(subject=locked, split__in=_HELD_OUT).exists():
        raise ReferenceReserved("The expert label of this subject is held out for measuring; take another.")
    _check_stage(locked.project_id, purpose, stage)
    version_id, choice_ids = _truth(locked.project, codes)
    added = KnownAnswer.objects.create(
        project_id=locked.project_id,
        subject=locked,
        purpose=purpose,
        stage=stage,
        label_set_version_id=version_id,
        choice_ids=choice_ids,
        hints={code: text for code, text in (hints or {}).items() if text},
        origin=origin,
        created_by=actor,
    )
    known_answers_added.send(sender=KnownAnswer, project_id=locked.project_id, subject_ids=[locked.pk])
    with connection.cursor() as cursor:
        cursor.execute(_MARK_AS_MET, {"subject": locked.pk, "project": locked.project_id})
    record(
        "known_answer.added",
        added,
        actor=actor,
        reason=reason,
        purpose=purpose,
        choices=list(codes),
        external_id=locked.external_id,
    )
    transaction.on_commit(forget_trust_cards)
    return added


@transaction.atomic
def remove_known_answer(*, known_answer: KnownAnswer, actor: User | None, reason: str = "") -> None:
    """Forget a known answer and let its subject collect votes again; audited. What it showed is kept."""
    subject = known_answer.subject
    record(
        "known_answer.removed",
        known_answer,
        actor=actor,
        reason=reason,
        purpose=known_answer.purpose,
        external_id=subject.external_id,
    )
    known_answer.delete()
    known_answers_removed.send(sender=KnownAnswer, project_id=subject.project_id, subject_ids=[subject.pk])
    transaction.on_commit(forget_trust_cards)


@transaction.atomic
def rest_known_answer(
    *, known_answer: KnownAnswer, state: str, actor: User | None, reason: str = ""
) -> KnownAnswer:
    """Take a known answer out of use for a while, or bring it back; audited."""
    locked = KnownAnswer.objects.select_for_update().get(pk=known_answer.pk)
    if locked.state != state:
        locked.state = state
        locked.save(update_fields=["state"])
        record(f"known_answer.{state}", locked, actor=actor, reason=reason)
        transaction.on_commit(forget_trust_cards)
    return locked


def _check_stage(project_id: int, purpose: str, stage: TrainingStage | None) -> None:
    if stage is not None and (purpose != KnownAnswer.Purpose.TRAINING or stage.project_id != project_id):
        raise StageInvalid("Only a training image stands in a stage, and in one of its own project.")
    if stage is None and purpose == KnownAnswer.Purpose.TRAINING:
        raise StageInvalid("Say in which stage of training the image stands.")


def _truth(project: Project, codes: Sequence[str]) -> tuple[int, list[int]]:
    """Return the label set version and the choices that the codes name in the project's first task."""
    task = taught_task(project)
    if task is None:
        raise TruthInvalid("The project has no question yet.")
    card = task_card(task.pk)
    unknown = [code for code in codes if code not in card.choices]
    if unknown:
        raise TruthInvalid("The task does not offer these choices.", choices=unknown)
    if len(set(codes)) > card.maximum_choices or (not codes and not card.empty_allowed):
        raise TruthInvalid(
            f"An answer holds between {0 if card.empty_allowed else 1} and {card.maximum_choices} choices.",
            maximum=card.maximum_choices,
        )
    choices = sorted(card.choices[code] for code in set(codes))
    return task.workflow_version.label_set_version_id, [choice_id for _, choice_id in choices]
