"""Who changed what, when and why: an append-only log that every app above writes to."""
