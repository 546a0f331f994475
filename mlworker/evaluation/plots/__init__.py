"""Pictures of evaluations; they need matplotlib, the extra `analysis`."""
