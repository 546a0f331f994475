"""Full resolution over HTTP: tiles of the original under the display picture's contrast."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from quorum.api.errors import answers_errors
from quorum.api.images import IMMUTABLE, channel_of, guarded_subject, unless_known
from quorum.selection.images import read_image_token
from quorum.subjects.tile_packs import TileAddress, read_tile


@require_safe
@answers_errors
def assigned(request: HttpRequest, token: str, key: str, **place: int) -> HttpResponseBase:
    """Send one tile of an assignment's subject; whoever holds the address may see it."""
    return _tile(request, read_image_token(token), key, place, occasion=token)


@require_safe
@answers_errors
def subject(request: HttpRequest, slug: str, subject_id: str, key: str, **place: int) -> HttpResponseBase:
    """Send one tile of a subject to somebody with a role."""
    return _tile(request, guarded_subject(request, slug, subject_id).pk, key, place)


def _tile(
    request: HttpRequest, subject_id: int, key: str, place: dict[str, int], *, occasion: str = ""
) -> HttpResponseBase:
    address = TileAddress(channel_of(subject_id, key), **place)
    # The same tile under two assignments has two validators: they must not tell that it is the same.
    identity = f"{occasion} {address.pack_name} {address.x} {address.y}"

    def send() -> HttpResponse:
        return HttpResponse(read_tile(address), content_type="image/webp")

    return unless_known(request, identity, IMMUTABLE, send)
