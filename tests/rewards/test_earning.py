from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quorum.accounts.models import Volunteer
from quorum.classifications.facts import ClassificationFact
from quorum.classifications.signals import facts_arrived
from quorum.intake.models import OutboxEvent
from quorum.intake.outbox import consume_outbox
from quorum.onboarding.models import Standing
from quorum.rewards.earning import pay_facts
from quorum.rewards.ledger import Posting, lock_accounts, post
from quorum.rewards.models import Account, ActivityDay, LedgerEntry
from quorum.rewards.settings import change_rewards
from quorum.rewards.settling import settle_days
from tests.factories import NOON, make_project, make_volunteer
from tests.rewards.facts import CONTROL, PROJECT_ID, TRAINING, account_of, fact, facts, leave_in_outbox

pytestmark = pytest.mark.django_db
# Nothing is known of a volunteer without controls: 40 % of 10 points for each image.
UNKNOWN = 4


def measure(volunteer: Volunteer, right: float, wrong: float, project_id: int, **fields: Any) -> Standing:
    standing, _ = Standing.objects.update_or_create(
        volunteer_id=volunteer.pk,
        project_id=project_id,
        defaults={"right": right, "wrong": wrong, "controls_answered": 30, "trusted": True} | fields,
    )
    return standing


def kinds(volunteer: Volunteer) -> dict[str, int]:
    rows = LedgerEntry.objects.filter(volunteer_id=volunteer.pk).order_by("pk")
    counted: dict[str, int] = {}
    for row in rows:
        counted[row.kind] = counted.get(row.kind, 0) + 1
    return counted


def test_images_bring_points_in_one_ledger_row_per_batch_and_volunteer() -> None:
    one, other = make_volunteer(), make_volunteer()
    pay_facts(batch=1, facts=[*facts(one, 3), *facts(other, 2)])
    pay_facts(batch=2, facts=facts(one, 1))
    rows = LedgerEntry.objects.filter(kind="work").order_by("volunteer_id", "pk")
    assert list(rows.values_list("volunteer_id", "key", "points", "count")) == [
        (one.pk, "1", 3 * UNKNOWN, 3),
        (one.pk, "2", UNKNOWN, 1),
        (other.pk, "1", 2 * UNKNOWN, 2),
    ]
    assert (account_of(one).points, account_of(one).images) == (4 * UNKNOWN, 4)


def test_a_batch_that_is_told_twice_pays_once() -> None:
    volunteer = make_volunteer()
    told = facts(volunteer, 20)
    pay_facts(batch=1, facts=told)
    before = account_of(volunteer)
    pay_facts(batch=1, facts=told)
    after = account_of(volunteer)
    assert (after.points, after.credits, after.images) == (before.points, before.credits, before.images)


def test_a_control_is_paid_as_any_other_image_and_late_work_is_paid_too() -> None:
    volunteers = [make_volunteer() for _ in range(4)]
    told = [
        fact(volunteers[0]),
        fact(volunteers[1], purpose=CONTROL, counted=False, not_counted_reason="not_a_contribution"),
        fact(volunteers[2], counted=False, not_counted_reason="subject_retired"),
        fact(volunteers[3], counted=False, not_counted_reason="round_closed"),
    ]
    pay_facts(batch=1, facts=told)
    assert [account_of(volunteer).points for volunteer in volunteers] == [UNKNOWN] * 4


def test_training_distrusted_and_impossibly_quick_answers_pay_nothing() -> None:
    volunteer = make_volunteer()
    told = [
        fact(volunteer, purpose=TRAINING, not_counted_reason="not_a_contribution"),
        fact(volunteer, not_counted_reason="not_trusted"),
        fact(volunteer, not_counted_reason="merged_repeat"),
        fact(volunteer, not_counted_reason="a_reason_of_the_future"),
        fact(volunteer, duration_ms=200),
    ]
    pay_facts(batch=1, facts=told)
    assert account_of(volunteer).points == 0
    assert not LedgerEntry.objects.exists()


def test_work_that_must_not_be_paid_is_not_whether_it_was_a_control_a_pass_or_neither() -> None:
    volunteer = make_volunteer()
    told = [
        fact(volunteer, is_paid=False),
        fact(volunteer, is_paid=False, passed=True, not_counted_reason="passed"),
        fact(volunteer, is_paid=False, purpose=CONTROL, not_counted_reason="not_a_contribution"),
    ]
    pay_facts(batch=1, facts=told)
    assert account_of(volunteer).points == 0


def test_passes_pay_half_up_to_a_fifth_of_the_answers_of_the_day() -> None:
    volunteer = make_volunteer()
    passes = [fact(volunteer, passed=True, not_counted_reason="passed") for _ in range(10)]
    pay_facts(batch=1, facts=passes)
    assert account_of(volunteer).points == 0
    pay_facts(batch=2, facts=facts(volunteer, 10))
    assert account_of(volunteer).points == 10 * UNKNOWN + 2 * UNKNOWN // 2


def test_fractions_of_points_are_kept_until_they_make_a_whole_one() -> None:
    volunteer = make_volunteer()
    for batch in range(1, 11):
        pay_facts(batch=batch, facts=[fact(volunteer, duration_ms=750)])  # 0.3 images, 1.2 points
    assert account_of(volunteer).points == 12


