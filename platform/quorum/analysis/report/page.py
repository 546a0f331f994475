"""The page of a report: figures, tables and pictures, without scripts and without the network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from quorum.analysis.aggregate import Aggregation
from quorum.analysis.report.dependence import dependent_workers
from quorum.analysis.report.metrics import Evaluation, Metrics, per_class, unjudged_names, vote_facts
from quorum.plotting.style import percent

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto;
  max-width: 68rem; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 3rem 0 .5rem; }
p { max-width: 46rem; margin: .4rem 0; } .muted { color: #595959; }
.note { border-left: 4px solid #e69f00; background: #fff8ea; padding: .6rem 1rem; margin: 1rem 0; }
.cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0; }
.card { border: 1px solid #ddd; border-radius: 8px; padding: .7rem 1rem; min-width: 9.5rem; }
.card b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; line-height: 1.3; }
.card span { font-size: .85rem; color: #595959; display: block; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #e6e6e6; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
th { font-weight: 600; vertical-align: bottom; white-space: normal; }
th:first-child, td:first-child { text-align: left; }
figure { margin: 1rem 0; } img { max-width: 100%; height: auto; display: block; }
figcaption { font-size: .9rem; }
a { color: #0072b2; }
"""
_MARK = " *"


@dataclass(frozen=True)
class Picture:
    """A picture beside the page: `name` without ending, heading and what it shows."""

    name: str
    heading: str
    caption: str


def page(metrics: Metrics, aggregation: Aggregation, pictures: Sequence[Picture]) -> str:
    """Return the page as HTML; the pictures lie beside it."""
    question = aggregation.question
    asked = "exactly one choice" if question.is_exclusive else f"up to {question.maximum_choices} choices"
    title = f"Aggregation report: {escape(aggregation.method.name)}"
    parts = [
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>",
        f'<p class="muted">{question.classes} classes, {asked} per submission.</p>',
        *(f'<p class="note">{escape(sentence)}</p>' for sentence in metrics.missing),
        _cards(_vote_cards(aggregation)),
    ]
    if metrics.evaluation is not None:
        parts += _scores(metrics.evaluation, metrics, aggregation)
    parts += [_figure(picture) for picture in pictures]
    parts += ["<h2>Classes</h2>", _class_table(metrics, aggregation)]
    parts += _dependence(dependent_workers(aggregation))
    parts.append('<p>All figures: <a href="metrics.json">metrics.json</a></p></body></html>\n')
    return "\n".join(parts)


def _vote_cards(aggregation: Aggregation) -> list[tuple[str, str]]:
    facts = vote_facts(aggregation)
    per_task = facts["submissions_per_task"]
    return [
        (f"{facts['tasks']:,}", "tasks"),
        (f"{facts['workers']:,}", "workers"),
        (f"{facts['submissions']:,}", f"submissions ({facts['submissions_without_label']:,} chose nothing)"),
        (
            f"{per_task['median']:g}",
            f"submissions per task (median; {per_task['least']} to {per_task['most']})",
        ),
        (f"{facts['labels_accepted']:,}", f"labels accepted ({facts['tasks_without_label']:,} tasks without)"),
        (f"{facts['repeats_left_out']:,}", "repeats left out"),
    ]


def _cards(cards: Sequence[tuple[str, str]]) -> str:
    shown = "".join(
        f'<div class="card"><b>{value}</b><span>{escape(words)}</span></div>' for value, words in cards
    )
    return f'<div class="cards">{shown}</div>'


def _scores(evaluation: Evaluation, metrics: Metrics, aggregation: Aggregation) -> list[str]:
    held_out = 0 if aggregation.reference is None else int(aggregation.reference.known.sum())
    unjudged = unjudged_names(evaluation, aggregation)
    rows = [
        ("Macro F1", "macro_f1"),
        ("Macro precision", "macro_precision"),
        ("Macro recall", "macro_recall"),
        ("Micro F1", "micro_f1"),
        ("Micro precision", "micro_precision"),
        ("Micro recall", "micro_recall"),
        ("Mean Jaccard", "mean_jaccard"),
        ("Hamming loss", "hamming_loss"),
    ]
    body = "".join(f"<tr><td>{words}</td>{_score_cells(evaluation, name)}</tr>" for words, name in rows)
    calibration = (evaluation.overall.reliability, evaluation.with_unjudged.reliability)
    for words, name in (("Calibration error", "expected_error"), ("Brier score", "brier")):
        judged, every = (getattr(one, name) for one in calibration)
        more = "" if evaluation.judged.all() else f"<td></td><td>{every:.3f}</td>"
        body += f"<tr><td>{words}</td><td></td><td>{judged:.3f}</td><td></td>{more}</tr>"
    heads = [f"Before: {metrics.words[0]}", f"After: {metrics.words[1]}", "95 % interval"]
    if unjudged:
        heads += ["Before, with unjudged classes", "After, with unjudged classes"]
    head = "".join(f"<th>{escape(words)}</th>" for words in heads)
    return [
        "<h2>Scores</h2>",
        f"<p>On {metrics.tasks:,} tasks with expert labels; {held_out:,} others were held out to learn from "
        f"and are not scored. Scored are the {evaluation.overall.classes} classes that experts name at least "
        "once on these tasks. Macro: mean over these classes. Micro: all pairs of task and class pooled. "
        "Intervals: 95 %, tasks resampled.</p>",
        *([_unjudged_sentence(unjudged)] if unjudged else []),
        f'<div class="wide"><table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>',
    ]


