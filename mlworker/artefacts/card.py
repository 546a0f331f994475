"""The card of a model: what it is, what it was trained on, how good it is and what it is not for."""

from __future__ import annotations

from collections.abc import Sequence

from mlworker.artefacts.manifest import Manifest, ModelFigures

_WHAT = {
    "loccat": "Loc-CAT (Sullivan et al. 2018): features of single cells, scores averaged over a field's cells.",
    "loccat-released": "The variant of Loc-CAT in the released code: one hidden layer.",
    "loccat-plus": "Loc-CAT+: Loc-CAT with p-values that a pseudo-gamer predicts from the features.",
    "ga-loccat": "Gamer-augmented Loc-CAT: Loc-CAT with the crowd's p-values; needs votes on every field.",
}


def model_card(manifest: Manifest, learning: Sequence[str] = ()) -> str:
    """Return the card in Markdown; `learning` are the lines on how the model learnt."""
    lines = [
        f"# Model {manifest.digest[:12]}",
        "",
        _WHAT.get(manifest.recipe, f"Recipe `{manifest.recipe}` (docs/models.md)."),
        "",
        "| | |",
        "| --- | --- |",
        f"| recipe | `{manifest.recipe}` |",
        f"| workflow version | {manifest.workflow_version} |",
        f"| classes | {len(manifest.class_codes)} |",
        f"| features | {len(manifest.feature_names)} (digest `{manifest.features_digest[:12]}`) |",
        f"| trained on | {manifest.training_fields} fields, {manifest.training_cells} cells |",
        f"| data | `{manifest.data_digest[:12]}` |",
        f"| seed, code | {manifest.seed}, quorum {manifest.code_version} |",
        *(f"| {name} | {text} |" for name, text in sorted(manifest.notes.items())),
        "",
        *(_figures(manifest, manifest.figures) if manifest.figures else ["It has not been evaluated.", ""]),
        *learning,
        "## Limits",
        "",
        "It answers for images taken, segmented and measured like those that it was trained on, and knows",
        "only the classes above. A field in which no cell was found gets no prediction. Figures hold for",
        "fields of the same collection; other cell lines, microscopes or stains need their own evaluation.",
        "",
    ]
    return "\n".join(lines)


def _figures(manifest: Manifest, figures: ModelFigures) -> list[str]:
    return [
        "## How good it is",
        "",
        f"On fields that it was not fitted to ({figures.protocol}): macro F1 {figures.macro_f1:.3f}, micro F1 "
        f"{figures.micro_f1:.3f}, mean average precision {figures.mean_average_precision:.3f}, expected "
        f"calibration error {figures.expected_calibration_error:.3f}.",
        "",
        "| class | F1 | named from |",
        "| --- | --- | --- |",
        *(
            f"| {code} {name} | {score:.3f} | {'never' if cutoff is None else f'{cutoff:.3f}'} |"
            for code, name, score, cutoff in zip(
                manifest.class_codes,
                manifest.class_names,
                figures.f1_per_class,
                manifest.cutoffs,
                strict=True,
            )
        ),
        "",
    ]
