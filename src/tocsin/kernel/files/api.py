"""What other parts may ask about files that belong to a case."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.files import storage
from tocsin.kernel.files.acts import KEPT
from tocsin.kernel.files.erasing import (
    KeptFile,
    count_files,
    erase_file,
    files_kept,
    not_while_erased,
)
from tocsin.kernel.files.errors import DamagedOnTheWay, NotAPicture, TooLarge
from tocsin.kernel.files.models import Attachment
from tocsin.kernel.files.pictures import picture_in

__all__ = [
    "MOST_BYTES",
    "Attachment",
    "DamagedOnTheWay",
    "KeptFile",
    "NotAPicture",
    "TooLarge",
    "attachments_of",
    "count_files",
    "erase_file",
    "files_kept",
    "keep_picture",
    "shown",
]

MOST_BYTES = 10 * 1024 * 1024


@transaction.atomic
def keep_picture(
    *,
    case: str,
    content: bytes,
    retention: RetentionClass,
    actor: Officer,
    at: datetime,
    sha256: str = "",
) -> Attachment:
    """Keep a picture of a case, without what it says of place, time and device.

    ``sha256``, where the sender gives one, is of the bytes as sent.

    Raises
    ------
    TooLarge
        It is larger than ten megabytes.
    DamagedOnTheWay
        The bytes are not the ones the sender hashed.
    NotAPicture
        The bytes are not a whole JPEG, PNG or WebP, whatever their name says.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(_("The picture is larger than 10 MB. Take it at a lower resolution."))
    if sha256 and sha256.lower() != storage.digest_of(content):
        raise DamagedOnTheWay(_("The picture was damaged on the way. Send it again."))
    picture = picture_in(content)
    if picture is None:
        raise NotAPicture(_("This is not a whole picture. Send a JPEG, PNG or WebP."))
    not_while_erased(storage.digest_of(picture.content))
    made = Attachment.objects.create(
        bureau=actor.bureau,
        case=case,
        retention=retention,
        sha256=storage.put(picture.content),
        content_type=picture.content_type,
        bytes=len(picture.content),
        added_by=actor,
        added_at=at,
    )
    audit.record(
        KEPT,
        subject=made,
        actor=actor,
        at=at,
        case=case,
        sha256=made.sha256,
        content_type=made.content_type,
        bytes=made.bytes,
    )
    return made


def attachments_of(bureau_id: int, case: str) -> QuerySet[Attachment]:
    """List the files of a case, oldest first."""
    rows = Attachment.objects.filter(bureau_id=bureau_id, case=case)
    return rows.select_related("added_by")


def shown(attachment: Attachment) -> HttpResponse:
    """Answer with a file's bytes as the kind that they are, and as nothing else.

    Raises
    ------
    NotThere
        It was erased when its time was over, or the bytes are gone from the disk.
    """
    if attachment.erased_at is not None:
        raise NotThere(_("The picture was erased when the time for keeping it was over."))
    path = storage.path_of(attachment.sha256)
    if not path.is_file():
        raise NotThere(_("The picture is on record, but its file is missing. Tell a technician."))
    response = HttpResponse(path.read_bytes(), content_type=attachment.content_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
