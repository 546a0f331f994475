"""What the votes alone say of the same fields: the rows that networks are to be compared with."""

from __future__ import annotations

import numpy as np

from mlworker.datasets.dataset import Fields
from mlworker.recipes.crowd_inputs import consensus_p_values
from quorum.domain.cutoffs import PERMISSIVE_P, accepted_below, cutoffs_below
from quorum.domain.metrics import score


def consensus_rows(fields: Fields) -> str:
    """Return a Markdown table of raw and bias-corrected consensus on all fields.

    The corrected one knows the true frequencies of classes, which a hold-out only estimates.
    """
    assert fields.crowd is not None
    p = consensus_p_values(fields.crowd)
    rows = {
        "raw, p < 0.01": p < PERMISSIVE_P,
        "corrected": accepted_below(p, cutoffs_below(p, np.asarray(fields.labels.mean(axis=0)))),
    }
    lines = ["| consensus of votes | Macro F1 | Micro F1 |", "| --- | ---: | ---: |"]
    for name, named in rows.items():
        overall = score(fields.labels, named).overall
        lines.append(f"| {name} | {overall.macro_f1:.3f} | {overall.micro_f1:.3f} |")
    return "\n".join(lines) + "\n"
