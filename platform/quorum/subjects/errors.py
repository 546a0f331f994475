"""What imports and subjects refuse: whole imports by exceptions, single rows by `ProblemCode`."""

from __future__ import annotations

from enum import StrEnum

from quorum.domain.errors import Conflict, NotFound, OurFault, UserFault


class ProblemCode(StrEnum):
    """Why a row, or a part of it, did not go in; stable, and explained in docs/importing.md."""

    MISSING_CHANNEL = "missing_channel"
    FILE_MISSING = "file_missing"
    PATH_OUTSIDE_FOLDER = "path_outside_folder"
    UNREADABLE = "unreadable"
    TRUNCATED = "truncated"
    UNSUPPORTED_FORMAT = "unsupported_format"
    NOT_SINGLE_COLOUR = "not_single_colour"
    TOO_MANY_PIXELS = "too_many_pixels"
    SIZES_DIFFER = "sizes_differ"
    DUPLICATE_ID = "duplicate_id"
    INVALID_ID = "invalid_id"
    INVALID_VALUE = "invalid_value"
    UNKNOWN_LABEL = "unknown_label"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_COLUMN = "unknown_column"
    EXTERNAL_ID_CONFLICT = "external_id_conflict"


class ImageRefused(UserFault):
    """One image file cannot be used; `problem` says why."""

    code = "image_refused"

    def __init__(self, problem: ProblemCode, message: str) -> None:
        super().__init__(message, code=problem.value)
        self.problem = problem


class ImportInvalid(UserFault):
    """An import whose source or options cannot be used at all."""

    code = "import_invalid"


class UploadTooLarge(UserFault):
    """More files or bytes than one upload may hold."""

    status = 413
    code = "upload_too_large"


class ImportUnknown(NotFound):
    """No such import in this project."""

    code = "import_unknown"


class SubjectUnknown(NotFound):
    """No such subject in this project."""

    code = "subject_unknown"


class ImportRunning(Conflict):
    """Somebody is working on this import right now."""

    code = "import_running"


class ImportFinished(Conflict):
    """Nothing is left to do in this import."""

    code = "import_finished"


class ReferenceImageUnknown(NotFound):
    """No such picture in this project's field guide."""

    code = "reference_image_unknown"


class ReferenceImageRefused(UserFault):
    """Files or facts that cannot become a picture of the field guide; `details` says which and why."""

    code = "reference_image_refused"


class ReferenceImageThere(Conflict):
    """This subject is in the field guide under this choice already."""

    code = "reference_image_there"


class TileUnknown(NotFound):
    """The image has no such tile, or no larger original to cut one from."""

    code = "tile_unknown"


class TilesTooLarge(UserFault):
    """The original has more pixels than may be cut into tiles."""

    status = 413
    code = "tiles_too_large"


class TilesUnavailable(OurFault):
    """Tiles cannot be cut right now: others are being cut, or there is no room for them."""

    code = "tiles_unavailable"


class StorageDamaged(OurFault):
    """A stored file does not have the content that its name promises."""

    code = "storage_damaged"
