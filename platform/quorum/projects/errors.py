"""What projects refuse."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, RuleDegenerate, RuleInvalid, UserFault

__all__ = [
    "ChangedMeanwhile",
    "ChannelsInvalid",
    "DraftInvalid",
    "LabelSetInvalid",
    "OneChoiceNeeded",
    "ProjectExists",
    "ProjectUnknown",
    "RuleDegenerate",
    "RuleInvalid",
]


class ProjectUnknown(NotFound):
    """No project with that name, or none that this person may see."""

    code = "project_unknown"


class LabelSetInvalid(UserFault):
    """A label set whose codes, parents or mappings do not fit together."""

    code = "label_set_invalid"


class OneChoiceNeeded(RuleInvalid):
    """A yes-or-no question that asks about no choice, or about several."""

    code = "one_choice_needed"


class ProjectExists(Conflict):
    """The slug is taken."""

    code = "project_exists"


class ChangedMeanwhile(Conflict):
    """Somebody else saved since this was read; `details` hold the revision that is there now."""

    code = "changed_meanwhile"


class ChannelsInvalid(UserFault):
    """Channels that contradict each other, or the images that are there."""

    code = "channels_invalid"


class DraftInvalid(UserFault):
    """A draft that cannot be read or published; `details` list the problems."""

    code = "draft_invalid"
