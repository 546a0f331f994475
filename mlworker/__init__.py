"""Networks and their training, in PyTorch; knows `quorum.domain` at most and never Django."""
