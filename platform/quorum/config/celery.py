"""The Celery app of the web side; tasks live in each app's `tasks.py`."""

from __future__ import annotations

from celery import Celery

app = Celery("quorum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
