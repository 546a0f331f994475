"""What networks refuse."""

from __future__ import annotations

from quorum.domain.errors import UserFault


class NetworkUnknown(UserFault):
    """No family of networks has this name or takes this configuration."""

    code = "network_unknown"


class NetworkConfigInvalid(UserFault):
    """A configuration of a network has a missing, unknown or impossible value."""

    code = "network_config_invalid"


class NetworkInputInvalid(UserFault):
    """Tensors given to a network are not of the shapes that its configuration names."""

    code = "network_input_invalid"
