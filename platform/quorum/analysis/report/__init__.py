"""The report of an aggregation: metrics as JSON, pictures as PNG and SVG, and a page that shows them."""
