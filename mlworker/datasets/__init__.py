"""Tables of cells and fields: what networks learn from and predict for."""
