"""Recipes: how a model is fitted to a dataset, from normalisation to the probabilities of a field."""
