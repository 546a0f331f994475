"""Clicking without looking: agreement with others, and scores on controls, no better than chance."""

from __future__ import annotations

import numpy as np

from quorum.domain.integrity.answers import Answers, Floats, Ids
from quorum.domain.integrity.finding import Finding, Kind, height_of
from quorum.domain.integrity.wager import wager_against_values

# Whoever looks takes at least this part of what is named from the image, as others see it.
LEAST_PART = 0.3
# Whoever looks scores at least this part of what others score on the same controls.
LEAST_SCORE = 0.4
# The volunteer's own habits are drawn towards everybody's as by so many classes named.
BORROWED = 5.0


def find_guessing(answers: Answers, volunteer: int) -> Finding:
    """Wager that what is named follows the volunteer's habits alone, whatever the image shows.

    Habits are how often the volunteer named each class before. Somebody who looks names a class by a
    mixture of habits and of what others named on that subject, the latter with a weight of at least
    `LEAST_PART`; the likelihood of habits alone over that of the mixture has a mean of at most 1 for any
    such weight, because it is linear in it. On controls, `LEAST_SCORE` of what others score is expected.
    """
    own = answers.of(volunteer)
    gained, usual = answers.beyond_chance[own], answers.beyond_chance_of_others[own]
    known = np.isfinite(gained) & np.isfinite(usual)
    score, score_of_others = answers.score[own], answers.score_of_others[own]
    controlled = np.isfinite(score) & np.isfinite(score_of_others)
    control = np.where(controlled, score - LEAST_SCORE * score_of_others, 0.0).clip(-1.0, 1.0)
    log_stake = np.cumsum(_blind_or_not(answers, own)) + wager_against_values(control)
    p, decided_at = height_of(log_stake)
    due = float(usual[known].sum())
    return Finding(
        Kind.GUESSING,
        volunteer,
        statistic=float(gained[known].sum() / due) if due > 0 else 1.0,
        p=p,
        answers=len(own),
        decided_at=decided_at,
        shown={
            "agreement_beyond_chance": float(gained[known].mean()) if known.any() else 0.0,
            "agreement_of_others": float(usual[known].mean()) if known.any() else 0.0,
            "controls": int(controlled.sum()),
            "score_on_controls": float(score[controlled].mean()) if controlled.any() else None,
            "score_of_others": float(score_of_others[controlled].mean()) if controlled.any() else None,
        },
    )


def _blind_or_not(answers: Answers, own: Ids) -> Floats:
    """Return the logarithm of each answer's factor, the mean over the classes that it names."""
    chosen = answers.chosen[own].astype(float)
    everybody = answers.class_shares
    before = np.cumsum(chosen, axis=0) - chosen
    habits = (before + BORROWED * everybody) / (before.sum(axis=1, keepdims=True) + BORROWED)
    others = answers.class_counts[answers.subject[own]] - chosen
    seen = (others + everybody) / (others.sum(axis=1, keepdims=True) + 1.0)
    factor = habits / ((1.0 - LEAST_PART) * habits + LEAST_PART * seen)
    named = chosen.sum(axis=1)
    mean = (chosen * factor).sum(axis=1) / np.maximum(named, 1.0)
    # Nothing can be told where nobody else has answered, or nothing was named.
    return np.log(np.where((named > 0) & (others.sum(axis=1) > 0), mean, 1.0))
