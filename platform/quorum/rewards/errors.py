"""What rewards refuse."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, UserFault


class CreditsMissing(Conflict):
    """The balance is lower than the price."""

    code = "credits_missing"


class ItemOwned(Conflict):
    """The thing was bought before."""

    code = "item_owned"


class ItemNotOwned(Conflict):
    """Only what was bought can be worn."""

    code = "item_not_owned"


class ItemUnknown(NotFound):
    """The shop does not sell this."""

    code = "item_unknown"


class RewardsOff(Conflict):
    """The project gives no rewards."""

    code = "rewards_off"


class RewardSettingsInvalid(UserFault):
    """A setting is out of its range."""

    code = "reward_settings_invalid"


class TeamNameTaken(Conflict):
    """Another team of the project has this name."""

    code = "team_name_taken"


class TeamNameInvalid(UserFault):
    """The name has signs that cannot be seen, or hardly a letter."""

    code = "team_name_invalid"


class TeamUnknown(NotFound):
    """No team of the project has this code."""

    code = "team_unknown"


class AlreadyInTeam(Conflict):
    """A volunteer is in one team per project; leave it first."""

    code = "already_in_team"


class TimeZoneUnknown(UserFault):
    """No such time zone."""

    code = "time_zone_unknown"
