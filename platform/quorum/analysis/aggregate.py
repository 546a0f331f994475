"""Votes in memory become labels: count, hold out, fit, decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, get_type_hints

import numpy as np
import pyarrow as pa
from tqdm import tqdm

from quorum.analysis.choice_files import Choices
from quorum.analysis.reference_files import Gold
from quorum.analysis.result_files import Results
from quorum.analysis.vote_files import Submissions
from quorum.domain.aggregators.interface import Booleans, Floats, Question, Reference
from quorum.domain.aggregators.registry import AGGREGATORS, make_aggregator
from quorum.domain.errors import UserFault
from quorum.domain.holdout import SHARE, evaluated, hold_out, share_size
from quorum.domain.hypergeometric import Variant, p_values
from quorum.domain.votes import Repeats, Votes, tally, without_repeats


class SettingInvalid(UserFault):
    """A method has no such setting, or not of that kind, or a number is out of its range."""

    code = "setting_invalid"


@dataclass(frozen=True)
class Method:
    """A method of the registry by name, the variant of the p-values, and further settings as text."""

    name: str
    variant: Variant = Variant.TEXT
    settings: Mapping[str, str] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """Return the settings in the types that the method declares; raises SettingInvalid.

        The variant is passed on where the method has one.
        """
        kinds = get_type_hints(AGGREGATORS[self.name]) if self.name in AGGREGATORS else {}
        known = sorted(kinds.keys() - {"question", "_"})
        arguments: dict[str, Any] = {"variant": self.variant} if "variant" in kinds else {}
        for name, text in self.settings.items():
            if name not in known:
                raise SettingInvalid(
                    f"{self.name} has no setting {name!r}; it has {', '.join(known) or 'none'}."
                )
            arguments[name] = _typed(name, text, kinds[name])
        return arguments


@dataclass(frozen=True)
class Aggregation:
    """What came out, and what it was made from.

    `votes` are the submissions that stand, `repeats_left_out` the number of those that do not; `workers`
    are the names behind the volunteers' indices. Of the
    tasks with expert labels, `reference` holds those held out and `evaluated` (tasks,) marks the others.
    """

    method: Method
    question: Question
    votes: Votes
    workers: pa.StringArray
    repeats_left_out: int
    results: Results
    gold: Gold | None
    reference: Reference | None
    evaluated: Booleans


def aggregate(
    *,
    submissions: Submissions,
    choices: Choices,
    maximum_choices: int,
    method: Method,
    gold: Gold | None = None,
    frequencies: Floats | None = None,
    holdout: float = SHARE,
    repeats: Repeats = Repeats.LATEST,
    seed: int = 0,
) -> Aggregation:
    """Decide the labels of every task by a method of the registry.

    The hold-out is a share of the tasks with expert labels, drawn by `seed`; a class that no expert
    label names is novel. `frequencies` (classes,) are taken instead of those of the hold-out where they
    are given, NaN for novel classes. Raises SettingInvalid, and what the method raises.
    """
    if not 1 <= maximum_choices <= len(choices):
        raise SettingInvalid(
            f"Of {len(choices)} choices at most 1 to {len(choices)} can be allowed, not {maximum_choices}."
        )
    question = Question(len(choices), maximum_choices)
    aggregator = make_aggregator(method.name, question, **method.arguments())
    with tqdm(total=4, desc="Settling repeats", leave=False, disable=None) as progress:
        votes = without_repeats(submissions.votes, repeats)
        _next(progress, "Counting")
        counted = tally(votes)
        p = p_values(counted, question, method.variant)
        _next(progress, f"Fitting ({method.name})")
        reference = _reference(gold, frequencies, votes, holdout, np.random.default_rng(seed))
        fitted = aggregator.fit(votes, reference)
        _next(progress, "Deciding")
        decisions, posterior = fitted.decide(votes), fitted.predict_proba(votes)
        progress.update()
    return Aggregation(
        method,
        question,
        votes,
        submissions.workers,
        len(submissions.votes) - len(votes),
        Results(submissions.tasks, choices, counted, p, posterior, decisions),
        gold,
        reference,
        np.zeros(votes.subjects, bool)
        if gold is None or reference is None
        else evaluated(gold.known, reference),
    )


def _next(progress: tqdm[Any], stage: str) -> None:
    progress.update()
    progress.set_description(stage)


def _reference(
    gold: Gold | None, frequencies: Floats | None, votes: Votes, holdout: float, rng: np.random.Generator
) -> Reference | None:
    if not 0 < holdout <= 1:
        raise SettingInvalid(f"The hold-out is a share above 0 and at most 1, not {holdout:g}.")
    if gold is not None:
        return hold_out(
            gold.labels,
            gold.known,
            size=share_size(int(gold.known.sum()), holdout),
            rng=rng,
            novel=np.asarray(~gold.labels.any(axis=0)) if frequencies is None else None,
            frequencies=frequencies,
        )
    if frequencies is None:
        return None
    nothing = np.zeros((votes.subjects, votes.classes), bool)
    return Reference(nothing[:, 0].copy(), nothing, frequencies)


def _typed(name: str, text: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return {"true": True, "false": False}[text.casefold()]
        if kind in {int, float, str} or (isinstance(kind, type) and issubclass(kind, Enum)):
            return kind(text)
    except (KeyError, ValueError) as error:
        raise SettingInvalid(f"The setting {name} cannot be {text!r}.") from error
    raise SettingInvalid(f"The setting {name} cannot be given as text.")
