"""How all pictures of figures look, those of consensus and those of models alike."""
