"""What the worker does with files, for commands and tasks alike: extract, train, evaluate, predict."""
