"""Which subject a volunteer sees next, and the sealed assignments that carry it."""
