"""The dense networks of Sullivan et al. 2018 (doi:10.1038/nbt.4225), which see one cell as a row of features.

All have ReLU6 units and dropout of 20 % of the inputs and 40 % of the hidden units where nothing else is said.
"""

from __future__ import annotations

from dataclasses import replace

from mlworker.networks.dense import DenseConfig

LOC_CAT_NETWORK = DenseConfig(
    inputs=719,
    hidden=(800, 800, 800),
    outputs=29,
    activation="relu6",
    input_dropout=0.2,
    hidden_dropout=0.4,
)
"""Loc-CAT: 719 features, three hidden layers of 800, a sigmoid for each of 29 location classes.

GA Loc-CAT and Loc-CAT+ are the same network with 29 more inputs: p-values of the crowd, or those that the
pseudo-gamer predicts.
"""

LOC_CAT_RELEASED_NETWORK = replace(LOC_CAT_NETWORK, hidden=(800,), activation="relu")
"""The variant in the authors' released code, which differs from the text: one hidden layer, plain ReLU."""

PSEUDO_GAMER_NETWORK = replace(LOC_CAT_NETWORK, hidden=(200, 100))
"""The pseudo-gamer: hidden layers of 200 and 100; what the crowd's 29 p-values of a cell's field would be.

It learns them by squared error; the sigmoid of its outputs is the p-value.
"""
