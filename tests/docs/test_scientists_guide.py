"""The worked example of the scientists' guide runs on a real download."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from quorum.projects.models import Project
from quorum.releases.services import DOWNLOADS
from quorum.subjects.models import Subject
from tests.predicted import make_compared_project, make_model, make_prediction, make_run

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "scientists.md"


@pytest.fixture
def project() -> Project:
    """Twelve subjects; the model is right about class 0 but for one, where it is sure and nobody sees it."""
    project = make_compared_project("one", subjects=12)
    run = make_run(make_model(project))
    for number, subject in enumerate(Subject.objects.order_by("external_id")):
        make_prediction(run, subject, [0.95 if number % 2 or number == 6 else 0.05])
    return project


def test_predictions_load_in_pandas_as_the_guide_says(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    pieces = DOWNLOADS["predictions.parquet"].write(project)
    (tmp_path / "predictions.parquet").write_bytes(b"".join(pieces))
    monkeypatch.chdir(tmp_path)
    told, known = io.StringIO(), {}
    with contextlib.redirect_stdout(told):
        exec(compile(example, str(GUIDE), "exec"), known)
    models, *missed, fair = told.getvalue().strip().splitlines()
    assert "'recipe': 'loccat'" in models
    assert any(line.split() == ["Class", "0", "1"] for line in missed)
    # Of three blind subjects with a consensus, and ten classes of each, one answer is another.
    assert float(fair) == pytest.approx(29 / 30)
    assert known["wide"].shape[0] == 11
