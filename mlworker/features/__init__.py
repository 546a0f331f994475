"""Features of single cells, each declared in one table."""
