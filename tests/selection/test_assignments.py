from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from quorum.classifications.models import Classification
from quorum.selection.assignments import STRATEGY_BYTES, TICKET_LENGTH, Assignment, seal, unseal
from quorum.selection.errors import AssignmentForged, ImageUnknown
from quorum.selection.images import image_token, read_image_token

ISSUED = datetime(2026, 3, 1, 12, 30, 15, 123000, tzinfo=UTC)
ASSIGNMENT = Assignment(
    volunteer_id=7,
    project_id=1,
    workflow_version_id=2,
    round_id=3,
    task_id=4,
    subject_id=5,
    purpose=Classification.Purpose.CONTRIBUTION,
    strategy="random",
    model_version_id=None,
    blind=True,
    issued_at=ISSUED,
    expires_at=ISSUED + timedelta(days=7),
)
NUMBERS = st.integers(1, 2**62)


@given(
    NUMBERS,
    NUMBERS,
    st.sampled_from(list(Classification.Purpose)),
    st.none() | NUMBERS,
    st.integers(0, 4_000_000_000_000),
    st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=STRATEGY_BYTES),
    st.none() | st.integers(-(2**63), 2**63 - 1).filter(bool),
)
def test_what_is_sealed_comes_back_in_a_ticket_of_one_length(
    volunteer_id: int,
    subject_id: int,
    purpose: int,
    model: int | None,
    milliseconds: int,
    strategy: str,
    device: int | None,
) -> None:
    issued = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    assignment = dataclasses.replace(
        ASSIGNMENT,
        volunteer_id=volunteer_id,
        subject_id=subject_id,
        purpose=purpose,
        model_version_id=model,
        blind=model is None,
        strategy=strategy,
        issued_at=issued,
        device=device,
    )
    ticket = seal(assignment)
    assert len(ticket) == TICKET_LENGTH
    assert unseal(ticket) == assignment


def test_two_tickets_of_one_assignment_differ() -> None:
    assert seal(ASSIGNMENT) != seal(ASSIGNMENT)


def test_a_change_of_any_character_is_noticed() -> None:
    ticket = seal(ASSIGNMENT)
    for place, letter in enumerate(ticket):
        changed = ticket[:place] + ("A" if letter != "A" else "B") + ticket[place + 1 :]
        if changed.rstrip("=") != ticket.rstrip("="):
            with pytest.raises(AssignmentForged):
                unseal(changed)


@pytest.mark.parametrize("ticket", ["", "x", "é" * TICKET_LENGTH, "A" * TICKET_LENGTH, "A" * 10_000])
def test_what_was_never_a_ticket_is_forged(ticket: str) -> None:
    with pytest.raises(AssignmentForged) as caught:
        unseal(ticket)
    assert caught.value.code == "assignment_forged"


def test_tickets_and_images_survive_a_change_of_the_secret_as_long_as_the_old_one_is_kept() -> None:
    with override_settings(SECRET_KEY="the old secret"):
        ticket, token = seal(ASSIGNMENT), image_token(ASSIGNMENT)
    with override_settings(SECRET_KEY="the new secret", SECRET_KEY_FALLBACKS=["the old secret"]):
        assert unseal(ticket) == ASSIGNMENT
        assert read_image_token(token) == ASSIGNMENT.subject_id
    with override_settings(SECRET_KEY="the new secret"):
        with pytest.raises(AssignmentForged):
            unseal(ticket)
        with pytest.raises(ImageUnknown):
            read_image_token(token)


def test_an_assignment_has_one_image_token_and_another_assignment_another() -> None:
    token = image_token(ASSIGNMENT)
    assert image_token(unseal(seal(ASSIGNMENT))) == token
    others = [
        dataclasses.replace(ASSIGNMENT, volunteer_id=8),
        dataclasses.replace(ASSIGNMENT, issued_at=ISSUED + timedelta(milliseconds=1)),
        dataclasses.replace(ASSIGNMENT, round_id=9),
    ]
    tokens = {image_token(other) for other in others}
    assert len(tokens | {token}) == 4
    assert {read_image_token(each) for each in tokens} == {5}


@pytest.mark.parametrize("token", ["", "abc", "A" * 46, "é", "A" * 500])
def test_a_forged_image_token_is_unknown(token: str) -> None:
    with pytest.raises(ImageUnknown) as caught:
        read_image_token(token)
    assert caught.value.code == "image_unknown"
