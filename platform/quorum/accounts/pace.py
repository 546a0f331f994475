"""How many guests may be made from one address of the network, so that nobody fills the database with them."""

from __future__ import annotations

import ipaddress
from hashlib import blake2b

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from quorum.accounts.errors import JoiningTooFast

PERIOD_S = 600
# Whoever has one address of the new kind has a whole network of them.
_IPV6_PREFIX = 64


def require_joining_pace(request: HttpRequest) -> None:
    """Count a guest about to be made; raise JoiningTooFast where an address has made too many in `PERIOD_S`.

    The setting GUESTS_PER_ADDRESS is for a class of children or a hall of visitors who join at once.
    Every process counts for itself, and forgets: addresses are stored nowhere.
    """
    key = f"guests:{_network_of(get_adapter(request).get_client_ip(request))}"
    counts = caches["process"]
    counts.add(key, 0, PERIOD_S)
    try:
        made = counts.incr(key)
    except ValueError:  # the period ended in this moment
        made = 1
    if made > settings.GUESTS_PER_ADDRESS:
        raise JoiningTooFast("Many people have joined from here just now. Try again in a few minutes.")


def _network_of(address: str) -> str:
    ip = ipaddress.ip_address(address)
    if ip.version == 6:
        ip = ipaddress.ip_network((ip, _IPV6_PREFIX), strict=False).network_address
    return blake2b(ip.packed, digest_size=16).hexdigest()
