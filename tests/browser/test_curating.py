"""Curators bring images in and take bad ones out, with nothing but the browser."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from quorum.audit.models import AuditEvent
from quorum.selection.models import QueueEntry
from quorum.subjects.models import Subject
from tests.browser.campaigns import label_all, make_account
from tests.browser.conftest import MakeCampaign, Visitors
from tests.fixtures_processes import Worker
from tests.subjects.drawn import CHANNELS, write_field, write_table
from tests.waiting import eventually

pytestmark = pytest.mark.browser


def zip_with_two_good_and_two_bad_rows(folder: Path) -> Path:
    """Write four rows: two good ones, one whose image is missing, one with an unknown label."""
    folder.mkdir()
    for number, name in enumerate(("good-1", "good-2", "mislabelled")):
        write_field(folder, name, seed=number)
    names = ("good-1", "good-2", "nowhere", "mislabelled")
    write_table(
        folder / "manifest.csv",
        ("external_id", *(f"location:{channel}" for channel in CHANNELS), "labels"),
        *(
            (name, *(f"{name}_{channel}.png" for channel in CHANNELS), "Cytozol" * (name == "mislabelled"))
            for name in names
        ),
    )
    archive = folder.parent / "plate.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in folder.iterdir():
            packed.write(file, file.name)
    return archive


def test_an_upload_takes_the_good_rows_and_lists_the_bad_ones_with_the_reason(
    visitors: Visitors, campaign: MakeCampaign, celery_worker: Worker, tmp_path: Path
) -> None:
    project = campaign("cells", subjects=0)
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="curator").email, then="/p/cells/import")
    page.locator("input[type=file]").set_input_files(zip_with_two_good_and_two_bad_rows(tmp_path / "plate"))
    page.get_by_label("Name of the batch").fill("plate 7")
    page.get_by_role("button", name="Import 1 file").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible()
    problems = page.get_by_role("table", name="Refused rows of plate 7").locator("tbody tr")
    missing = problems.filter(has_text="nowhere").first
    expect(missing).to_contain_text("4")
    expect(missing).to_contain_text("location:green")
    expect(missing).to_contain_text("file_missing")
    wrong = problems.filter(has_text="mislabelled")
    expect(wrong).to_contain_text("5")
    expect(wrong).to_contain_text("unknown_label")
    expect(wrong).to_contain_text("Cytozol")
    assert set(Subject.objects.values_list("external_id", flat=True)) == {"good-1", "good-2"}
    assert QueueEntry.objects.count() == 2
    assert visitors.complaints == []


def test_a_withdrawn_subject_leaves_the_queue_and_the_reason_is_audited(
    visitors: Visitors, campaign: MakeCampaign
) -> None:
    project = campaign("cells", subjects=2)
    label_all(visitors.site, project, choices=["102"], volunteers=1)
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="curator").email, then="/p/cells/results")
    page.get_by_role("link", name="drawn-0001").click()
    page.get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Out of focus.")
    dialog.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The subject is withdrawn.")).to_be_visible()
    expect(
        page.get_by_text("Withdrawn: nobody is shown it any more. On record: 1 counted classification.")
    ).to_be_visible()
    eventually(lambda: QueueEntry.objects.count() == 1)
    assert AuditEvent.objects.filter(verb="subject.withdrawn", reason="Out of focus.").exists()

    volunteer = visitors.volunteer("cells")
    volunteer.choose("Cytosol")
    volunteer.submit()
    expect(volunteer.finished).to_be_visible()
    assert visitors.complaints == []
