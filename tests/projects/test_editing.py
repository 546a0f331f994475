"""Editing a project: its texts, terms and channels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quorum.audit.models import AuditEvent
from quorum.projects.editing import edit_project, replace_channels
from quorum.projects.errors import ChangedMeanwhile, ChannelsInvalid
from quorum.projects.models import Project
from quorum.projects.services import FLUORESCENCE_CHANNELS, ChannelSpec
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db
NONE_IN_USE: frozenset[str] = frozenset()


def channel_keys(project: Project) -> list[str]:
    return [channel.key for channel in project.channels.order_by("position")]


def test_an_edit_raises_the_revision_and_is_audited_with_before_and_after() -> None:
    project, owner = make_project(), make_user()
    edited = edit_project(project=project, changes={"title": "New"}, revision=1, actor=owner)
    assert (edited.title, edited.revision) == ("New", 2)
    event = AuditEvent.objects.get(verb="project.edited")
    assert event.details == {"before": {"title": "Where is the protein?"}, "after": {"title": "New"}}


def test_whoever_edits_an_older_state_is_told_and_changes_nothing() -> None:
    project = make_project()
    edit_project(project=project, changes={"title": "First"}, revision=1, actor=None)
    with pytest.raises(ChangedMeanwhile) as refusal:
        edit_project(project=project, changes={"title": "Second"}, revision=1, actor=None)
    assert refusal.value.details == {"revision": 2}
    assert Project.objects.get().title == "First"


def test_new_terms_ask_everybody_again_and_other_texts_do_not() -> None:
    project = make_project()
    assert edit_project(project=project, changes={"tagline": "x"}, revision=1, actor=None).terms_version == 1
    assert (
        edit_project(project=project, changes={"terms": "Be fair."}, revision=2, actor=None).terms_version == 2
    )


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    project = make_project()
    assert edit_project(project=project, changes={"terms": "Be kind."}, revision=1, actor=None).revision == 1
    assert not AuditEvent.objects.filter(verb="project.edited").exists()


def test_channels_are_renamed_ordered_and_taken_away_while_no_image_has_them() -> None:
    project = make_project(channels=FLUORESCENCE_CHANNELS)
    green, blue, *_ = FLUORESCENCE_CHANNELS
    new = [blue, replace(green, name="Signal", window_high=0.5)]
    replace_channels(project=project, channels=new, in_use=NONE_IN_USE, actor=None)
    assert channel_keys(project) == ["blue", "green"]
    assert project.channels.get(key="green").window_high == 0.5


@pytest.mark.parametrize(
    ("channels", "in_use"),
    [
        ([], NONE_IN_USE),
        ([FLUORESCENCE_CHANNELS[0], FLUORESCENCE_CHANNELS[0]], NONE_IN_USE),
        ([ChannelSpec("green", "Green", "grass")], NONE_IN_USE),
        ([ChannelSpec("green", "Green", "#00ff00", window_low=0.5, window_high=0.5)], NONE_IN_USE),
        ([FLUORESCENCE_CHANNELS[0]], frozenset({"blue"})),
        ([*FLUORESCENCE_CHANNELS[:2], ChannelSpec("far", "Far red", "#880000")], frozenset({"green", "blue"})),
    ],
    ids=["none", "twice", "no colour", "empty window", "taken from images", "required of images without it"],
)
def test_channels_that_cannot_be_are_refused_and_nothing_changes(
    channels: list[ChannelSpec], in_use: frozenset[str]
) -> None:
    project = make_project()
    with pytest.raises(ChannelsInvalid):
        replace_channels(project=project, channels=channels, in_use=in_use, actor=None)
    assert channel_keys(project) == ["green", "blue"]
