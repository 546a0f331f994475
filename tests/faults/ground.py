"""Prepare a field in the database of the settings and print it; a process of its own, with its own settings."""

from __future__ import annotations

import dataclasses
import json
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Print a JSON object with the fields of `tests.load.crowd.Field`."""
    django.setup()
    from tests.load.crowd import make_field

    call_command("migrate", verbosity=0)
    field = make_field(subjects=int(sys.argv[1]), volunteers=int(sys.argv[2]))
    print(json.dumps(dataclasses.asdict(field)))


if __name__ == "__main__":
    main()
