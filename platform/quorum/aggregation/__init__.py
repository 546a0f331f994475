"""Consensus computed again over finished votes: append-only runs and their results."""
