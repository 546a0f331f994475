"""How good a recipe is: folds, out-of-fold predictions, cutoffs, figures and their report."""
