"""What the votes alone say of the same fields: the rows that networks are to be compared with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlworker.datasets.dataset import Crowd
from mlworker.recipes.crowd_inputs import consensus_p_values
from quorum.domain.cutoffs import PERMISSIVE_P, accepted_below, cutoffs_below
from quorum.domain.metrics import score

Booleans = NDArray[np.bool_]


def consensus_rows(crowd: Crowd, labels: Booleans) -> str:
    """Return a Markdown table of raw and bias-corrected consensus on all fields.

    The corrected one knows the true frequencies of classes, which a hold-out only estimates.
    """
    p = consensus_p_values(crowd)
    rows = {
        "raw, p < 0.01": p < PERMISSIVE_P,
        "corrected": accepted_below(p, cutoffs_below(p, np.asarray(labels.mean(axis=0)))),
    }
    lines = ["| consensus of votes | Macro F1 | Micro F1 |", "| --- | ---: | ---: |"]
    for name, named in rows.items():
        overall = score(labels, named).overall
        lines.append(f"| {name} | {overall.macro_f1:.3f} | {overall.micro_f1:.3f} |")
    return "\n".join(lines) + "\n"
