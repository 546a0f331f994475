"""The closed loop in simulation: how many votes reach the F1 of the published method at 78 votes per image."""
