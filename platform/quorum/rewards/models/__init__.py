"""What volunteers earned, bought and joined."""

from quorum.rewards.models.activity import ActivityDay, StreakDay
from quorum.rewards.models.discovery import Discovery, DiscoverySearch
from quorum.rewards.models.ledger import Account, LedgerEntry
from quorum.rewards.models.person import Outfit, Preference
from quorum.rewards.models.settings import RewardSettings
from quorum.rewards.models.team import Team, TeamMember, TeamReport

__all__ = [
    "Account",
    "ActivityDay",
    "Discovery",
    "DiscoverySearch",
    "LedgerEntry",
    "Outfit",
    "Preference",
    "RewardSettings",
    "StreakDay",
    "Team",
    "TeamMember",
    "TeamReport",
]
