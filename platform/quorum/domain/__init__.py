"""The mathematics of Quorum: values in, values out; no Django, no I/O, no clock, no hidden randomness."""
