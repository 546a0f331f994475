"""What projects refuse."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, RuleDegenerate, RuleInvalid, UserFault

__all__ = ["LabelSetInvalid", "ProjectExists", "ProjectUnknown", "RuleDegenerate", "RuleInvalid"]


class ProjectUnknown(NotFound):
    """No project with that name, or none that this person may see."""

    code = "project_unknown"


class LabelSetInvalid(UserFault):
    """A label set whose codes, parents or mappings do not fit together."""

    code = "label_set_invalid"


class ProjectExists(Conflict):
    """The slug is taken."""

    code = "project_exists"
