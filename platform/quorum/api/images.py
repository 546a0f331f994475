"""Images over HTTP: planes and composites of subjects, cached by browsers for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from quorum.api.errors import answers_errors
from quorum.api.permissions import ANY_ROLE, require_role, visible_project
from quorum.selection.errors import ImageUnknown
from quorum.selection.images import read_image_token
from quorum.subjects.guide_images import reference_image, reference_plane
from quorum.subjects.models import Channel, Subject

IMMUTABLE = "private, max-age=31536000, immutable"
# A cover may change with the project's subjects; everybody may see it.
COVER_CACHING = "public, max-age=300"


@require_safe
@answers_errors
def assigned(request: HttpRequest, token: str, key: str) -> HttpResponseBase:
    """Send one plane of an assignment's subject; whoever holds the address may see it."""
    channel = channel_of(read_image_token(token), key)
    return _sent_under(request, channel.display, occasion=f"{token} {key}")


@require_safe
@answers_errors
def assigned_thumbnail(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send the composite of an assignment's subject; whoever holds the address may see it."""
    subject = Subject.objects.filter(pk=read_image_token(token)).first()
    if subject is None:
        raise ImageUnknown("There is no image at this address.")
    return _sent_under(request, subject.thumbnail, occasion=token)


@require_safe
@answers_errors
def cover(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send the composite of the project's first active subject."""
    project = visible_project(request, slug)
    subject = Subject.objects.filter(project=project, state=Subject.State.ACTIVE).order_by("pk").first()
    if subject is None:
        raise ImageUnknown("This project has no images yet.")
    return stored(request, subject.thumbnail, content_type="image/webp", caching=COVER_CACHING)


@require_safe
@answers_errors
def thumbnail(request: HttpRequest, slug: str, subject_id: str) -> HttpResponseBase:
    """Send a subject's composite to somebody with a role."""
    return stored(request, guarded_subject(request, slug, subject_id).thumbnail, content_type="image/webp")


@require_safe
@answers_errors
def plane(request: HttpRequest, slug: str, subject_id: str, key: str) -> HttpResponseBase:
    """Send one 8-bit plane of a subject to somebody with a role."""
    channel = channel_of(guarded_subject(request, slug, subject_id).pk, key)
    return stored(request, channel.display, content_type="image/webp")


@require_safe
@answers_errors
def original(request: HttpRequest, slug: str, subject_id: str, key: str) -> HttpResponseBase:
    """Send the untouched original of one plane, as a download, to somebody with a role."""
    subject = guarded_subject(request, slug, subject_id)
    channel = channel_of(subject.pk, key)
    suffix = channel.original.rpartition(".")[2]
    filename = f"{subject.external_id}_{key}.{suffix}".replace("/", "_")
    return stored(request, channel.original, content_type="application/octet-stream", filename=filename)


@require_safe
@answers_errors
def guide_thumbnail(request: HttpRequest, slug: str, image_id: UUID) -> HttpResponseBase:
    """Send the composite of a picture of the field guide."""
    image = reference_image(project=visible_project(request, slug), public_id=image_id)
    return stored(request, image.thumbnail, content_type="image/webp")


@require_safe
@answers_errors
def guide_plane(request: HttpRequest, slug: str, image_id: UUID, key: str) -> HttpResponseBase:
    """Send one 8-bit plane of a picture of the field guide."""
    plane = reference_plane(project=visible_project(request, slug), public_id=image_id, key=key)
    return stored(request, plane.display, content_type="image/webp")


def guarded_subject(request: HttpRequest, slug: str, subject_id: str) -> Subject:
    """Return a subject to somebody with a role in its project; raise `ImageUnknown`."""
    project = require_role(request, slug, *ANY_ROLE)
    subject = Subject.objects.filter(project=project, public_id=subject_id).first()
    if subject is None:
        raise ImageUnknown("This project has no such subject.")
    return subject


def channel_of(subject_id: int, key: str) -> Channel:
    """Return a channel with its subject; raise `ImageUnknown`."""
    channels = Channel.objects.select_related("subject")
    channel = channels.filter(subject_id=subject_id, project_channel__key=key).first()
    if channel is None:
        raise ImageUnknown("The subject has no such channel.", channel=key)
    return channel


def _sent_under(request: HttpRequest, name: str, *, occasion: str) -> HttpResponseBase:
    """Send a stored image under the address of one assignment.

    Neither validator nor file name tell that it is the image of another address: those who saw it
    there would know it without a look at its pixels.
    """

    def send() -> HttpResponse:
        try:
            with default_storage.open(name) as file:
                return HttpResponse(file.read(), content_type="image/webp")
        except FileNotFoundError:
            raise ImageUnknown("The file of this image is missing.") from None

    return unless_known(request, occasion, IMMUTABLE, send)


def stored(
    request: HttpRequest, name: str, *, content_type: str, filename: str = "", caching: str = IMMUTABLE
) -> HttpResponseBase:
    """Send a stored file, as a download when named; stored names hold a hash, so content never changes."""

    def send() -> HttpResponseBase:
        try:
            return FileResponse(
                default_storage.open(name),
                content_type=content_type,
                as_attachment=bool(filename),
                filename=filename,
            )
        except FileNotFoundError:
            raise ImageUnknown("The file of this image is missing.") from None

    return unless_known(request, name, caching, send)


def unless_known(
    request: HttpRequest, identity: str, caching: str, send: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Answer 304 when the browser has the image already; otherwise send it with its validators."""
    tag = quote_etag(hashlib.sha256(identity.encode()).hexdigest()[:32])
    known = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponseNotModified() if known else send()
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = caching
    return response
