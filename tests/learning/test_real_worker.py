"""The loop with a real ML worker, which is killed, and a broker that forgets: nothing is lost."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from quorum.learning.loop_state import Wait, state_of_loop
from quorum.learning.loop_steps import advance_loops
from quorum.learning.messages import folder_of
from quorum.learning.models import Job, Loop, ModelVersion, Prediction, PredictionRun, TrainingTable
from quorum.learning.predictions import known_predictions
from quorum.learning.tending import FIRST_WAIT, tend_jobs
from quorum.projects.models import Choice, Project
from quorum.selection.rounds import open_round
from quorum.subjects.models import Channel, ReferenceLabel, Subject
from quorum.synthesis.cell_lines import CELL_LINES
from quorum.synthesis.fields import draw_field
from tests.factories import make_project, make_subject, task_of, version_of
from tests.learning.ml_worker import MlWorker, forget_messages, ml_worker

pytestmark = [
    pytest.mark.ml,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]
CODES, HELD, LEARNT = (102, 201), 30, 14
DRAWN = (0, 1, 10, 11)
"""Seeds of images with a whole cell or more."""
PATIENCE_S = 400
SILENT = settings.ML_SILENCE + timedelta(seconds=1)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[MlWorker]:
    with ml_worker(tmp_path) as found:
        yield found


@pytest.fixture
def project() -> Project:
    """A project of drawn images of two classes, labelled by experts, most of them to judge by."""
    project = make_project()
    version = version_of(project).label_set_version
    choices = list(Choice.objects.filter(label_set_version=version, selectable=True).order_by("position"))
    planes = [drawn_planes(seed) for seed in DRAWN]
    for number in range(HELD + LEARNT):
        subject = make_subject(project, f"f{number:02d}")
        for channel in Channel.objects.filter(subject=subject).select_related("project_channel"):
            channel.original = planes[number % len(DRAWN)][channel.project_channel.key]
            channel.save(update_fields=["original"])
        ReferenceLabel.objects.create(
            project=project, subject=subject, label_set_version=version, source="expert",
            split="model_holdout" if number < HELD else "train", choice_ids=[choices[number % 2].pk],
        )  # fmt: skip
    open_round(workflow_version=version_of(project), actor=None)
    Loop.objects.create(
        task=task_of(project),
        project=project,
        is_on=True,
        targets="labels",
        recipe="loccat",
        train_after=LEARNT,
    )
    return project


def drawn_planes(seed: int) -> dict[str, str]:
    """Draw a field and store its planes; return their names by colour."""
    field = draw_field(
        codes=[CODES[seed % 2]],
        cell_line=CELL_LINES[seed % 5],
        size=320,
        bit_depth=8,
        rng=np.random.default_rng(seed),
    )
    names = {}
    for colour, plane in field.channels.items():
        out = io.BytesIO()
        Image.fromarray(plane).save(out, "PNG")
        names[colour] = default_storage.save(f"originals/{seed}_{colour}.png", ContentFile(out.getvalue()))
    return names


def beat() -> None:
    """Do what the clock has done every two seconds and every minute."""
    tend_jobs(now=timezone.now())
    advance_loops(now=timezone.now())


def wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < deadline, "the worker has not come so far"
        tend_jobs(now=timezone.now())
        time.sleep(0.1)


def killed_at_work(worker: MlWorker, job: Job) -> None:
    """Kill the worker once it has told of progress, and have the job given to another one."""

    def has_begun() -> bool:
        progress = folder_of(job).progress
        return progress is not None and progress.share > 0

    wait_until(has_begun)
    worker.kill()
    assert not folder_of(job).has_ended
    tend_jobs(now=timezone.now())
    tend_jobs(now=timezone.now() + SILENT)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("waiting", 2)
    worker.start()


def test_the_loop_comes_from_images_to_predictions_while_workers_are_killed_and_messages_lost(
    project: Project, worker: MlWorker
) -> None:
    beat()
    extraction = Job.objects.get()
    assert forget_messages() == 1
    tend_jobs(now=timezone.now() + FIRST_WAIT * 1.01)
    worker.start()
    killed_at_work(worker, extraction)
    wait_until(lambda: Job.objects.get(pk=extraction.pk).state == "done")

    beat()
    model = ModelVersion.objects.get()
    killed_at_work(worker, model.job)
    wait_until(lambda: ModelVersion.objects.get().state == "live")
    model.refresh_from_db()
    assert (model.judgement["verdict"], model.table.labelled, model.table.holdout) == ("first", LEARNT, HELD)

    beat()
    run = PredictionRun.objects.get()
    wait_until(lambda: Job.objects.get(pk=run.job_id).has_ended)
    said = known_predictions(task=task_of(project))
    assert (said.model, len(said.subject_ids)) == (model, Prediction.objects.count())
    assert len(said.subject_ids) == HELD + LEARNT
    assert said.draws is not None
    assert said.draws.shape == (10, len(said.subject_ids), 10)
    assert (said.draws.std(axis=0) > 0).any()
    assert said.embedding is not None
    assert said.embedding.shape == (len(said.subject_ids), 32)
    drawn = {pk: int(name[1:]) % len(DRAWN) for pk, name in Subject.objects.values_list("pk", "external_id")}
    shown = np.array([drawn[pk] for pk in said.subject_ids.tolist()])
    places = [said.embedding[shown == image] for image in range(len(DRAWN))]
    assert max(float(np.ptp(place, axis=0).max()) for place in places) < 1e-4, "one image lies in one place"
    assert len(np.unique(np.round([place[0] for place in places], 1), axis=0)) == len(DRAWN)
    beat()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert (Job.objects.count(), TrainingTable.objects.count()) == (4, 1)
    assert [one.wait for one in state_of_loop(task_of(project)).waits] == [Wait.ANSWERS]
