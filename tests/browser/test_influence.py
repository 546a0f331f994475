"""The influence of models as curators and scientists see it, and predictions to take away."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from quorum.subjects.models import Subject
from tests.browser.campaigns import make_account
from tests.browser.conftest import Visitors
from tests.factories import make_project
from tests.predicted import make_compared_project, make_model, make_prediction, make_run

pytestmark = pytest.mark.browser


def test_choices_that_models_change_are_marked_and_told_in_numbers(visitors: Visitors) -> None:
    project = make_compared_project("cells", subjects=60)
    page = visitors.page()
    visitors.log_in(
        page, make_account(project=project, role="curator").email, then="/p/cells/results?view=runs"
    )
    page.get_by_role("tab", name="Influence").click()
    groups = page.get_by_role("region", name="Both groups")
    expect(
        groups.get_by_role("row", name=re.compile("Consensus reached")).get_by_role("cell").last
    ).to_have_text("40")
    plot = page.get_by_role("img", name="Share of subjects with this choice")
    expect(plot).to_be_visible()
    expect(page.get_by_text("Differ by more than chance: Class 1.")).to_be_visible()
    page.get_by_text("Show the numbers").click()
    numbers = page.get_by_role("row", name=re.compile("^Class 1 "))
    expect(numbers.get_by_role("cell").last).to_have_text("Yes")
    page.get_by_label("Figure").select_option("Agreement")
    expect(page.get_by_role("img", name="Agreement")).to_be_visible()
    expect(page.get_by_text("Differ by more than chance: Class 0.")).to_be_visible()
    page.get_by_label("Figure").select_option("Answers per subject")
    expect(page.get_by_role("img", name="Answers per subject")).to_be_visible()
    assert visitors.complaints == []


def test_without_a_blind_share_the_page_says_what_it_waits_for(visitors: Visitors) -> None:
    project = make_project("cells")
    page = visitors.page()
    email = make_account(project=project, role="scientist").email
    visitors.log_in(page, email, then="/p/cells/results?view=influence")
    expect(page.get_by_role("heading", name="No blind share yet")).to_be_visible()
    assert visitors.complaints == []


def test_a_scientist_downloads_predictions_and_what_is_behind_them(visitors: Visitors, tmp_path: Path) -> None:
    project = make_compared_project("cells", subjects=6)
    make_prediction(make_run(make_model(project)), Subject.objects.get(external_id="003"), [0.25, 0.75])
    page = visitors.page()
    visitors.log_in(page, make_account(project=project, role="scientist").email, then="/p/cells/data")
    files = {}
    for name in ("predictions.csv", "predictions-about.json"):
        with page.expect_download() as coming:
            page.get_by_role("link", name=f"Download {name}").click()
        files[name] = tmp_path / name
        coming.value.save_as(files[name])
        assert coming.value.suggested_filename.startswith("cells-predictions")
    with files["predictions.csv"].open(newline="") as file:
        rows = {(row["external_id"], row["choice_code"]): row for row in csv.DictReader(file)}
    assert (len(rows), rows["003", "c1"]["probability"], rows["004", "c1"]["probability"]) == (60, "0.75", "")
    assert json.loads(files["predictions-about.json"].read_text())["tasks"][0]["models"][0]["number"] == 1
    card = page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name="Predictions and consensus")
    )
    card.first.get_by_role("button", name="Show the first rows").click()
    expect(page.get_by_role("region", name="First rows of predictions.csv")).to_be_visible()
    assert visitors.complaints == []
