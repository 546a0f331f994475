"""Labels by curators, which hold in place of the consensus."""

from __future__ import annotations

from collections.abc import Iterator

from quorum.projects.models import Project
from quorum.releases.rows import csv_bytes, harmless, stream, utc

HEADER = ("subject_id", "external_id", "task", "choice_codes", "choice_names", "reason", "decided_at")
_QUERY = """
select s.public_id, s.external_id, t.public_id,
       coalesce((select string_agg(c.code, ' ' order by c.position) from projects_choice c
                  where c.id = any(label.choice_ids)), ''),
       coalesce((select string_agg(c.name, '; ' order by c.position) from projects_choice c
                  where c.id = any(label.choice_ids)), ''),
       label.reason, label.created_at
  from curation_curatedlabel label
  join subjects_subject s on s.id = label.subject_id join projects_task t on t.id = label.task_id
 where label.project_id = %(project)s and label.replaced_at is null
 order by label.subject_id, label.task_id
"""


def write_csv(project: Project) -> Iterator[bytes]:
    """Yield the labels that hold as CSV; an empty list of choices says that none of them is there."""
    rows = stream(_QUERY, {"project": project.pk})
    return csv_bytes(HEADER, ((*row[:5], harmless(row[5]), utc(row[6])) for row in rows))
