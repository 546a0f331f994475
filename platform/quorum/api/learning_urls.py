"""Addresses of training tables, model versions, and the loop."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from quorum.api import learning_work, loops, model_files, models, tables

_PROJECT = "projects/<slug:slug>"
_MODEL = f"{_PROJECT}/models/<uuid:model_id>"

urlpatterns: list[URLPattern] = [
    path(f"{_PROJECT}/features", learning_work.features, name="features"),
    path(f"{_PROJECT}/predictions/ask", learning_work.ask, name="predictions-ask"),
    path(f"{_PROJECT}/training-tables", tables.table_list, name="training-tables"),
    path(f"{_PROJECT}/training-tables/<uuid:table_id>", tables.table_page, name="training-table"),
    path(f"{_PROJECT}/models", models.model_list, name="models"),
    path(_MODEL, models.model_page, name="model"),
    path(f"{_MODEL}/holdout", models.model_holdout, name="model-holdout"),
    path(f"{_MODEL}/promote", models.model_promote, name="model-promote"),
    path(f"{_MODEL}/artefact.zip", model_files.artefact, name="model-artefact"),
    path(f"{_PROJECT}/loops", loops.loop_list, name="loops"),
    path(f"{_PROJECT}/loops/<uuid:task_id>", loops.loop_page, name="loop"),
    path(f"{_MODEL}/files/<path:name>", model_files.model_file, name="model-file"),
]
