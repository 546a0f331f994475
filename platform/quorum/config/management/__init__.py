"""Management of the whole system."""
