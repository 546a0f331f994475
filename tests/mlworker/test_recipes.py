"""Recipes learn, ask for votes where they need them, and come back from what is kept of them."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scipy.stats import hypergeom

from mlworker.artefacts.manifest import (
    ArtefactInvalid,
    ArtefactMismatch,
    Manifest,
    ModelFigures,
    decode,
)
from mlworker.artefacts.model_folder import MANIFEST, keep_model, load_model
from mlworker.datasets.dataset import Crowd
from mlworker.networks import CellAttentionConfig
from mlworker.recipes.attention import ATTENTION_CROWD
from mlworker.recipes.crowd_inputs import CrowdMissing, consensus_p_values, vote_log_odds
from mlworker.recipes.interface import FitOptions
from mlworker.recipes.loccat import GA_LOC_CAT, LOC_CAT, LOC_CAT_PLUS
from mlworker.recipes.normalisation import fit_normalisation
from mlworker.recipes.registry import RECIPES, RecipeUnknown, recipe_named
from quorum.domain.acquisition.disagreement import mutual_information
from quorum.domain.ranking import average_precision
from tests.mlworker.cells import CLASSES, make_dataset

pytestmark = pytest.mark.ml
ROWS = np.arange(120)
OURS = replace(
    ATTENTION_CROWD,
    network=CellAttentionConfig(embedding=(32,), attention=16, joint=16, hidden_dropout=0.1),
    training=replace(ATTENTION_CROWD.training, epochs=25, batch_size=8, learning_rate=5e-3),
    members=2,
)


def small(recipe):
    """The recipe with narrow networks and few epochs: what is tested here does not need more."""
    return replace(
        recipe,
        network=replace(recipe.network, hidden=(64,), hidden_dropout=0.1, input_dropout=0.0),
        training=replace(recipe.training, epochs=25, batch_size=32, learning_rate=1e-2),
        pseudo_gamer=replace(recipe.pseudo_gamer, hidden=(16,)),
        pseudo_gamer_training=replace(recipe.pseudo_gamer_training, epochs=8, batch_size=32),
    )


def mean_average_precision(said, data):
    return np.mean([average_precision(said[:, k], data.fields.labels[:, k]) for k in range(len(CLASSES))])


def split(data):
    return data.of(ROWS[:60]), data.of(ROWS[60:80]), data.of(ROWS[80:])


def manifest_of(model, data):
    return Manifest(
        recipe=model.recipe,
        feature_names=data.feature_names,
        features_digest="features",
        class_codes=data.classes,
        class_names=data.classes,
        cutoffs=(0.5, 0.5, 0.4, None),
        networks={},
        workflow_version="7",
        data_digest="data",
        code_version="0.1",
        seed=0,
        training_fields=60,
        training_cells=240,
        figures=ModelFigures("by sample, 5 folds", 0.5, 0.6, 0.7, 0.01, (0.1, 0.2, 0.3, 0.4)),
    )


@pytest.mark.parametrize("recipe", [LOC_CAT, LOC_CAT_PLUS, GA_LOC_CAT, OURS], ids=lambda one: one.name)
def test_a_recipe_learns_and_comes_back_from_its_folder_unchanged(tmp_path, recipe):
    training, validation, held_out = split(make_dataset(noise=1.5))
    model = (small(recipe) if recipe is not OURS else OURS).fit(training, validation, FitOptions(seed=3))
    said = model.predict(held_out)
    assert mean_average_precision(said, held_out) > 0.75
    keep_model(tmp_path / "model", model, manifest_of(model, training))
    again, manifest = load_model(tmp_path / "model")
    np.testing.assert_array_equal(again.predict(held_out), said)
    assert manifest.recipe == recipe.name
    assert f"# Model {manifest.digest[:12]}" in (tmp_path / "model" / "card.md").read_text()


def test_the_folder_of_a_model_tells_how_each_of_its_networks_learnt(tmp_path):
    training, validation, _ = split(make_dataset())
    model, folder = small(LOC_CAT_PLUS).fit(training, validation, FitOptions()), tmp_path / "model"
    keep_model(folder, model, manifest_of(model, training))
    told = {name: one.training for name, one in load_model(folder)[0].networks.items()}
    assert told == {name: one.training for name, one in model.networks.items()}
    assert len(told["pseudo_gamer"].epochs) == 8
    card = (folder / "card.md").read_text()
    for name, report in told.items():
        losses = [epoch.validation_loss for epoch in report.epochs]
        assert report.best_epoch == int(np.argmin(losses))
        assert f"| {name} | {len(losses)} | {report.best_epoch + 1} | " in card
    assert "learning.json" in decode(folder / MANIFEST).notes.values()
    assert "(learning.png)" in card
    with Image.open(folder / "learning.png") as picture:
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 50, "something is drawn"


def test_a_model_kept_without_its_learning_curves_is_read_and_damaged_ones_are_refused(tmp_path):
    training, validation, held_out = split(make_dataset())
    model, folder = small(LOC_CAT).fit(training, validation, FitOptions()), tmp_path / "model"
    keep_model(folder, model, manifest_of(model, training))
    (folder / "learning.json").write_text('{"loccat": 3}')
    with pytest.raises(ArtefactInvalid, match="how a model learnt"):
        load_model(folder)
    (folder / "learning.json").unlink()
    again, _ = load_model(folder)
    assert again.networks["loccat"].training is None
    np.testing.assert_array_equal(again.predict(held_out), model.predict(held_out))
    keep_model(tmp_path / "copy", again, manifest_of(again, training))
    assert "How it learnt" not in (tmp_path / "copy" / "card.md").read_text()


def test_the_same_seed_fits_the_same_model():
    training, validation, held_out = split(make_dataset())
    first, second = (
        small(LOC_CAT).fit(training, validation, FitOptions(seed=5)).predict(held_out) for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


def test_a_field_without_cells_gets_no_prediction():
    data = make_dataset(empty=(119,))
    training, validation, held_out = split(data)
    said = small(LOC_CAT).fit(training, validation, FitOptions()).predict(held_out)
    assert np.isnan(said[-1]).all()
    assert np.isfinite(said[:-1]).all()


@pytest.mark.parametrize("recipe", [LOC_CAT, LOC_CAT_PLUS, GA_LOC_CAT, OURS], ids=lambda one: one.name)
def test_every_recipe_says_how_unsure_it_is_and_least_so_where_it_has_learnt(recipe):
    training, validation, held_out = split(make_dataset(noise=1.5, empty=(119,)))
    model = (small(recipe) if recipe is not OURS else OURS).fit(training, validation, FitOptions(seed=3))
    draws = model.draws(held_out, samples=12, seed=5)
    np.testing.assert_array_equal(draws, model.draws(held_out, samples=12, seed=5))
    assert draws.shape == (2 if recipe is OURS else 12, 40, 4)
    assert np.isnan(draws[:, -1]).all()
    assert np.isfinite(draws[:, :-1]).all()
    clear, odd = (
        np.nanmean(mutual_information(model.draws(replace(held_out, features=features), samples=12, seed=5)))
        for features in (held_out.features, held_out.features[:, ::-1].copy())
    )
    assert odd > clear > 0


def test_votes_on_a_field_add_to_what_its_cells_say():
    training, validation, held_out = split(make_dataset(noise=6.0, votes=30))
    with_votes = OURS.fit(training, validation, FitOptions(seed=1)).predict(held_out)
    without = replace(OURS, reads_crowd=False).fit(training, validation, FitOptions(seed=1)).predict(held_out)
    assert mean_average_precision(with_votes, held_out) > mean_average_precision(without, held_out) + 0.1


def test_networks_that_read_votes_ask_for_them():
    training, validation, _ = split(make_dataset(crowd=False))
    assert [name for name, recipe in RECIPES.items() if name == "loccat" and recipe.reads_crowd] == []
    for recipe in (GA_LOC_CAT, LOC_CAT_PLUS):
        with pytest.raises(CrowdMissing):
            small(recipe).fit(training, validation, FitOptions())


def test_the_plus_needs_no_votes_where_it_predicts():
    training, validation, held_out = split(make_dataset())
    model = small(LOC_CAT_PLUS).fit(training, validation, FitOptions())
    bare = replace(held_out, fields=replace(held_out.fields, crowd=None))
    np.testing.assert_array_equal(model.predict(bare), model.predict(held_out))


def test_p_values_are_those_of_the_hypergeometric_distribution():
    crowd = Crowd(np.array([15, 0], np.int32), np.array([[7, 1, 0], [0, 0, 0]], np.int32), 2)
    expected = hypergeom.sf(np.array([7, 1, 0]) - 1, 3 * 15, 15, 2 * 15)
    np.testing.assert_allclose(consensus_p_values(crowd)[0], expected, rtol=1e-9)
    assert consensus_p_values(crowd)[1].tolist() == [1, 1, 1]
    assert vote_log_odds(crowd)[1].tolist() == [0, 0, 0]


def test_normalised_features_have_mean_0_and_deviation_1_and_constants_stay_finite():
    features = np.random.default_rng(0).normal(5.0, 3.0, (500, 3)).astype(np.float32)
    features[:, 1] = 1e6
    made = fit_normalisation(features).apply(features)
    np.testing.assert_allclose(made.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(made.std(axis=0), [1, 0, 1], atol=1e-5)


def test_a_fit_reports_its_progress_up_to_the_end():
    heard = []
    training, validation, _ = split(make_dataset())
    small(LOC_CAT_PLUS).fit(
        training, validation, FitOptions(on_progress=lambda share, line: heard.append(share))
    )
    assert heard == sorted(heard)
    assert 0 < heard[0] < heard[-1] <= 1


def test_a_kept_model_refuses_features_classes_and_workflows_that_it_was_not_made_for(tmp_path):
    training, validation, _ = split(make_dataset())
    model = small(LOC_CAT).fit(training, validation, FitOptions())
    keep_model(tmp_path / "model", model, manifest_of(model, training))
    _, manifest = load_model(tmp_path / "model")
    good = {"feature_names": training.feature_names, "features_digest": "features", "class_codes": CLASSES}
    manifest.check_use(**good)
    for change in (
        {"features_digest": "others"},
        {"feature_names": training.feature_names[::-1]},
        {"class_codes": CLASSES[:2]},
    ):
        with pytest.raises(ArtefactMismatch):
            manifest.check_use(**{**good, **change})
    with pytest.raises(ArtefactMismatch, match="workflow"):
        manifest.check_workflow("8")


def test_a_kept_model_that_was_tampered_with_is_refused(tmp_path):
    training, validation, _ = split(make_dataset())
    model = small(LOC_CAT).fit(training, validation, FitOptions())
    folder = tmp_path / "model"
    keep_model(folder, model, manifest_of(model, training))
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    with pytest.raises(ArtefactInvalid, match="not those"):
        load_model(folder)
    (folder / "model.json").write_text('{"format": 99}')
    with pytest.raises(ArtefactInvalid, match="format 99"):
        load_model(folder)
    (folder / "model.json").write_text("{")
    with pytest.raises(ArtefactInvalid):
        load_model(folder)


def test_an_unknown_recipe_is_refused_with_the_names_of_those_that_there_are():
    with pytest.raises(RecipeUnknown, match="loccat-plus"):
        recipe_named("magic")
