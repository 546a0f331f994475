"""Predictions: who is asked about whom, and what is kept of the answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.utils import timezone

from quorum.classifications.models import SubjectRoundTask
from quorum.domain.requests import PredictionReport
from quorum.learning.jobs import request_job
from quorum.learning.messages import folder_of
from quorum.learning.models import ModelVersion, Prediction, PredictionRun, TrainingTable
from quorum.learning.predictions import ask_models, known_predictions
from quorum.learning.tending import tend_jobs
from quorum.projects.models import Project
from quorum.selection.rounds import open_round
from quorum.subjects.models import Subject
from tests.factories import make_project, make_subject, task_of, version_of
from tests.learning.test_jobs import REQUEST

pytestmark = pytest.mark.django_db
CODES = [f"c{index}" for index in range(10)]


@pytest.fixture
def project() -> Project:
    """A project of four subjects, one of which has votes."""
    project = make_project(choices=10)
    for name in ("a", "b", "c", "voted"):
        make_subject(project, name)
    open_round(workflow_version=version_of(project), actor=None)
    SubjectRoundTask.objects.filter(subject__external_id="voted").update(n=3, counts=[3] + [0] * 9)
    return project


def live(project: Project, recipe: str, *, reads_crowd: bool) -> ModelVersion:
    task, number = task_of(project), ModelVersion.objects.filter(project=project).count() + 1
    table = TrainingTable.objects.create(
        project=project, task=task, targets="labels", digest=recipe, folder="t",
        fields=1, labelled=1, holdout=1, kept_away=0,
    )  # fmt: skip
    return ModelVersion.objects.create(
        project=project, task=task, number=number, table=table, recipe=recipe, reads_crowd=reads_crowd,
        job=request_job(project=project, request=REQUEST, by=None), folder=f"models/{recipe}", digest=recipe,
        state=ModelVersion.State.LIVE,
    )  # fmt: skip


def asked_of(run: PredictionRun) -> list[str]:
    fields = pq.read_table(settings.ML_STORAGE / run.job.request["fields"])["field"].to_pylist()
    names = {str(one.public_id): one.external_id for one in Subject.objects.all()}
    return sorted(names[field] for field in fields)


def say(
    run: PredictionRun,
    rows: Sequence[Sequence[float | None]],
    *,
    model: str = "",
    draws: Sequence[float] = (),
    places: int = 0,
) -> None:
    """Answer as the worker does, a row of probabilities per field asked; every draw is so far from them.

    With `places` each field lies, in so many dimensions, where its first probabilities do.
    """
    fields = pq.read_table(settings.ML_STORAGE / run.job.request["fields"])["field"]
    columns: dict[str, list[object]] = {
        f"probability_{code}": [row[k] for row in rows] for k, code in enumerate(CODES)
    }
    named = [";".join(code for code, p in zip(CODES, row, strict=True) if p and p > 0.5) for row in rows]
    if draws:
        for k, code in enumerate(CODES):
            columns[f"uncertainty_{code}"] = [None if row[k] is None else k / 100 for row in rows]
            columns[f"draws_{code}"] = [
                None if row[k] is None else [row[k] + apart for apart in draws]  # type: ignore[operator]
                for row in rows
            ]
    if places:
        columns["embedding"] = [None if row[0] is None else row[:places] for row in rows]
    table = pa.table({"field": fields, "classes": named} | columns)
    pq.write_table(table, settings.ML_STORAGE / run.job.request["output"])
    with folder_of(run.job).taken():
        folder_of(run.job).beat()
        folder_of(run.job).finish(
            PredictionReport(str(run.job.public_id), model or run.model.digest, len(rows), 0, len(draws))
        )
    tend_jobs(now=timezone.now())


def test_the_model_that_reads_votes_is_asked_where_there_are_some_and_the_other_one_about_all(
    project: Project,
) -> None:
    live(project, "ga-loccat", reads_crowd=True)
    live(project, "loccat-plus", reads_crowd=False)
    with_votes, all_of_them = ask_models(task=task_of(project), by=None)
    assert (asked_of(with_votes), asked_of(all_of_them)) == (["voted"], ["a", "b", "c", "voted"])
    assert [(run.subjects, run.measured, run.votes) for run in (with_votes, all_of_them)] == [
        (1, 0, 3),
        (4, 0, 3),
    ]
    columns = pq.read_table(settings.ML_STORAGE / with_votes.job.request["fields"])
    assert columns["votes_c0"].to_pylist() == [3]


def test_a_model_alone_is_asked_about_what_it_can_answer(project: Project) -> None:
    assert ask_models(task=task_of(project), by=None) == []
    live(project, "loccat", reads_crowd=False)
    (run,) = ask_models(task=task_of(project), by=None)
    assert asked_of(run) == ["a", "b", "c", "voted"]
    assert "votes_c0" not in pq.read_table(settings.ML_STORAGE / run.job.request["fields"]).column_names


def test_what_a_model_says_is_kept_per_subject_and_its_next_word_takes_the_place(project: Project) -> None:
    model = live(project, "loccat", reads_crowd=False)
    (run,) = ask_models(task=task_of(project), by=None)
    say(run, [[0.9] + [0.1] * 9, [0.1] * 10, [None] * 10, [0.25] * 9 + [0.75]])
    kept = {one.subject.external_id: one for one in Prediction.objects.filter(model=model)}
    assert set(kept) == {"a", "b", "voted"}, "a field without cells has no prediction"
    assert kept["a"].probabilities == pytest.approx([0.9] + [0.1] * 9, abs=1e-7)
    assert (kept["a"].named, kept["b"].named, kept["voted"].named) == ([0], [], [9])
    (again,) = ask_models(task=task_of(project), by=None)
    say(again, [[0.6] * 10] * 4)
    first = Prediction.objects.get(subject__external_id="a")
    assert (first.run, len(first.named), first.probabilities[1]) == (again, 10, pytest.approx(0.6))
    assert Prediction.objects.count() == 4


def test_the_latest_word_of_the_live_model_is_read_as_arrays_by_subject(project: Project) -> None:
    assert known_predictions(task=task_of(project)).model is None
    model = live(project, "loccat", reads_crowd=False)
    (run,) = ask_models(task=task_of(project), by=None)
    say(run, [[0.9] + [0.1] * 9, [None] * 10, [0.1] * 10, [0.25] * 9 + [0.75]])
    known = known_predictions(task=task_of(project))
    a, b, c, voted = Subject.objects.order_by("pk").values_list("pk", flat=True)
    assert (known.model, known.subject_ids.tolist()) == (model, [a, c, voted])
    assert known.probabilities[:, 0] == pytest.approx([0.9, 0.1, 0.25])
    assert known.rows_of(np.array([voted, b, a, voted + 1])).tolist() == [2, -1, 0, -1]
    reading_votes = known_predictions(task=task_of(project), plain=False)
    assert (reading_votes.model, reading_votes.probabilities.shape) == (None, (0, 10))
    assert reading_votes.rows_of(np.array([a])).tolist() == [-1]


def test_how_unsure_a_model_is_comes_with_its_word(project: Project) -> None:
    live(project, "loccat", reads_crowd=False)
    (run,) = ask_models(task=task_of(project), by=None)
    assert run.job.request["samples"] == 10
    say(run, [[0.5] * 10, [None] * 10, [0.25] * 10, [0.125] * 10], draws=(-0.125, 0.125, 0.0))
    kept = Prediction.objects.get(subject__external_id="c")
    assert kept.uncertainty == pytest.approx([k / 100 for k in range(10)])
    known = known_predictions(task=task_of(project))
    assert known.draws is not None
    assert known.draws.shape == (3, 3, 10)
    assert known.draws[:, :, 4].tolist() == [[0.375, 0.125, 0.0], [0.625, 0.375, 0.25], [0.5, 0.25, 0.125]]
    (settings.ML_STORAGE / run.said).unlink()
    assert known_predictions(task=task_of(project)).draws is None


def test_where_subjects_lie_is_read_run_by_run_as_far_as_files_tell(project: Project) -> None:
    live(project, "loccat", reads_crowd=False)
    (old,) = ask_models(task=task_of(project), by=None)
    say(old, [[0.5] * 10, [0.25] * 10, [None] * 10, [0.125] * 10])
    assert known_predictions(task=task_of(project)).embedding is None
    (run,) = ask_models(task=task_of(project), by=None)
    say(run, [[0.5] * 10, [0.25] * 10, [None] * 10, [0.125] * 10], places=3)
    (later,) = ask_models(task=task_of(project), by=None)
    say(later, [[0.75] * 10, [None] * 10, [None] * 10, [None] * 10], places=3)

    def lying() -> list[list[float]] | None:
        found = known_predictions(task=task_of(project)).embedding
        return None if found is None else found[:, :1].tolist()

    assert lying() == [[0.75], [0.25], [0.125]], "words of two runs stand"
    assert known_predictions(task=task_of(project)).embedding.dtype == np.float32  # type: ignore[union-attr]
    (settings.ML_STORAGE / later.said).unlink()
    np.testing.assert_array_equal(lying(), [[np.nan], [0.25], [0.125]])
    (settings.ML_STORAGE / run.said).unlink()
    assert lying() is None


def test_runs_whose_workers_knew_another_space_are_not_mixed(project: Project) -> None:
    live(project, "loccat", reads_crowd=False)
    for rows, places in (([[0.5] * 10] * 4, 2), ([[0.75] * 10] + [[None] * 10] * 3, 3)):
        (run,) = ask_models(task=task_of(project), by=None)
        say(run, rows, places=places)
    found = known_predictions(task=task_of(project)).embedding
    np.testing.assert_array_equal(found, [[0.75] * 3, *[[np.nan] * 3] * 3])


@pytest.mark.django_db(transaction=True)
def test_words_of_several_runs_bring_their_own_draws_and_replaced_files_go(project: Project) -> None:
    live(project, "loccat", reads_crowd=False)
    runs = []
    for rows in ([[0.5] * 10] * 4, [[0.25] * 10, None, None, None], [[0.75] * 10] * 4):
        (run,) = ask_models(task=task_of(project), by=None)
        say(run, [row or [None] * 10 for row in rows], draws=(-0.125, 0.125))
        runs.append(run)
        known = known_predictions(task=task_of(project))
        assert known.draws is not None
        assert known.draws.mean(axis=0) == pytest.approx(known.probabilities)
    assert [(settings.ML_STORAGE / run.folder).exists() for run in runs] == [False, False, True]


def test_the_answer_of_another_model_is_not_kept(project: Project) -> None:
    live(project, "loccat", reads_crowd=False)
    (run,) = ask_models(task=task_of(project), by=None)
    say(run, [[0.6] * 10] * 4, model="another")
    run.job.refresh_from_db()
    assert (run.job.state, Prediction.objects.count()) == ("failed", 0)


def test_votes_that_a_model_read_are_noted(project: Project) -> None:
    live(project, "ga-loccat", reads_crowd=True)
    (run,) = ask_models(task=task_of(project), by=None)
    say(run, [[0.6] * 10])
    assert Prediction.objects.get().votes == 3
