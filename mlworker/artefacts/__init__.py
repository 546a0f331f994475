"""What is kept of a fitted model: weights, what they are for, how it learnt, and a card for people."""
