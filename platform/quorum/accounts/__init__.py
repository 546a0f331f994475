"""Users, volunteers, API tokens and privacy."""
