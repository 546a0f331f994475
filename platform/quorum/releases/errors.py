"""What releases refuse."""

from __future__ import annotations

from quorum.domain.errors import NotFound


class DownloadUnknown(NotFound):
    """There is no download of that name."""

    code = "download_unknown"
