"""Make a project with one question, ready for images and volunteers."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from quorum.accounts.models import User
from quorum.domain.errors import UserFault
from quorum.projects import services
from quorum.projects.label_sets import shipped_label_set
from quorum.projects.models import Project
from quorum.selection.rounds import open_round


class Command(BaseCommand):
    """`manage.py create_project SLUG`: channels, label set, question, rule; live, with an open round."""

    help = "Create a project. By default: the four fluorescence channels, 29 classes, the published rule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("slug")
        parser.add_argument("--title", required=True)
        parser.add_argument("--owner", help="e-mail of an account that becomes the owner")
        parser.add_argument("--question", default="Where in the cells is the green protein?")
        parser.add_argument("--label-set", default="hpa29")
        parser.add_argument("--channel", action="append", metavar="KEY:NAME:#RRGGBB", help="may be repeated")
        parser.add_argument("--maximum-choices", type=int, default=5)
        parser.add_argument("--minimum-votes", type=int, default=12)
        parser.add_argument("--maximum-votes", type=int, default=40)
        parser.add_argument("--guests", action="store_true", help="people may label without logging in")
        parser.add_argument("--draft", action="store_true", help="neither live nor with an open round yet")
        for field in ("credit", "licence", "source", "tagline", "description", "terms"):
            parser.add_argument(f"--{field}", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the project, and say where to go on."""
        try:
            project = self._create(options)
        except UserFault as error:
            raise CommandError(f"{error.code}: {error.message}") from error
        self.stdout.write(f"Project {project.slug} is {project.state}.")
        self.stdout.write(f"Bring images in with: manage.py import_subjects {project.slug} FOLDER")

    @transaction.atomic
    def _create(self, options: dict[str, Any]) -> Project:
        owner = self._owner(options["owner"])
        texts = ("credit", "licence", "source", "tagline", "description", "terms")
        project = services.create_project(
            slug=options["slug"],
            title=options["title"],
            channels=self._channels(options["channel"]),
            owner=owner,
            guests_allowed=options["guests"],
            **{name: options[name] for name in texts},
        )
        task = services.TaskSpec(
            question=options["question"],
            maximum_choices=options["maximum_choices"],
            minimum_votes=options["minimum_votes"],
            maximum_votes=options["maximum_votes"],
        )
        version = services.publish_workflow_version(
            project=project,
            label_set_version=shipped_label_set(options["label_set"]),
            tasks=[task],
            actor=owner,
        )
        if not options["draft"]:
            services.change_state(project=project, state=Project.State.LIVE, actor=owner)
            open_round(workflow_version=version, actor=owner)
        return project

    def _owner(self, email: str | None) -> User | None:
        if email is None:
            return None
        owner = User.objects.filter(email__iexact=email).first()
        if owner is None:
            raise CommandError(f"Nobody has the e-mail address {email}.")
        return owner

    def _channels(self, given: list[str] | None) -> tuple[services.ChannelSpec, ...]:
        if not given:
            return services.FLUORESCENCE_CHANNELS
        parts = [text.split(":") for text in given]
        wrong = [text for text, part in zip(given, parts, strict=True) if len(part) != 3]
        if wrong:
            raise CommandError(f"A channel is KEY:NAME:#RRGGBB, not {wrong[0]}.")
        return tuple(services.ChannelSpec(key, name, colour) for key, name, colour in parts)
