"""Downloads of classifications, subjects, votes and consensus."""
