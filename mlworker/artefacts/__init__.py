"""What is kept of a fitted model: weights, one JSON file that says what they are for, and a card for people."""
