"""What projects refuse."""

from __future__ import annotations

from quorum.domain.errors import Conflict, NotFound, UserFault


class ProjectUnknown(NotFound):
    """No project with that name, or none that this person may see."""

    code = "project_unknown"


class RuleDegenerate(UserFault):
    """No vote count could ever reach consensus under this rule, or any would."""

    code = "rule_degenerate"


class RuleInvalid(UserFault):
    """A number of the rule is out of its range."""

    code = "rule_invalid"


class LabelSetInvalid(UserFault):
    """A label set whose codes, parents or mappings do not fit together."""

    code = "label_set_invalid"


class ProjectExists(Conflict):
    """The slug is taken."""

    code = "project_exists"
