#!/usr/bin/env python
"""Run Quorum's management commands."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Start the embedded PostgreSQL when no DATABASE_URL is set, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quorum.config.settings.local")
    if not os.environ.get("DATABASE_URL"):
        from django.conf import settings

        from quorum.config import postgres

        postgres.ensure_running(settings.VAR / "postgres")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
