"""Management commands of `quorum.aggregation`."""
