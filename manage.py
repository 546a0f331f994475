#!/usr/bin/env python
"""Run Quorum's management commands."""

from __future__ import annotations

import contextlib
import os
import sys

from django.core.management import execute_from_command_line

from quorum.config import postgres


def main() -> None:
    """Keep the embedded PostgreSQL up, unless DATABASE_URL names a server, while the command runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorum.config.settings.local")
    try:
        with contextlib.ExitStack() as stack:
            from django.conf import settings

            if settings.EMBEDDED_POSTGRES:
                stack.enter_context(postgres.lease(settings.EMBEDDED_POSTGRES))
            execute_from_command_line(sys.argv)
    except postgres.PostgresUnavailable as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main()
