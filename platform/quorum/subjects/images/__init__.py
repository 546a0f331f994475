"""Reading pixels: one plane of any supported file as a two-dimensional array."""
