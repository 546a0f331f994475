"""How processes reach each other: the message broker, whichever there is."""
