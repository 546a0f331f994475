"""Participation and progress figures, kept outside the transaction of a vote."""
