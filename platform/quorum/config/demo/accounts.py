"""The log-ins of the demo: one person per role, one password, on this machine only."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "look-at-the-cells"
PROJECT_SLUG = "demo"


@dataclass(frozen=True)
class DemoAccount:
    """One person of the demo and what this person may do; the contributor is a volunteer with a past."""

    role: str
    email: str


ACCOUNTS = (
    DemoAccount("volunteer", "volunteer@example.org"),
    DemoAccount("contributor", "contributor@example.org"),
    DemoAccount("curator", "curator@example.org"),
    DemoAccount("scientist", "scientist@example.org"),
    DemoAccount("operator", "operator@example.org"),
)


def table() -> str:
    """Return the log-ins as lines of text."""
    width = max(len(account.email) for account in ACCOUNTS)
    return "\n".join(f"  {account.role:<10} {account.email:<{width}}  {PASSWORD}" for account in ACCOUNTS)
