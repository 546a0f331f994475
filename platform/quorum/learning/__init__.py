"""Background jobs, training tables, model versions, predictions: what networks learn of the votes."""
