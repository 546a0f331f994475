"""Answers that are not honest work: finding them, and keeping them out."""
