"""Loc-CAT, its relatives and our own model on drawn fields with the real collection's label sets."""
