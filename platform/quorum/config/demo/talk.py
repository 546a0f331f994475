"""What people say to each other in the demonstration: remarks, replies, a discovery, an announcement."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile
from uuid import uuid4

import numpy as np
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Count
from PIL import Image, ImageFilter

from quorum.accounts.models import User, Volunteer
from quorum.accounts.volunteers import adopt_guest
from quorum.classifications.models import Classification
from quorum.config.simulation.planning import question_of, truth_of
from quorum.curation.models import Remark
from quorum.curation.remarks import mark_helpful
from quorum.curation.reviews import change_remarks_for_review
from quorum.curation.services import RemarkDraft, store_remarks
from quorum.projects.models import Project
from quorum.subjects.models import Channel, Subject
from quorum.talk.access import DISCUSSED, talker_for
from quorum.talk.announcements import post_announcement
from quorum.talk.comments import add_comment
from quorum.talk.credits import give_name

PROTEIN = "green"
ANNOUNCEMENT = (
    "The field guide has pictures now",
    "Every choice is shown in five cell lines. Rest on a choice, or press the small i beside it, and "
    "compare with the image in front of you.",
)


@dataclass(frozen=True)
class Said:
    """A remark; `marked` puts its point where the protein is brightest."""

    kind: str
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Discussion:
    """What is said about one image that shows a choice: remarks by as many volunteers, then replies.

    The contributor remarks first. A reply is by the curator, or by the volunteer after the last who remarked.
    """

    shows: str
    remarks: tuple[Said, ...]
    replies: tuple[tuple[str, str], ...]
    is_discovery: bool = False


DISCUSSIONS = (
    Discussion(
        "233",
        (
            Said("unusual", "Here the green is far brighter than anywhere else. Real, or dust?", marked=True),
            Said("unusual", "I see it too. It stays when I switch the other channels off."),
            Said("question", "Does such a bright dot change what we should choose?"),
        ),
        (
            ("curator", "Well spotted! Choose what the rest of the cells show; we look at the dot."),
            ("volunteer", "Thank you! I had passed because of it, and will not next time."),
        ),
        is_discovery=True,
    ),
    Discussion(
        "102",
        (Said("question", "Whole nucleus or nucleoplasm: how do I tell them apart here?", marked=True),),
        (
            ("volunteer", "Look at the round holes in the blue. If they stay dark in the green: nucleoplasm."),
            ("curator", "Exactly. The guide has both side by side, under “easily confused with”."),
        ),
    ),
    Discussion(
        "203",
        (Said("other", "These short threads are the clearest mitochondria that I have seen so far."),),
        (),
    ),
)

MOST_REMARKS = max(len(discussion.remarks) for discussion in DISCUSSIONS)


@transaction.atomic
def make_talk(
    project: Project, people: dict[str, User], discussions: tuple[Discussion, ...] = DISCUSSIONS
) -> bool:
    """Let the simulated volunteers talk about images that they answered; say whether anything was added.

    The busiest of them logs in as the demonstration's contributor. Nothing happens a second time, and
    nothing while too few have answered.
    """
    if Remark.objects.filter(project_id=project.pk).exists():
        return False
    contributor = _adopt_busiest(project, people["contributor"])
    if contributor is None:
        return False
    _, task = question_of(project)
    truth = truth_of(project, task)
    taken: set[int] = set()
    for discussion in discussions:
        shown = {subject_id for subject_id, codes in truth.items() if discussion.shows in codes}
        answers = _most_answered(project, shown - taken, contributor.pk)
        if answers:
            taken.add(answers[0].subject_id)
            _hold(discussion, answers, project, people["curator"])
    change_remarks_for_review(project=project, number=MOST_REMARKS - 1, actor=people["operator"])
    title, text = ANNOUNCEMENT
    post_announcement(
        project=project, title=title, text=text, starts_at=None, ends_at=None, actor=people["operator"]
    )
    return bool(taken)


def _adopt_busiest(project: Project, user: User) -> Volunteer | None:
    counts = Classification.objects.filter(project_id=project.pk).values("volunteer_id").annotate(n=Count("*"))
    busiest = counts.order_by("-n", "volunteer_id").first()
    if busiest is None:
        return None
    own = adopt_guest(user=user, guest_id=busiest["volunteer_id"])
    if own is not None:
        give_name(project_id=project.pk, volunteer_id=own.pk, name=user.display_name)
    return own


def _most_answered(project: Project, subject_ids: set[int], first: int) -> list[Classification]:
    """Return the answers to one subject from that by `first` on; of the subject with the most of them."""
    given = Classification.objects.filter(
        project_id=project.pk, subject_id__in=subject_ids, purpose__in=[int(purpose) for purpose in DISCUSSED]
    )
    by_subject: dict[int, list[Classification]] = {}
    for answer in given.order_by("received_at"):
        by_subject.setdefault(answer.subject_id, []).append(answer)
    begun = [
        list(dropwhile(lambda answer: answer.volunteer_id != first, answers)) for answers in by_subject.values()
    ]
    # A discussion needs somebody to begin and somebody to answer.
    return max((answers for answers in begun if len(answers) > MOST_REMARKS), key=len, default=[])


def _hold(discussion: Discussion, answers: list[Classification], project: Project, curator: User) -> None:
    subject = Subject.objects.get(pk=answers[0].subject_id)
    voices = answers[: len(discussion.remarks) + 1]
    with connection.cursor() as cursor:
        for answer, said in zip(voices, discussion.remarks, strict=False):
            store_remarks(executor=cursor, remarks=[_draft(answer, said, subject)])
    begun = Remark.objects.get(subject=subject, volunteer_id=answers[0].volunteer_id)
    speaker = Volunteer.objects.get(pk=voices[-1].volunteer_id)
    talkers = {
        "curator": talker_for(project=project, user=curator, volunteer=None),
        "volunteer": talker_for(project=project, user=None, volunteer=speaker),
    }
    for who, text in discussion.replies:
        add_comment(talker=talkers[who], subject=subject, text=text, reply_to=begun.public_id)
    if discussion.is_discovery:
        mark_helpful(remark=begun, helpful=True, actor=curator)


def _draft(answer: Classification, said: Said, subject: Subject) -> RemarkDraft:
    x, y = _brightest(subject) if said.marked else (None, None)
    return RemarkDraft(
        public_id=uuid4(),
        round_id=answer.round_id,
        volunteer_id=answer.volunteer_id,
        client_uuid=answer.client_uuid,
        subject_id=subject.pk,
        text=said.text,
        kind=said.kind,
        x=x,
        y=y,
    )


def _brightest(subject: Subject) -> tuple[float, float]:
    """Return where the protein is brightest away from the edges, as shares of width and height."""
    channel = Channel.objects.get(subject=subject, project_channel__key=PROTEIN)
    with default_storage.open(channel.thumbnail) as file, Image.open(file) as picture:
        grey = np.asarray(picture.convert("L").filter(ImageFilter.GaussianBlur(2)))
    edge = grey.shape[0] // 8
    inner = grey[edge:-edge, edge:-edge]
    row, column = np.unravel_index(int(inner.argmax()), inner.shape)
    return (float(column + edge) + 0.5) / grey.shape[1], (float(row + edge) + 0.5) / grey.shape[0]
