"""Posts: remarks and comments, as one thing that can be answered, reported and hidden."""

from __future__ import annotations

from uuid import UUID

from quorum.curation.models import Remark
from quorum.talk.access import Talker, require_entry
from quorum.talk.errors import PostUnknown
from quorum.talk.models import Comment

Post = Remark | Comment


def find_post(*, project_id: int, public_id: UUID) -> Post:
    """Return a remark or a comment of the project; raises PostUnknown."""
    for model in (Comment, Remark):
        found = model.objects.filter(project_id=project_id, public_id=public_id).first()
        if found is not None:
            return found
    raise PostUnknown("There is no such remark or comment.")


def readable_post(talker: Talker, public_id: UUID) -> Post:
    """Return a post that they may read; raises PostUnknown or AnswerFirst."""
    post = find_post(project_id=talker.project.pk, public_id=public_id)
    require_entry(talker, post.subject_id)
    return post


def is_gone(post: Post) -> bool:
    """Say whether its words were removed by or with their author."""
    return (post.removed_at if isinstance(post, Remark) else post.deleted_at) is not None
