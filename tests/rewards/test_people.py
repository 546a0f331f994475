"""Guests who log in, people who opt out, people who leave, and teams."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from quorum.accounts.models import Volunteer
from quorum.accounts.privacy import delete_account
from quorum.accounts.volunteers import adopt_guest, merge_guest
from quorum.domain.errors import QuorumError
from quorum.intake.outbox import consume_outbox
from quorum.rewards.earning import pay_facts
from quorum.rewards.errors import AlreadyInTeam, TeamNameTaken, TeamUnknown, TimeZoneUnknown
from quorum.rewards.leaderboard import Rank, leaderboard
from quorum.rewards.models import ActivityDay, LedgerEntry, StreakDay, Team
from quorum.rewards.preferences import change_preference
from quorum.rewards.settling import settle_days
from quorum.rewards.shop import buy_item, owned_items
from quorum.rewards.teams import create_team, join_team, leave_team, team_of
from tests.factories import NOON, make_user, make_volunteer
from tests.rewards.facts import PROJECT_ID, account_of, facts, leave_in_outbox

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def places(period: str = "all", me: Volunteer | None = None) -> list[Rank]:
    return leaderboard(
        project_id=PROJECT_ID, period=period, today=TODAY, volunteer_id=me.pk if me is not None else None
    )


def names(period: str = "all") -> list[str]:
    return [rank.name for rank in places(period)]


def test_a_merged_guest_brings_everything_and_nothing_is_paid_twice() -> None:
    guest, own, whole = make_volunteer(), make_volunteer(user=make_user()), make_volunteer()
    pay_facts(batch=1, facts=[*facts(guest, 30), *facts(own, 20), *facts(whole, 50)])
    pay_facts(batch=2, facts=[*facts(guest, 1, days=1), *facts(own, 1, days=2), *facts(whole, 1, days=1)])
    pay_facts(batch=3, facts=facts(whole, 1, days=2))
    merge_guest(guest=guest, into=own)
    merged, same = account_of(own), account_of(whole)
    assert (merged.points, merged.images) == (same.points, same.images) == (208, 52)
    # 50 images in a day are a quest that neither name did alone; every other award is there once.
    assert merged.credits == same.credits - 20
    assert (account_of(guest).points, account_of(guest).credits) == (0, 0)
    days = ActivityDay.objects.filter(volunteer=own).order_by("day")
    assert list(days.values_list("answers", "points")) == [(50, 200), (1, 4), (1, 4)]
    assert StreakDay.objects.filter(volunteer=own).count() == 3
    assert LedgerEntry.objects.filter(volunteer_id=own.pk, key="streak-3").exists()


def test_a_merge_takes_along_what_was_bought_and_its_price() -> None:
    guest, own = make_volunteer(), make_volunteer(user=make_user())
    pay_facts(batch=1, facts=facts(guest, 30))
    earned = account_of(guest).credits
    buy_item(project_id=PROJECT_ID, volunteer_id=guest.pk, code="title-observer")
    merge_guest(guest=guest, into=own)
    assert account_of(own).credits == earned - 20
    assert owned_items(project_id=PROJECT_ID, volunteer_id=own.pk) == {"title-observer"}


def test_many_guests_of_one_person_do_not_multiply_credits_or_things() -> None:
    own = make_volunteer(user=make_user())
    for number in range(4):
        guest = make_volunteer()
        pay_facts(batch=number + 1, facts=facts(guest, 15))
        buy_item(project_id=PROJECT_ID, volunteer_id=guest.pk, code="title-observer")
        merge_guest(guest=guest, into=own)
    whole = make_volunteer()
    pay_facts(batch=9, facts=facts(whole, 60))
    assert account_of(own).points == account_of(whole).points
    assert 0 <= account_of(own).credits <= account_of(whole).credits - 20


def test_the_bonus_of_a_day_that_was_merged_is_paid_at_most_once() -> None:
    guest, own = make_volunteer(), make_volunteer(user=make_user())
    pay_facts(batch=1, facts=[*facts(guest, 5), *facts(own, 5)])
    merge_guest(guest=guest, into=own)
    settle_days(now=NOON + timedelta(days=1))
    settle_days(now=NOON + timedelta(days=1))
    assert account_of(own).points == 40


@pytest.mark.django_db(transaction=True)
def test_merges_and_consumers_at_the_same_time_lose_and_double_nothing() -> None:
    user, guest = make_user(), make_volunteer()
    own = make_volunteer(user=user)
    for _ in range(600):
        leave_in_outbox([*facts(guest, 1), *facts(own, 1)])

    def consume() -> None:
        try:
            consume_outbox()
        finally:
            connection.close()

    def merge() -> None:
        try:
            adopt_guest(user=user, guest_id=guest.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(consume), pool.submit(merge), pool.submit(consume)]:
            done.result(timeout=60)
    consume_outbox()
    assert (account_of(own).points, account_of(own).images) == (4800, 1200)
    assert account_of(guest).points == 0


def test_leaderboards_rank_by_pseudonym_and_show_the_asker_s_place() -> None:
    people = [make_volunteer() for _ in range(3)]
    told = [one for place, person in enumerate(people) for one in facts(person, 10 * (place + 1))]
    pay_facts(batch=1, facts=told)
    pay_facts(batch=2, facts=facts(people[0], 100, days=-1))
    assert names("day") == [people[2].pseudonym, people[1].pseudonym, people[0].pseudonym]
    assert names("week") == names("all") == [people[0].pseudonym, people[2].pseudonym, people[1].pseudonym]
    assert [rank.is_me for rank in places("day", people[1])] == [False, True, False]


def test_opting_out_hides_at_once_and_everywhere() -> None:
    one, other = make_volunteer(), make_volunteer()
    pay_facts(batch=1, facts=[*facts(one, 10), *facts(other, 5)])
    create_team(project_id=PROJECT_ID, volunteer_id=one.pk, name="Golgi")
    change_preference(volunteer_id=one.pk, is_listed=False)
    for period in ("day", "week", "all"):
        assert names(period) == [other.pseudonym]
    assert names("team") == []
    change_preference(volunteer_id=one.pk, is_listed=True)
    assert names("all") == [one.pseudonym, other.pseudonym]
    assert names("team") == ["Golgi"]


def test_a_guest_s_wish_not_to_be_listed_outlives_the_merge() -> None:
    guest, own = make_volunteer(), make_volunteer(user=make_user())
    change_preference(volunteer_id=own.pk, time_zone="Asia/Tokyo")
    change_preference(volunteer_id=guest.pk, is_listed=False)
    pay_facts(batch=1, facts=facts(guest, 5))
    merge_guest(guest=guest, into=own)
    assert names("all") == []


def test_deleting_the_account_removes_the_name_from_boards_and_teams() -> None:
    user = make_user()
    volunteer, friend = make_volunteer(user=user), make_volunteer()
    pay_facts(batch=1, facts=[*facts(volunteer, 10), *facts(friend, 5)])
    team = create_team(project_id=PROJECT_ID, volunteer_id=volunteer.pk, name="Golgi")
    join_team(project_id=PROJECT_ID, volunteer_id=friend.pk, code=team.code)
    delete_account(user=user, confirmation=user.email, actor=user)
    assert names("all") == [friend.pseudonym]
    assert [(rank.name, rank.points, rank.members) for rank in places("team")] == [("Golgi", 20, 1)]
    assert account_of(volunteer).points == 40


def test_streak_days_follow_the_clock_that_the_volunteer_chose() -> None:
    volunteer = make_volunteer()
    change_preference(volunteer_id=volunteer.pk, time_zone="Pacific/Auckland")  # noon UTC is midnight there
    pay_facts(batch=1, facts=facts(volunteer, 1))
    assert StreakDay.objects.get().day == TODAY + timedelta(days=1)
    with pytest.raises(TimeZoneUnknown):
        change_preference(volunteer_id=volunteer.pk, time_zone="Europe/Atlantis")


def test_teams_are_made_joined_by_code_and_gone_with_their_last_member() -> None:
    one, other = make_volunteer(), make_volunteer()
    team = create_team(project_id=PROJECT_ID, volunteer_id=one.pk, name="  The   Golgi ")
    assert team.name == "The Golgi"
    with pytest.raises(TeamNameTaken):
        create_team(project_id=PROJECT_ID, volunteer_id=other.pk, name="The Golgi")
    with pytest.raises(TeamUnknown):
        join_team(project_id=PROJECT_ID, volunteer_id=other.pk, code="NOSUCH")
    join_team(project_id=PROJECT_ID, volunteer_id=other.pk, code=f" {team.code.lower()} ")
    with pytest.raises(AlreadyInTeam):
        join_team(project_id=PROJECT_ID, volunteer_id=other.pk, code=team.code)
    leave_team(project_id=PROJECT_ID, volunteer_id=one.pk)
    assert team_of(project_id=PROJECT_ID, volunteer_id=one.pk) is None
    leave_team(project_id=PROJECT_ID, volunteer_id=other.pk)
    assert not Team.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_joins_two_teams_at_once() -> None:
    volunteer = make_volunteer()
    teams = [
        create_team(project_id=PROJECT_ID, volunteer_id=make_volunteer().pk, name=f"Team {number}")
        for number in range(3)
    ]

    def join(team: Team) -> str:
        try:
            join_team(project_id=PROJECT_ID, volunteer_id=volunteer.pk, code=team.code)
        except QuorumError as refused:
            return refused.code
        finally:
            connection.close()
        return "joined"

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(join, teams)) == ["already_in_team", "already_in_team", "joined"]
