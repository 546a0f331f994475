"""What `make` looks at before it starts anything: `python -m quorum.config.preflight install|port`.

Runs on the system's Python before anything is installed, so the standard library is all it may use.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from quorum.config.ports import check_free
from quorum.domain.errors import OurFault

INSTALL_BYTES = 3_000_000_000


class CannotInstall(OurFault):
    """This machine lacks something that the installation needs."""

    code = "cannot_install"


def check_install(venv: Path) -> None:
    """Raise `CannotInstall` unless a virtual environment can be made and filled at `venv`."""
    if (venv / "bin" / "python").exists():
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise CannotInstall(
                f"This Python has no {module} module. On Debian and Ubuntu: apt-get install python3-venv."
            )
    free = shutil.disk_usage(venv.absolute().parent).free
    if free < INSTALL_BYTES:
        raise CannotInstall(
            f"Only {free / 1e9:.1f} GB are free at {venv.absolute().parent}; the installation needs "
            f"{INSTALL_BYTES / 1e9:.0f} GB. Free some disk space, then try again."
        )


def main(arguments: list[str]) -> None:
    """Run the named check; exit with one line of text when it fails."""
    try:
        match arguments:
            case ["install", venv]:
                check_install(Path(venv))
            case ["port", host, port] if port.isdecimal() and 0 < int(port) < 65536:
                check_free(host, int(port))
            case _:
                sys.exit(f"Cannot check {' '.join(arguments)}: expected install VENV, or port HOST 1..65535.")
    except OurFault as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main(sys.argv[1:])
