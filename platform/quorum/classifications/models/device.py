"""Which device answered which subject, so that no device is asked twice."""

from __future__ import annotations

from django.db import models


class DeviceAnswer(models.Model):
    """The first answer to a subject from a device in one round and task; at most one.

    `device` is the mark of `quorum.accounts.devices`. Kept apart from classifications, so that exports cannot
    carry it and it can go before them: with the account, or 30 days after its round was closed.
    """

    pk = models.CompositePrimaryKey("device", "round_id", "task_id", "subject_id")
    device = models.BigIntegerField(help_text="Keyed hash of the device, another one in each project.")
    project_id = models.BigIntegerField()
    round_id = models.BigIntegerField()
    task_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    volunteer_id = models.BigIntegerField()
    is_control = models.BooleanField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["volunteer_id", "project_id"], name="devices_of_volunteer"),
            models.Index(
                fields=["device", "round_id"], condition=models.Q(is_control=True), name="controls_of_device"
            ),
        ]

    def __str__(self) -> str:
        return f"subject {self.subject_id} in round {self.round_id}"