def _score_cells(evaluation: Evaluation, name: str) -> str:
    scope, every = evaluation.overall, evaluation.with_unjudged
    low, high = getattr(scope.intervals.low, name), getattr(scope.intervals.high, name)
    cells = [
        f"{getattr(scope.before, name):.3f}",
        f"{getattr(scope.after, name):.3f}",
        f"{low:.3f} to {high:.3f}",
    ]
    if not evaluation.judged.all():
        cells += [f"{getattr(every.before, name):.3f}", f"{getattr(every.after, name):.3f}"]
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _unjudged_sentence(names: Sequence[str]) -> str:
    left_out = f"{len(names)} class{'es are' if len(names) > 1 else ' is'} left out"
    return (
        f"<p>{left_out}, as experts name none of them here and a vote for one cannot be told right or wrong: "
        f"{escape(', '.join(names))}. The last two columns count every such vote as wrong.</p>"
    )


def _figure(picture: Picture) -> str:
    heading, caption = escape(picture.heading), escape(picture.caption)
    return (
        f'<h2>{heading}</h2><figure><a href="{picture.name}.svg">'
        f'<img src="{picture.name}.png" alt="{heading}: {caption}" loading="lazy">'
        f'</a><figcaption class="muted">{caption}</figcaption></figure>'
    )


def _dependence(pairs: list[dict[str, Any]] | None) -> list[str]:
    if not pairs:
        return []
    body = "".join(
        f"<tr><td>{escape(' and '.join(pair['workers']))}</td><td>{pair['excess_agreement']:.2f}</td></tr>"
        for pair in pairs
    )
    return [
        "<h2>Workers who agree beyond their skills</h2>",
        "<p>They gave the same answers, the same mistakes too, more often than two people of their skill would "
        "on their own: copying, collusion, or one person with several accounts. Their votes are counted like "
        "all others.</p>",
        '<div class="wide"><table><thead><tr><th>Workers</th><th>Excess agreement (0 to 1)</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>",
    ]


def _class_table(metrics: Metrics, aggregation: Aggregation) -> str:
    rows = per_class(metrics, aggregation)
    with_reference = metrics.evaluation is not None
    heads = ["Class", "Votes", "Before", "After", "Cutoff"]
    if with_reference:
        heads += ["Reference", "Precision", "Recall", "F1", "95 % interval", "AP"]
    head = "".join(f"<th>{words}</th>" for words in heads)
    body = "".join(f"<tr>{_class_row(row, with_reference=with_reference)}</tr>" for row in rows)
    marked = any(row.get("uniformly_over_annotated") for row in rows)
    note = (
        f"<p class='muted'>{_MARK.strip()} over-annotated beside more than five classes.</p>" if marked else ""
    )
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}'


def _class_row(row: dict[str, Any], *, with_reference: bool) -> str:
    name = row["name"] if row["name"] == row["label"] else f"{row['name']} ({row['label']})"
    cells = [
        escape(name) + (_MARK if row.get("uniformly_over_annotated") else ""),
        f"{row['votes']:,}",
        percent(row["frequency_before"]),
        percent(row["frequency_after"]),
        _number(row["cutoff"]),
    ]
    if with_reference:
        cells.append(percent(row["frequency_reference"]))
        if row["reference_positives"]:
            cells += [_number(row[name]) for name in ("precision", "recall", "f1")]
            cells += [f"{row['f1_low']:.2f} to {row['f1_high']:.2f}", _number(row["average_precision"])]
        else:
            cells += ["-"] * 5
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "none"
    return f"{value:.3f}" if value >= 0.001 or value == 0 else f"{value:.1e}"
