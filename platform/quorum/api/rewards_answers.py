"""The shapes in which rewards are told."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from quorum.rewards.models import LedgerEntry
from quorum.rewards.quests import MEASURES, PERIODS
from quorum.rewards.shop_items import KINDS

STREAK_DAY_STATES = ("worked", "forgiven", "missed", "today")
LEADERBOARD_PERIODS = ("day", "week", "all", "team")


class LevelAnswer(serializers.Serializer[Any]):
    """A level and the points between which it lies."""

    level = serializers.IntegerField()
    begins_at = serializers.IntegerField(help_text="Points.")
    next_at = serializers.IntegerField(help_text="Points.")


class RewardSummaryAnswer(serializers.Serializer[Any]):
    """The little that is shown while labelling."""

    is_enabled = serializers.BooleanField()
    points = serializers.IntegerField()
    level = LevelAnswer()
    palette = serializers.CharField(allow_blank=True, help_text="Code of the palette that is worn.")


class StreakDayAnswer(serializers.Serializer[Any]):
    """One day of the last weeks."""

    day = serializers.DateField()
    state = serializers.ChoiceField(STREAK_DAY_STATES)


class StreakAnswer(serializers.Serializer[Any]):
    """Days in a row, by the volunteer's own calendar."""

    length = serializers.IntegerField(help_text="Days with work.")
    best = serializers.IntegerField()
    is_done_today = serializers.BooleanField()
    uses_grace_today = serializers.BooleanField(help_text="Yesterday was missed; work today keeps the streak.")
    has_grace = serializers.BooleanField(help_text="Would a missed day be forgiven?")


class QuestAnswer(serializers.Serializer[Any]):
    """A goal of the day or week; `days` counts days with images."""

    code = serializers.CharField(source="quest.code")
    period = serializers.ChoiceField(PERIODS, source="quest.period")
    measure = serializers.ChoiceField(MEASURES, source="quest.measure")
    goal = serializers.IntegerField(source="quest.goal")
    credits = serializers.IntegerField(source="quest.credits")
    done = serializers.IntegerField()


class BadgeAnswer(serializers.Serializer[Any]):
    """A badge, earned or not yet."""

    code = serializers.CharField(source="badge.code")
    family = serializers.ChoiceField(
        ["images", "level", "streak", "mastered", "discoveries", "helpful"], source="badge.family"
    )
    tier = serializers.IntegerField(source="badge.tier", help_text="From 1 within the family.")
    goal = serializers.IntegerField(source="badge.goal")
    credits = serializers.IntegerField(source="badge.credits")
    done = serializers.IntegerField()
    earned_at = serializers.DateTimeField(allow_null=True)


class DiscoveryAnswer(serializers.Serializer[Any]):
    """A subject on which the volunteer was the first to remark."""

    subject_id = serializers.UUIDField()
    is_helpful = serializers.BooleanField(help_text="Did a curator find the remark helpful?")
    at = serializers.DateTimeField()


class LedgerAnswer(serializers.Serializer[Any]):
    """One change of points or credits."""

    kind = serializers.ChoiceField(LedgerEntry.Kind.choices)
    key = serializers.CharField(help_text="Day, badge, quest, level or thing; a number otherwise.")
    points = serializers.IntegerField()
    credits = serializers.IntegerField()
    count = serializers.IntegerField()
    at = serializers.DateTimeField(source="created_at")


class OutfitAnswer(serializers.Serializer[Any]):
    """What is worn, by code; "" for nothing."""

    title = serializers.CharField(allow_blank=True)
    avatar = serializers.CharField(allow_blank=True)
    palette = serializers.CharField(allow_blank=True)


class PreferenceAnswer(serializers.Serializer[Any]):
    """A volunteer's wishes, for all projects."""

    is_listed = serializers.BooleanField(help_text="Shown on leaderboards, under the pseudonym.")
    time_zone = serializers.CharField(help_text="IANA name; streaks follow its days.")


class RewardsAnswer(serializers.Serializer[Any]):
    """Everything that a volunteer has reached in a project."""

    is_enabled = serializers.BooleanField(source="settings.is_enabled")
    points = serializers.IntegerField(source="account.points")
    credits = serializers.IntegerField(source="account.credits")
    images = serializers.IntegerField(source="account.images", help_text="Paid answers.")
    level = LevelAnswer()
    points_today = serializers.IntegerField(help_text="Since midnight UTC.")
    images_today = serializers.IntegerField(source="today.day_images")
    points_per_image = serializers.FloatField(help_text="What a full image is worth to the caller today.")
    most_points_per_image = serializers.IntegerField(source="settings.points_per_image")
    streak = StreakAnswer()
    strip = StreakDayAnswer(many=True, help_text="The last five weeks, oldest first.")
    quests = QuestAnswer(many=True)
    badges = BadgeAnswer(many=True)
    discoveries = DiscoveryAnswer(many=True)
    latest = LedgerAnswer(many=True, help_text="Newest first.")
    outfit = OutfitAnswer()
    preference = PreferenceAnswer()


class RankAnswer(serializers.Serializer[Any]):
    """One place; equal points share one."""

    place = serializers.IntegerField()
    name = serializers.CharField(help_text="Pseudonym, or the name of a team.")
    points = serializers.IntegerField()
    is_me = serializers.BooleanField()
    title = serializers.CharField(allow_blank=True)
    avatar = serializers.CharField(allow_blank=True)
    members = serializers.IntegerField(help_text="1 but for teams.")


class LeaderboardAnswer(serializers.Serializer[Any]):
    """The first places, and the caller's own."""

    period = serializers.ChoiceField(LEADERBOARD_PERIODS)
    ranks = RankAnswer(many=True)
    is_listed = serializers.BooleanField(help_text="Does the caller let themselves be listed?")


class ShopItemAnswer(serializers.Serializer[Any]):
    """A thing that the shop sells."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    price = serializers.IntegerField()
    is_owned = serializers.BooleanField()
    is_worn = serializers.BooleanField()


class ShopAnswer(serializers.Serializer[Any]):
    """The shop, and what the caller can spend."""

    credits = serializers.IntegerField()
    items = ShopItemAnswer(many=True)


class TeamAnswer(serializers.Serializer[Any]):
    """The caller's team; `code` lets others join."""

    name = serializers.CharField()
    code = serializers.CharField()
    members = serializers.ListField(child=serializers.CharField(), help_text="Pseudonyms.")


class MyTeamAnswer(serializers.Serializer[Any]):
    """The caller's team, if there is one."""

    team = TeamAnswer(allow_null=True)


class QuestSetting(serializers.Serializer[Any]):
    """A quest of a project."""

    period = serializers.ChoiceField(PERIODS)
    measure = serializers.ChoiceField(MEASURES)
    goal = serializers.IntegerField()
    credits = serializers.IntegerField()


class RewardSettingsAnswer(serializers.Serializer[Any]):
    """How a project rewards its volunteers."""

    is_enabled = serializers.BooleanField()
    points_per_image = serializers.IntegerField(help_text="At full effort and full accuracy.")
    passes_share_percent = serializers.IntegerField(help_text="Passes paid for every 100 answers of a day.")
    quests = QuestSetting(many=True)


class RewardSettingsRequest(RewardSettingsAnswer):
    """New settings, all of them, and why."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
