"""Which subjects get the next votes: strategies that score the waiting subjects, and their mixture."""
