"""What dishonest answers earned is taken back when a curator confirms, once, and given back when overturned."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from quorum.accounts.models import User, Volunteer
from quorum.accounts.volunteers import merge_guest
from quorum.domain.errors import QuorumError
from quorum.domain.integrity.finding import Finding, Kind, Measure
from quorum.integrity.models import Suspicion
from quorum.integrity.services import ask_for_review, confirm_suspicion, dismiss_suspicion, open_suspicion
from quorum.rewards.earning import pay_facts
from quorum.rewards.leaderboard import leaderboard
from quorum.rewards.ledger import Posting, lock_accounts, post
from quorum.rewards.models import LedgerEntry
from quorum.rewards.settling import settle_days
from quorum.rewards.shop import buy_item
from tests.factories import NOON, make_project, make_user, make_volunteer
from tests.rewards.facts import account_of, facts

pytestmark = pytest.mark.django_db


class Case:
    """A volunteer with 30 paid images and an open suspicion, and a curator."""

    def __init__(self, volunteer: Volunteer | None = None) -> None:
        self.project = make_project()
        self.volunteer = volunteer or make_volunteer()
        self.curator: User = make_user()
        self.work(1, 30)
        finding = Finding(Kind.CONSTANT, 0, statistic=1.0, p=1e-6, answers=60, decided_at=60)
        suspicion = open_suspicion(
            project_id=self.project.pk,
            volunteer_id=self.volunteer.pk,
            finding=finding,
            measure=Measure.HELD,
            evidence={},
        )
        assert suspicion is not None
        self.suspicion_id = suspicion.pk

    def work(self, batch: int, images: int, **changes: Any) -> None:
        with transaction.atomic():
            pay_facts(batch=batch, facts=facts(self.volunteer, images, project_id=self.project.pk, **changes))

    def decide(self, decide: Any) -> None:
        suspicion = Suspicion.objects.get(pk=self.suspicion_id)
        decide(suspicion=suspicion, actor=self.curator, reason="Looked at it.")

    def balance(self) -> tuple[int, int]:
        account = account_of(self.volunteer, self.project.pk)
        return account.points, account.credits

    def rows(self) -> list[str]:
        rows = LedgerEntry.objects.filter(volunteer_id=self.volunteer.pk, project_id=self.project.pk)
        return [row.kind for row in rows.order_by("pk") if row.kind in {"forfeited", "restored"}]

    def hear(self) -> None:
        ask_for_review(project_id=self.project.pk, volunteer_id=self.volunteer.pk, text="It was me.")


def test_nothing_is_taken_while_a_suspicion_is_open() -> None:
    case = Case()
    assert min(case.balance()) > 0
    assert case.rows() == []


def test_a_confirmation_takes_what_labelling_earned_and_leaves_the_rest() -> None:
    case = Case()
    key = case.project.pk, case.volunteer.pk
    lock_accounts([key])
    post([Posting(*key, LedgerEntry.Kind.HELPFUL, "1", credits=15)])
    case.decide(confirm_suspicion)
    assert case.balance() == (0, 15)
    assert case.rows() == ["forfeited"]


def test_what_was_spent_is_not_asked_for() -> None:
    case = Case()
    points, credits = case.balance()
    buy_item(project_id=case.project.pk, volunteer_id=case.volunteer.pk, code="title-observer")
    case.decide(confirm_suspicion)
    assert case.balance() == (0, 0)
    case.hear()
    case.decide(dismiss_suspicion)
    assert case.balance() == (points, credits - 20)


def test_it_is_taken_once_and_given_back_once_when_the_decision_is_overturned() -> None:
    case = Case()
    before = case.balance()
    case.decide(confirm_suspicion)
    case.hear()
    assert case.balance() == (0, 0)
    case.decide(confirm_suspicion)
    assert case.rows() == ["forfeited"]
    case.hear()
    case.decide(dismiss_suspicion)
    assert case.balance() == before
    assert case.rows() == ["forfeited", "restored"]


def test_what_comes_in_after_the_decision_is_taken_too() -> None:
    case = Case()
    case.decide(confirm_suspicion)
    case.work(2, 5)
    settle_days(now=NOON + timedelta(days=2))
    assert case.balance() == (0, 0)
    case.hear()
    case.decide(dismiss_suspicion)
    assert case.balance()[0] == 35 * 4


def test_whoever_is_found_dishonest_is_on_no_leaderboard() -> None:
    case = Case()

    def listed(period: str) -> list[str]:
        ranks = leaderboard(project_id=case.project.pk, period=period, today=NOON.date(), volunteer_id=None)
        return [rank.name for rank in ranks]

    assert listed("day") == listed("all") == [case.volunteer.pseudonym]
    case.decide(confirm_suspicion)
    assert listed("day") == listed("all") == []
    case.hear()
    assert listed("day") == []
    case.decide(dismiss_suspicion)
    assert listed("day") == listed("all") == [case.volunteer.pseudonym]


def test_a_merge_gives_nothing_back_and_a_dismissal_after_it_everything() -> None:
    case = Case()
    points, credits = case.balance()
    case.decide(confirm_suspicion)
    own = make_volunteer(user=make_user())
    merge_guest(guest=case.volunteer, into=own)
    case.volunteer = own
    assert case.balance() == (0, 0)
    case.hear()
    case.decide(dismiss_suspicion)
    assert case.balance() == (points, credits)


@pytest.mark.django_db(transaction=True)
def test_pay_purchases_and_decisions_at_once_leave_nothing_twice_and_nothing_below_zero() -> None:
    case = Case()
    points, credits = case.balance()
    deeds = [
        *[lambda: case.decide(confirm_suspicion)] * 3,
        *[lambda batch=batch: case.work(batch, 3) for batch in range(10, 14)],
        lambda: buy_item(project_id=case.project.pk, volunteer_id=case.volunteer.pk, code="title-observer"),
    ]

    def guarded(deed: Any) -> str:
        try:
            deed()
        except QuorumError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        told = list(pool.map(guarded, deeds))
    assert sorted(told[:3]) == ["done", "suspicion_decided", "suspicion_decided"]
    left, remaining = case.balance()
    assert left == 0
    spent = 20 if told[-1] == "done" else 0
    case.hear()
    case.decide(dismiss_suspicion)
    assert case.balance()[0] == points + 12 * 4
    assert case.balance()[1] >= credits - spent
    assert remaining == 0


def test_a_second_request_for_review_waits_for_the_decision_on_the_first() -> None:
    case = Case()
    case.hear()
    with pytest.raises(QuorumError) as caught:
        ask_for_review(project_id=case.project.pk, volunteer_id=case.volunteer.pk, text="Again.")
    assert caught.value.code == "appeal_open"
    case.decide(confirm_suspicion)
    ask_for_review(project_id=case.project.pk, volunteer_id=case.volunteer.pk, text="Once more.")
    suspicion = Suspicion.objects.get(pk=case.suspicion_id)
    assert [one.text for one in suspicion.appeals.order_by("pk")] == ["It was me.", "Once more."]
    assert suspicion.appealed_at is not None
    assert suspicion.appealed_at <= timezone.now()
