"""Tasks as volunteers see them: the question, the choices in index order, and the groups they stand in."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from quorum.projects.models import Choice, Task


class ChoiceAnswer(serializers.Serializer[Any]):
    """A class that can be chosen, with its field-guide texts."""

    code = serializers.CharField()
    name = serializers.CharField()
    short = serializers.CharField()
    description = serializers.CharField()
    tips = serializers.CharField()
    confused_with = serializers.ListField(child=serializers.CharField(), help_text="Codes of look-alikes.")
    group = serializers.CharField(allow_null=True, help_text="Code of the nearest group above it.")


class GroupAnswer(serializers.Serializer[Any]):
    """A node of the tree that only groups choices."""

    code = serializers.CharField()
    name = serializers.CharField()
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]


class TaskAnswer(serializers.Serializer[Any]):
    """One question and its rule."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Task.Kind.choices)
    question = serializers.CharField()
    maximum_choices = serializers.IntegerField()
    minimum_votes = serializers.IntegerField()
    maximum_votes = serializers.IntegerField()
    p_reached = serializers.FloatField()
    p_open = serializers.FloatField()
    empty_allowed = serializers.BooleanField()
    choices = ChoiceAnswer(many=True)
    groups = GroupAnswer(many=True)


def describe_task(task: Task) -> dict[str, Any]:
    """Return one task with its choices in index order and every group above them, in tree order."""
    links = list(task.task_choices.all())
    version_id = links[0].choice.label_set_version_id if links else None
    nodes = {node.pk: node for node in Choice.objects.filter(label_set_version_id=version_id)}
    offered = [nodes[link.choice_id] for link in links]
    groups: dict[int, Choice] = {}
    for choice in offered:
        above = _group_above(choice, nodes)
        while above is not None and above.pk not in groups:
            groups[above.pk] = above
            above = _group_above(above, nodes)
    return {
        "id": task.public_id,
        "kind": task.kind,
        "question": task.question,
        "maximum_choices": task.maximum_choices,
        "minimum_votes": task.minimum_votes,
        "maximum_votes": task.maximum_votes,
        "p_reached": task.p_reached,
        "p_open": task.p_open,
        "empty_allowed": task.empty_allowed,
        "choices": [_describe_choice(choice, nodes) for choice in offered],
        "groups": [
            {"code": group.code, "name": group.name, "parent": _code(_group_above(group, nodes))}
            for group in sorted(groups.values(), key=lambda node: node.position)
        ],
    }


def _describe_choice(choice: Choice, nodes: dict[int, Choice]) -> dict[str, Any]:
    return {
        "code": choice.code,
        "name": choice.name,
        "short": choice.short,
        "description": choice.description,
        "tips": choice.tips,
        "confused_with": choice.confused_with,
        "group": _code(_group_above(choice, nodes)),
    }


def _group_above(choice: Choice, nodes: dict[int, Choice]) -> Choice | None:
    """Return the nearest ancestor that only groups, or None."""
    parent_id = choice.parent_id
    while parent_id is not None:
        node = nodes[parent_id]
        if not node.selectable:
            return node
        parent_id = node.parent_id
    return None


def _code(choice: Choice | None) -> str | None:
    return choice.code if choice else None
