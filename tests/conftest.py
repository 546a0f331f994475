"""Fixtures that every test may use; each family lives in a module of its own."""

from __future__ import annotations

pytest_plugins = ["tests.fixtures_database", "tests.fixtures_processes", "tests.fixtures_browser"]