def test_answers_of_others_never_change_anybody_s_pay() -> None:
    """Whether and why a vote counts depends on what others answered; pay does not."""
    volunteers = [make_volunteer() for _ in range(4)]

    @given(st.randoms(use_true_random=False))
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def permuted(rng: random.Random) -> None:
        with transaction.atomic():
            fates = [(True, ""), (False, "subject_retired"), (False, "round_closed")] * 8
            rng.shuffle(fates)
            told = [
                fact(volunteers[place % 4], counted=counted, not_counted_reason=reason, subject_id=place // 4)
                for place, (counted, reason) in enumerate(fates)
            ]
            rng.shuffle(told)
            pay_facts(batch=1, facts=told)
            assert {account_of(one).points for one in volunteers} == {6 * UNKNOWN}
            transaction.set_rollback(True)

    permuted()


def test_levels_badges_and_quests_bring_credits_once() -> None:
    volunteer = make_volunteer()
    pay_facts(batch=1, facts=facts(volunteer, 25))
    # 100 points make level 2 (20 credits); badges for 1 and 10 images (10, 20); the quest of 15 (10).
    assert (account_of(volunteer).points, account_of(volunteer).credits) == (100, 60)
    assert kinds(volunteer) == {"work": 1, "quest": 1, "level": 1, "badge": 2}
    pay_facts(batch=2, facts=facts(volunteer, 1))
    assert account_of(volunteer).credits == 60


def test_a_quest_can_be_done_again_the_next_day() -> None:
    volunteer = make_volunteer()
    pay_facts(batch=1, facts=facts(volunteer, 15))
    pay_facts(batch=2, facts=facts(volunteer, 15, days=1))
    quests = LedgerEntry.objects.filter(kind="quest").order_by("key").values_list("key", flat=True)
    assert list(quests) == ["day-images-15:2026-05-01", "day-images-15:2026-05-02"]


def test_three_days_in_a_row_bring_the_first_badge_for_streaks() -> None:
    volunteer = make_volunteer()
    for day in range(3):
        pay_facts(batch=day + 1, facts=facts(volunteer, 1, days=day))
    assert LedgerEntry.objects.filter(kind="badge", key="streak-3").count() == 1


def test_the_accuracy_of_the_morning_holds_all_day_and_the_rest_is_paid_the_day_after() -> None:
    project, volunteer = make_project(), make_volunteer()
    pay_facts(batch=1, facts=facts(volunteer, 5, project_id=project.pk))
    measure(volunteer, 28, 2, project.pk)
    pay_facts(batch=2, facts=facts(volunteer, 5, project_id=project.pk))
    assert account_of(volunteer, project.pk).points == 10 * UNKNOWN
    assert settle_days(now=NOON + timedelta(hours=11)) == 0
    assert settle_days(now=NOON + timedelta(days=1)) == 1
    assert settle_days(now=NOON + timedelta(days=1)) == 0
    assert account_of(volunteer, project.pk).points == 10 * 10
    assert ActivityDay.objects.get().points == 100
    pay_facts(batch=3, facts=facts(volunteer, 1, days=1, project_id=project.pk))
    assert account_of(volunteer, project.pk).points == 110


def test_settling_never_takes_points_away() -> None:
    project, volunteer = make_project(), make_volunteer()
    measure(volunteer, 28, 2, project.pk)
    pay_facts(batch=1, facts=facts(volunteer, 5, project_id=project.pk))
    measure(volunteer, 2, 28, project.pk)
    settle_days(now=NOON + timedelta(days=1))
    assert account_of(volunteer, project.pk).points == 50


def test_a_choice_counts_as_mastered_at_the_settlement_and_not_before() -> None:
    project, volunteer = make_project(), make_volunteer()
    measure(volunteer, 28, 2, project.pk, choice_skill={"7": [20, 0], "8": [1, 9]})
    pay_facts(batch=1, facts=facts(volunteer, 1, project_id=project.pk))
    assert not LedgerEntry.objects.filter(kind="badge", key="mastered-1").exists()
    settle_days(now=NOON + timedelta(days=1))
    assert LedgerEntry.objects.filter(kind="badge", key="mastered-1").exists()
    assert account_of(volunteer, project.pk).mastered == 1


def test_a_project_without_rewards_pays_nothing() -> None:
    project, volunteer = make_project(), make_volunteer()
    change_rewards(
        project=project, actor=None, is_enabled=False, points_per_image=10, passes_share_percent=20, quests=[]
    )
    pay_facts(batch=1, facts=facts(volunteer, 5, project_id=project.pk))
    assert account_of(volunteer, project.pk).points == 0


def test_the_database_itself_refuses_a_balance_below_zero_and_a_changed_ledger() -> None:
    volunteer = make_volunteer()
    key = PROJECT_ID, volunteer.pk
    lock_accounts([key])
    with pytest.raises(IntegrityError), transaction.atomic():
        post([Posting(*key, "purchase", "title-observer", credits=-1)])
    post([Posting(*key, "badge", "images-1", credits=5)])
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.update(credits=500)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.all().delete()
    assert account_of(volunteer).credits == 5


@pytest.mark.django_db(transaction=True)
def test_consumers_at_the_same_time_pay_every_image_once_even_when_one_is_killed() -> None:
    volunteers = [make_volunteer() for _ in range(6)]
    for _ in range(700):
        leave_in_outbox([fact(volunteer) for volunteer in volunteers])
    killed = iter([True, True])

    def die(facts: list[ClassificationFact], **_: Any) -> None:
        if next(killed, False):
            raise KeyboardInterrupt

    def consume() -> None:
        try:
            consume_outbox()
        except KeyboardInterrupt:
            pass
        finally:
            connection.close()

    facts_arrived.connect(die)
    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: consume(), range(4)))
    finally:
        facts_arrived.disconnect(die)
    consume_outbox()
    assert not OutboxEvent.objects.exists()
    assert [account_of(one).points for one in volunteers] == [700 * UNKNOWN] * 6
    assert [account_of(one).images for one in volunteers] == [700] * 6
    assert set(Account.objects.values_list("credits", flat=True)) == {account_of(volunteers[0]).credits}
