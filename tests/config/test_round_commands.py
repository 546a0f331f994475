"""Operators open and close rounds from the command line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quorum.projects.models import Project, Round
from tests.factories import make_project, make_subject

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_draft_goes_live_with_its_first_round_and_a_second_follows_the_first() -> None:
    project = make_project("cells", state=Project.State.DRAFT)
    make_subject(project)
    assert run("open_round", "cells") == "Round 1 of cells is open.\n"
    project.refresh_from_db()
    assert project.state == Project.State.LIVE
    assert run("close_round", "cells") == "Round 1 of cells is closed.\n"
    assert run("open_round", "cells") == "Round 2 of cells is open.\n"
    assert list(Round.objects.order_by("number").values_list("state", flat=True)) == ["closed", "open"]


def test_a_second_round_is_refused_while_the_first_is_open() -> None:
    make_project("cells")
    run("open_round", "cells")
    with pytest.raises(CommandError, match="Close the open round first"):
        run("open_round", "cells")


@pytest.mark.parametrize("command", ["open_round", "close_round"])
def test_a_project_that_does_not_exist_is_said_in_one_line(command: str) -> None:
    with pytest.raises(CommandError, match="no project nowhere"):
        run(command, "nowhere")


def test_closing_without_an_open_round_is_said_in_one_line() -> None:
    make_project("cells")
    with pytest.raises(CommandError, match="no open round"):
        run("close_round", "cells")
