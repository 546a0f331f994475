"""The hot path: a sealed assignment and an answer in; a commit; the next assignments out."""
