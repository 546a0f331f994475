"""Who may take part in the discussion of a subject."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from quorum.accounts.models import User, Volunteer
from quorum.accounts.volunteers import volunteer_for_user
from quorum.classifications.models import Classification
from quorum.projects.models import Membership, Project, Round
from quorum.projects.selectors import current_round, roles_of
from quorum.subjects.models import Subject
from quorum.talk.addresses import subject_at
from quorum.talk.errors import AnswerFirst, DiscussionUnknown, TalkBlocked
from quorum.talk.models import TalkBlock

# Images that nobody knows to be anything special: contributions, and controls among them.
DISCUSSED = (Classification.Purpose.CONTRIBUTION, Classification.Purpose.CONTROL)
MODERATORS = frozenset({Membership.Role.OWNER.value, Membership.Role.CURATOR.value})


@dataclass(frozen=True)
class Talker:
    """Somebody at the discussions of a project: a volunteer, somebody with a role, or both."""

    project: Project
    user: User | None
    volunteer: Volunteer | None
    roles: frozenset[str]

    @property
    def volunteer_id(self) -> int:
        """The volunteer's id; 0, which is nobody's, for somebody with a role who never labelled."""
        return self.volunteer.pk if self.volunteer is not None else 0

    @property
    def role(self) -> str:
        """The role that is shown beside what they write; "" for volunteers."""
        return next((role for role in Membership.Role.values if role in self.roles), "")

    @property
    def is_moderator(self) -> bool:
        """Whether they decide about reports, and see what is hidden."""
        return not self.roles.isdisjoint(MODERATORS)


def talker_for(*, project: Project, user: User | None, volunteer: Volunteer | None) -> Talker:
    """Return who is there."""
    return Talker(project, user, volunteer, roles_of(project=project, user=user))


def rounds_that_open(project: Project) -> list[int]:
    """Return the ids of the rounds in which an answer opens a discussion.

    While a round is open, it is that one alone: an earlier answer must not be followed by other
    people's views before the subject is asked about again.
    """
    present = current_round(project)
    if present is not None:
        return [present.pk]
    return list(Round.objects.filter(project=project).values_list("pk", flat=True))


def answer_of(talker: Talker, subject_id: int) -> Classification | None:
    """Return the volunteer's newest answer that opens the subject's discussion, if there is one."""
    found = Classification.objects.filter(
        round_id__in=rounds_that_open(talker.project),
        volunteer_id=talker.volunteer_id,
        subject_id=subject_id,
        purpose__in=DISCUSSED,
    )
    return found.order_by("-received_at").first()


def enter(talker: Talker, address: str) -> Subject:
    """Return the subject whose discussion is at an address.

    Raises DiscussionUnknown, and AnswerFirst for volunteers who have not answered it.
    """
    subject = Subject.objects.filter(pk=subject_at(address), project=talker.project).first()
    if subject is None:
        raise DiscussionUnknown("There is no discussion at this address.")
    require_entry(talker, subject.pk)
    return subject


def require_entry(talker: Talker, subject_id: int) -> None:
    """Raise AnswerFirst unless they hold a role or have answered the subject."""
    if not talker.roles and answer_of(talker, subject_id) is None:
        raise AnswerFirst("You can see what others say once you have answered this image yourself.")


def block_of(talker: Talker) -> TalkBlock | None:
    """Return the block that keeps a volunteer from writing now, the longest; None for somebody with a role."""
    if talker.roles:
        return None
    blocks = TalkBlock.objects.filter(
        project_id=talker.project.pk, volunteer_id=talker.volunteer_id, until__gt=timezone.now()
    )
    return blocks.order_by("-until").first()


def author_of(talker: Talker) -> Volunteer:
    """Return under whose pseudonym they write, made for somebody with a role who never labelled.

    Raises TalkBlocked.
    """
    block = block_of(talker)
    if block is not None:
        raise TalkBlocked(
            "The curators have asked you not to write for a while.",
            until=block.until.isoformat(),
            reason=block.reason,
        )
    if talker.volunteer is not None:
        return talker.volunteer
    if talker.user is None:
        raise AnswerFirst("Answer an image first.")
    return volunteer_for_user(user=talker.user)
