"""The WSGI entry: `quorum.config.wsgi:application`."""

from __future__ import annotations

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorum.config.settings.production")

application = get_wsgi_application()

# Models need the settings and the apps that the line above loads.
from quorum.api.job_stream import end_all_streams  # noqa: E402
from quorum.config.termination import when_told_to_stop  # noqa: E402

# Django's own server for developers loads this in another thread, and waits for nobody when it stops.
if threading.current_thread() is threading.main_thread():
    when_told_to_stop(end_all_streams)
