"""Steps of loops that were refused."""

from __future__ import annotations

from django.db import models


class LoopRefusal(models.Model):
    """Why a loop could not take a step when it last tried to; gone once it has taken it."""

    class Step(models.TextChoices):
        MEASURE = "measure"
        LEARN = "learn"
        ASK = "ask"

    loop = models.ForeignKey("learning.Loop", on_delete=models.CASCADE, related_name="refusals", db_index=False)
    step = models.CharField(max_length=7, choices=Step)
    code = models.CharField(max_length=40)
    message = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loop", "step"], name="one_refusal_per_step")]

    def __str__(self) -> str:
        return f"{self.step}: {self.code}"
