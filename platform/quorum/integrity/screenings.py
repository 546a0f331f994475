"""Looking through a project's new answers for dishonest ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from quorum.accounts.selectors import pseudonyms
from quorum.domain.integrity.copying import compare_pairs
from quorum.domain.integrity.finding import Measure
from quorum.domain.integrity.screening import measure_of, screen
from quorum.integrity.devices import list_shared_devices
from quorum.integrity.evidence import evidence_of
from quorum.integrity.models import Screening
from quorum.integrity.services import expire_suspicions, open_suspicion
from quorum.integrity.window import read_window
from quorum.projects.models import Project, Task

LOOKED_BACK = timedelta(days=30)
LAPSES_AFTER = timedelta(days=30)


def screen_project(*, project: Project, now: datetime) -> int:
    """Look at the volunteers with new answers; return how many suspicions were opened or renewed.

    Everybody's answers of the last 30 days to the newest task are what they are compared with.
    """
    task = (
        Task.objects.filter(project=project, kind=Task.Kind.CHOOSE_MANY).order_by("-workflow_version").first()
    )
    progress, _ = Screening.objects.get_or_create(project=project)
    expire_suspicions(project_id=project.pk, unseen_since=now - LAPSES_AFTER)
    if task is None:
        return 0
    since = now - LOOKED_BACK
    window = read_window(task=task, since=since, after_id=progress.last_classification_id)
    if window is None or not len(window.fresh):
        return 0
    progress.looks += 1
    progress.last_classification_id = window.last_id
    progress.save()
    pairs = compare_pairs(window.answers)
    found = list_shared_devices(project_id=project.pk, window=window, since=since)
    for finding in screen(window.answers, window.fresh.tolist(), pairs=pairs):
        measure = measure_of(finding, look=progress.looks)
        if measure is Measure.NONE:
            continue
        volunteer_id = int(window.volunteer_ids[finding.volunteer])
        names = pseudonyms({int(window.volunteer_ids[one]) for one in (finding.volunteer, *finding.partners)})
        found += 1
        open_suspicion(
            project_id=project.pk,
            volunteer_id=volunteer_id,
            finding=finding,
            measure=measure,
            evidence=evidence_of(finding, window, pairs, names),
        )
    return found
