"""How volunteers learn and are trusted: tutorial, training, controls, standing."""
