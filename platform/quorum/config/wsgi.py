"""The WSGI entry: `quorum.config.wsgi:application`."""

from __future__ import annotations

import os
import threading

from django.core.wsgi import get_wsgi_application

from quorum.api.stopping import listen_for_the_end

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorum.config.settings.production")

application = get_wsgi_application()

# Django's own server for developers loads this in another thread, and waits for nobody when it stops.
if threading.current_thread() is threading.main_thread():
    listen_for_the_end()
