"""The command line: `python -m mlworker extract|train|evaluate|predict`, on plain files."""

from mlworker.command import main

if __name__ == "__main__":
    raise SystemExit(main())
