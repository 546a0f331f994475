"""Files of votes drawn from a seed, with the truth behind them."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def draw_votes(
    folder: Path, *, codes: list[str], maximum: int, tasks: int = 120, per_task: int = 12, seed: int = 0
) -> None:
    """Write votes.csv (task,worker,labels), gold.csv (task,labels) and choices.txt.

    Volunteers name a true class in 8 of 10 cases, and a class drawn blindly in 3 of 10.
    """
    rng = np.random.default_rng(seed)
    votes, gold = ["task,worker,labels"], ["task,labels"]
    for task in range(tasks):
        true = rng.choice(codes, size=rng.integers(1, min(maximum, 3) + 1), replace=False)
        gold.append(f"t{task},{'|'.join(true)}")
        for worker in rng.choice(40, per_task, replace=False):
            named = [code for code in true if rng.random() < 0.8]
            if rng.random() < 0.3 or not named:
                named.append(rng.choice(codes))
            # A set, in the order of first mention: nobody names a class twice.
            votes.append(f"t{task},w{worker},{'|'.join(list(dict.fromkeys(named))[:maximum])}")
    (folder / "votes.csv").write_text("\n".join(votes) + "\n", encoding="utf-8")
    (folder / "gold.csv").write_text("\n".join(gold) + "\n", encoding="utf-8")
    (folder / "choices.txt").write_text("\n".join(codes) + "\n", encoding="utf-8")
