"""Predictions and consensus together: one row per subject, round and choice of every task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quorum.aggregation.models import ConsensusRun
from quorum.aggregation.rules import p_values_now
from quorum.aggregation.selectors import latest_run
from quorum.classifications.task_cards import task_card
from quorum.learning.models import ModelVersion
from quorum.learning.prediction_list import models_in_force
from quorum.projects.models import Project, Round, Task
from quorum.projects.rounds import OfferedChoice, choices_of
from quorum.releases.classifications import Names
from quorum.releases.rows import csv_bytes, stream, truth, utc

COLUMNS = {
    "subject_id": "The subject, as in every other file.",
    "external_id": "The subject's name in the import.",
    "workflow": "The workflow's short name.",
    "workflow_version": "Its version; the task and its choices belong to it.",
    "round": "The round's number; empty for a subject that no round has taken in.",
    "task": "The task.",
    "state": "By the task's rule in this round: open, reached, disputed; or withdrawn.",
    "n": "Counted classifications of the subject in this round.",
    "choice_code": "The choice.",
    "choice_name": "Its name.",
    "votes": "Counted classifications that named the choice.",
    "share_of_classifications": "votes / n; empty without any.",
    "p_value": "By the task's rule: at its decision, for open subjects as of now.",
    "in_consensus": "Is the choice in the consensus by the task's rule?",
    "decided_at_n": "Counted classifications at the decision.",
    "decided_at": "When it was decided.",
    "corrected_run": "Number of the newest run of recompute_consensus that has the subject.",
    "corrected_method": "Its method.",
    "corrected_n": "Volunteers whose classifications it counted, of all its rounds.",
    "corrected_votes": "Those of them who named the choice.",
    "corrected_p_value": "The published test's p-value of these votes.",
    "corrected_posterior": "The method's posterior, where it decides by one.",
    "in_corrected_consensus": "Does the method accept the choice, with corrected cutoffs where it has some?",
    "is_cutoff_holdout": "Did the subject's expert label help to set the cutoffs? Leave it out of comparisons.",
    "joined_posterior": "Probability by votes and model joined, as of joined_at.",
    "in_joined_consensus": "Is it above the loop's cutoff?",
    "joined_n": "Counted classifications that were joined, of all rounds.",
    "joined_model": "Number of the model that was joined with them; empty for votes alone.",
    "joined_at": "When they were joined.",
    "is_blind": "Was the subject drawn as one that no model chooses?",
    "probability": "The model's calibrated probability.",
    "named": "Is it at or above the model's cutoff?",
    "uncertainty": "What a label would tell of the model, in nats (BALD); empty where that was not asked.",
    "votes_read": "Classifications of the subject that the model had read; 0 for one that reads none.",
    "predicted_at": "When the model was asked.",
    "model_number": "The model's number, as in the column model_version of classifications.",
    "model_id": "The model.",
    "recipe": "How it was built.",
    "model_digest": "SHA-256 of its artefact.",
    "training_table_digest": "SHA-256 of what it was trained on.",
}
_TRUTHS = tuple(
    place for place, name in enumerate(COLUMNS) if name.startswith(("in_", "is_")) or name == "named"
)
_TIMES = tuple(place for place, name in enumerate(COLUMNS) if name.endswith("_at"))
# All choices of a subject have the same times.
_utc = lru_cache(maxsize=64)(utc)
# Of two live models, the one that has read the subject's votes speaks.
_QUERY = """
select s.public_id, s.external_id, t.round_id,
       case t.retirement_reason when 'withdrawn' then 'withdrawn' else t.state end,
       t.n, t.counts, t.p_values, t.accepted, t.decided_at_n, t.decided_at,
       corrected.n, corrected.counts, corrected.p_values, corrected.posteriors, corrected.accepted,
       corrected.is_holdout,
       joined.probabilities, joined.accepted, joined.n, joiner.number, joined.computed_at, joined.blind,
       said.probabilities, said.named, said.uncertainty, said.votes, run.created_at, said.model_id
  from subjects_subject s
  left join classifications_subjectroundtask t on t.subject_id = s.id and t.task_id = %(task)s
  left join aggregation_consensusresult corrected on corrected.subject_id = s.id and corrected.run_id = %(run)s
  left join learning_joinedposterior joined on joined.subject_id = s.id and joined.task_id = %(task)s
  left join learning_modelversion joiner on joiner.id = joined.model_id
  left join lateral (
       select * from learning_prediction p
        where p.subject_id = s.id and p.model_id = any(%(models)s::bigint[])
        order by array_position(%(models)s::bigint[], p.model_id) limit 1) said on true
  left join learning_predictionrun run on run.id = said.run_id
 where s.project_id = %(project)s and (t.id is not null or said.model_id is not null)
 order by t.round_id nulls last, s.id
