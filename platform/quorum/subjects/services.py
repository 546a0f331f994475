"""Starting, feeding and resuming imports; `quorum.subjects.importing` does the work."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from quorum.accounts.models import User
from quorum.audit.services import record
from quorum.projects.models import Project
from quorum.subjects import tasks
from quorum.subjects.errors import ImportFinished, ImportInvalid, ImportRunning, UploadTooLarge
from quorum.subjects.importing import run_import
from quorum.subjects.models import Import, SubjectSet
from quorum.subjects.options import KINDS, ImportOptions, options_to_json
from quorum.subjects.selectors import is_worked_on
from quorum.subjects.sources.kaggle import EXTENSIONS

__all__ = ["receive_upload", "resume_import", "run_import", "start_import"]

ARCHIVE_EXTENSION = ".zip"
TABLE_EXTENSION = ".csv"


@transaction.atomic
def start_import(
    *,
    project: Project,
    kind: str,
    folder: Path,
    subject_set: str,
    options: ImportOptions | None = None,
    actor: User | None = None,
) -> Import:
    """Register an import of a folder; `run_import` does it. Audited.

    `subject_set` names the batch that the subjects come into, made on first use. Raises `ImportInvalid`.
    """
    options = options or ImportOptions()
    options.check()
    if kind not in KINDS:
        raise ImportInvalid(f"{kind} is none of {', '.join(KINDS)}.", code="kind_unknown")
    name = subject_set.strip()
    if not 0 < len(name) <= 120:
        raise ImportInvalid("The name of a subject set has 1 to 120 characters.", code="subject_set_invalid")
    batch, _ = SubjectSet.objects.get_or_create(project=project, name=name)
    import_run = Import.objects.create(
        project=project,
        subject_set=batch,
        kind=kind,
        source=str(folder.resolve()),
        options=options_to_json(options),
        created_by=actor,
    )
    record("import.started", import_run, actor=actor, kind=kind, subject_set=name)
    return import_run


@transaction.atomic
def receive_upload(
    *,
    project: Project,
    kind: str,
    files: Sequence[UploadedFile[bytes]],
    subject_set: str,
    options: ImportOptions,
    actor: User,
) -> Import:
    """Keep uploaded images, tables and zip files in a folder of their own and import them in the background.

    Raises `ImportInvalid` (no file, two of one name, a kind of file that is not imported) and `UploadTooLarge`.
    """
    _check_upload(files)
    names = [_file_name(file) for file in files]
    tables = [name for name in names if name.lower().endswith(TABLE_EXTENSION)]
    if len(tables) > 1:
        raise ImportInvalid("Send one table: manifest.csv or train.csv.", code="two_tables")
    archives = tuple(name for name in names if name.lower().endswith(ARCHIVE_EXTENSION))
    options = msgspec.structs.replace(options, archives=archives, manifest=tables[0] if tables else "")
    uploads = Path(settings.UPLOADS_FOLDER)
    import_run = start_import(
        project=project, kind=kind, folder=uploads, subject_set=subject_set, options=options, actor=actor
    )
    folder = (uploads / str(import_run.public_id)).resolve()
    import_run.source = str(folder)
    import_run.save(update_fields=["source"])
    folder.mkdir(parents=True)
    try:
        for name, file in zip(names, files, strict=True):
            with (folder / name).open("xb") as target:
                target.writelines(file.chunks())
    except FileExistsError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ImportInvalid("Two files have the same name.", code="duplicate_file") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _enqueue(import_run)
    return import_run


@transaction.atomic
def resume_import(*, import_run: Import, actor: User) -> Import:
    """Let an import that stopped go on in the background. Audited; raises ImportFinished, ImportRunning."""
    if import_run.state == Import.State.DONE:
        raise ImportFinished("This import is done.", id=str(import_run.public_id))
    if is_worked_on(import_run):
        raise ImportRunning("This import is being worked on.", id=str(import_run.public_id))
    import_run.state = Import.State.WAITING
    import_run.failure = ""
    import_run.save(update_fields=["state", "failure"])
    record("import.resumed", import_run, actor=actor)
    _enqueue(import_run)
    return import_run


def _check_upload(files: Sequence[UploadedFile[bytes]]) -> None:
    if not files:
        raise ImportInvalid("Send at least one file.", code="no_files")
    if len(files) > settings.DATA_UPLOAD_MAX_NUMBER_FILES:
        raise UploadTooLarge(
            f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files at once; put more into a zip file.",
            code="too_many_files",
        )
    if sum(file.size or 0 for file in files) > settings.IMPORT_UPLOAD_LIMIT_BYTES:
        raise UploadTooLarge(
            f"At most {settings.IMPORT_UPLOAD_LIMIT_BYTES} bytes at once; import larger sets from a folder."
        )


def _file_name(file: UploadedFile[bytes]) -> str:
    name = Path((file.name or "").replace("\\", "/")).name
    if name.startswith(".") or not name.lower().endswith((*EXTENSIONS, TABLE_EXTENSION, ARCHIVE_EXTENSION)):
        raise ImportInvalid(
            f"{name[:100]} is none of the files that can be imported: PNG, TIFF, JPEG, CSV, zip.",
            code="file_kind_unknown",
        )
    return name


def _enqueue(import_run: Import) -> None:
    transaction.on_commit(lambda: tasks.run_import.delay(import_run.pk))
