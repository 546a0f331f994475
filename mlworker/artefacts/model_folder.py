"""Keeping a fitted model in a folder, and getting it back."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from mlworker.artefacts.card import model_card
from mlworker.artefacts.learning import LEARNING, read_learning, write_learning
from mlworker.artefacts.manifest import ArtefactInvalid, Manifest, decode, encode
from mlworker.networks import build_network, config_from_mapping, config_to_mapping
from mlworker.recipes.interface import FittedModel, TrainedNetwork
from mlworker.recipes.registry import recipe_named
from mlworker.training.reports import TrainingReport

WEIGHTS, MANIFEST, CARD = "model.safetensors", "model.json", "card.md"
_ARRAY = "array."
_NETWORK = "network."


def keep_model(folder: Path, model: FittedModel, manifest: Manifest) -> Manifest:
    """Write weights, manifest, card and learning curves, all or nothing; return the manifest as written.

    An older model in the folder is replaced. `networks`, `weights_digest` and the name of the file that tells
    how the networks learnt are filled in.
    """
    tensors = {
        _ARRAY + name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in model.arrays.items()
    }
    for name, one in model.networks.items():
        for key, value in one.network.state_dict().items():
            tensors[f"{_NETWORK}{name}.{key}"] = value.detach().cpu().contiguous()
    weights = save_tensors(tensors)
    trainings = {name: one.training for name, one in model.networks.items() if one.training is not None}
    written = replace(
        manifest,
        notes=manifest.notes | ({"learning curves": LEARNING} if trainings else {}),
        networks={name: config_to_mapping(one.config) for name, one in model.networks.items()},
        weights_digest=hashlib.sha256(weights).hexdigest(),
    )
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    (draft / WEIGHTS).write_bytes(weights)
    (draft / MANIFEST).write_bytes(encode(written))
    learning = write_learning(draft, trainings) if trainings else []
    (draft / CARD).write_text(model_card(written, learning), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    draft.replace(folder)
    return written


def load_model(folder: Path) -> tuple[FittedModel, Manifest]:
    """Read a kept model; raises ArtefactInvalid when its weights are not those that the manifest names."""
    manifest = decode(folder / MANIFEST)
    try:
        weights = (folder / WEIGHTS).read_bytes()
        if hashlib.sha256(weights).hexdigest() != manifest.weights_digest:
            raise ArtefactInvalid(f"The weights in {folder} are not those that its manifest names.")
        tensors = load_tensors(weights)
    except (OSError, SafetensorError) as error:
        raise ArtefactInvalid(f"{folder} holds no weights that can be read: {error}") from error
    arrays: dict[str, NDArray[Any]] = {
        key.removeprefix(_ARRAY): value.numpy() for key, value in tensors.items() if key.startswith(_ARRAY)
    }
    states: dict[str, dict[str, Tensor]] = {name: {} for name in manifest.networks}
    for key, value in tensors.items():
        if key.startswith(_NETWORK):
            name, _, parameter = key.removeprefix(_NETWORK).partition(".")
            states[name][parameter] = value
    trainings = read_learning(folder)
    networks = {
        name: _restored(config, states[name], trainings.get(name)) for name, config in manifest.networks.items()
    }
    return recipe_named(manifest.recipe).restore(networks, arrays), manifest


def _restored(
    kept_config: dict[str, Any], state: dict[str, Tensor], training: TrainingReport | None
) -> TrainedNetwork:
    config = config_from_mapping(kept_config)
    network = build_network(config)
    network.load_state_dict(state)
    return TrainedNetwork(network.eval(), config, training)