"""


@dataclass(frozen=True)
class _Source:
    """What the rows of one task share."""

    task: Task
    rounds: Mapping[int, Round]
    choices: Sequence[OfferedChoice]
    run: ConsensusRun | None
    models: Mapping[int, ModelVersion]


def prediction_lines(project: Project) -> Iterator[tuple[Any, ...]]:
    """Yield rows in the order of COLUMNS; None is what is not known."""
    rounds = Names(project).rounds
    tasks = Task.objects.filter(project=project).select_related("workflow_version__workflow")
    for task in tasks.order_by("pk"):
        models = {model.pk: model for model in models_in_force(task)}
        source = _Source(task, rounds, choices_of(task), latest_run(task), models)
        place = {
            "project": project.pk,
            "task": task.pk,
            "run": source.run.pk if source.run else None,
            "models": list(models),
        }
        for row in stream(_QUERY, place):
            yield from _lines(row, source)


def _lines(row: tuple[Any, ...], source: _Source) -> Iterator[tuple[Any, ...]]:
    subject, tally, corrected, joined, said = row[:2], row[2:10], row[10:16], row[16:22], row[22:]
    version = source.task.workflow_version
    who = (str(subject[0]), subject[1], version.workflow.slug, version.number)
    p_values = _p_values(tally, source.task)
    for choice in source.choices:
        yield (
            *who,
            *_by_rule(tally, p_values, choice, source),
            *_by_method(corrected, choice.index, source.run),
            *_together(joined, choice.index),
            *_by_model(said, choice.index, source.models),
        )


def _p_values(tally: tuple[Any, ...], task: Task) -> Sequence[float] | None:
    _, _, n, counts, stored, *_ = tally
    if n is None:
        return None
    return stored or p_values_now(task_card(task.pk).rule, counts, n)


def _by_rule(
    tally: tuple[Any, ...], p_values: Sequence[float] | None, choice: OfferedChoice, source: _Source
) -> tuple[Any, ...]:
    round_id, state, n, counts, _, accepted, at_n, at = tally
    task, index = str(source.task.public_id), choice.index
    if n is None:
        return None, task, None, None, choice.code, choice.name, *[None] * 6
    number, votes = source.rounds[round_id].number, counts[index]
    share, p_value = votes / n if n else None, p_values[index] if p_values else None
    decided = (index in accepted, at_n, at)
    return number, task, state, n, choice.code, choice.name, votes, share, p_value, *decided


def _by_method(corrected: tuple[Any, ...], index: int, run: ConsensusRun | None) -> tuple[Any, ...]:
    n, counts, p_values, posteriors, accepted, is_holdout = corrected
    if n is None or run is None:
        return (None,) * 8
    figures = (p_values[index] if p_values else None, posteriors[index] if posteriors else None)
    return run.number, run.method, n, counts[index], *figures, index in accepted, is_holdout


def _together(joined: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    probabilities, accepted, n, model, at, is_blind = joined
    if probabilities is None:
        return (None,) * 6
    return probabilities[index], index in accepted, n, model, at, is_blind


def _by_model(said: tuple[Any, ...], index: int, models: Mapping[int, ModelVersion]) -> tuple[Any, ...]:
    probabilities, named, uncertainty, votes, asked_at, model_id = said
    if probabilities is None:
        return (None,) * 10
    model = models[model_id]
    word = (probabilities[index], index in named, uncertainty[index] if uncertainty else None, votes, asked_at)
    return *word, model.number, str(model.public_id), model.recipe, model.digest, model.table.digest


def write_csv(project: Project) -> Iterator[bytes]:
    """Yield predictions and consensus as CSV; what is not known is empty."""
    return csv_bytes(tuple(COLUMNS), map(_told, prediction_lines(project)))


def _told(line: tuple[Any, ...]) -> list[Any]:
    told = list(line)
    for place in _TRUTHS:
        if told[place] is not None:
            told[place] = truth(told[place])
    for place in _TIMES:
        told[place] = _utc(told[place])
    return told
