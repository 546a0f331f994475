"""Which kinds of jobs an operator sends to workers with a GPU."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

KINDS_FOR_GPUS = frozenset({"training", "prediction"})


def gpu_kinds(said: str) -> frozenset[str]:
    """Return the kinds that `QUORUM_ML_GPU` names, with commas between; `1` is all, `0` or nothing none.

    Raises ImproperlyConfigured for any other word.
    """
    if said in {"", "0"}:
        return frozenset()
    if said == "1":
        return KINDS_FOR_GPUS
    named = frozenset(word.strip() for word in said.split(","))
    if not named <= KINDS_FOR_GPUS:
        known = ", ".join(sorted(KINDS_FOR_GPUS))
        raise ImproperlyConfigured(f"QUORUM_ML_GPU is {said!r}; say 1, or some of {known} with commas between.")
    return named
