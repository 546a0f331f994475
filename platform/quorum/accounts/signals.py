"""What accounts tell the apps above them."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction that merges a guest into another volunteer, so that everything that
# is kept per volunteer moves with it or not at all. Keyword arguments: from_volunteer_id, to_volunteer_id.
guest_merging = Signal()

# Sent inside the transaction that deletes an account, before the volunteer is parted from it: what
# could lead back to the person goes. Keyword argument: volunteer_id.
account_deleting = Signal()
