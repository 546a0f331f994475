"""Remarks of volunteers and the decisions of curators."""
