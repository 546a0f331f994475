"""Django's entry to `quorum.rewards`."""

from __future__ import annotations

from django.apps import AppConfig


class RewardsConfig(AppConfig):
    """Registers the app under its full path and connects its receivers."""

    name = "quorum.rewards"

    def ready(self) -> None:
        """Follow classifications, decisions on suspicions, helpful remarks, merged guests, deleted accounts."""
        from quorum.accounts.signals import account_deleting, guest_merging
        from quorum.classifications.signals import facts_arrived
        from quorum.curation.signals import remark_found_helpful
        from quorum.integrity.signals import answers_released, hold_confirmed, hold_overturned
        from quorum.rewards.discoveries import reward_remark
        from quorum.rewards.earning import pay_facts
        from quorum.rewards.forfeits import give_pay_back, take_back_pay
        from quorum.rewards.leaving import remove_from_view
        from quorum.rewards.merging import move_rewards

        facts_arrived.connect(pay_facts)
        answers_released.connect(pay_facts)
        hold_confirmed.connect(take_back_pay)
        hold_overturned.connect(give_pay_back)
        remark_found_helpful.connect(reward_remark)
        guest_merging.connect(move_rewards)
        account_deleting.connect(remove_from_view)
