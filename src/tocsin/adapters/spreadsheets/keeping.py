"""Sheets on their way in: sent and tried, then confirmed or withdrawn."""

from datetime import datetime
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tocsin.adapters.spreadsheets import acts, arriving
from tocsin.adapters.spreadsheets.errors import (
    RowsRefused,
    SenderCannotVerify,
    SheetBusy,
    SheetDecided,
)
from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.adapters.spreadsheets.registers import Brought, import_table
from tocsin.adapters.spreadsheets.tables import SheetTable
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit

MOST_REASONS = 500
Outcome = KeptSheet.Outcome


@transaction.atomic
def send_sheet(
    *, content: bytes, name: str, table: SheetTable, actor: Officer, at: datetime
) -> KeptSheet:
    """Keep a file and try it: nothing of it is stored in the register before it is confirmed.

    Raises
    ------
    Unacceptable
        The file is no table, or its headings are not those of the table.
    """
    sheet = KeptSheet(bureau=actor.bureau, table=table.name, name=short(name), content=content)
    sheet.sent_by, sheet.sent_at = actor, at
    note(sheet, tried(sheet, actor=actor, at=at))
    sheet.save()
    audit.record(
        acts.SENT,
        subject=sheet,
        actor=actor,
        at=at,
        table=table.name,
        rows=sheet.rows,
        refused=sheet.refused,
    )
    return sheet


@transaction.atomic
def send_register(
    *, file: "UploadedFile[bytes]", table: SheetTable, actor: Officer, at: datetime
) -> KeptSheet:
    """Keep the file of a register, which is checked beside the desks."""
    sheet = KeptSheet(bureau=actor.bureau, table=table.name, name=short(file.name or ""))
    sheet.sent_by, sheet.sent_at = actor, at
    arriving.receive(sheet, file.chunks())
    audit.record(
        acts.RECEIVED, subject=sheet, actor=actor, at=at, table=table.name, bytes=file.size or 0
    )
    return sheet


@transaction.atomic
def confirm_sheet(
    *, sheet: KeptSheet, table: SheetTable, partial: bool, actor: Officer, at: datetime
) -> KeptSheet:
    """Import a sheet, with *partial* only its right rows.

    Raises
    ------
    SheetDecided
        It was imported or withdrawn already.
    SenderCannotVerify
        The table needs two people and the actor sent the sheet.
    RowsRefused
        Rows are wrong by now and *partial* was not asked for; nothing is stored.
    """
    sheet = held(sheet)
    if table.two_people and sheet.sent_by_id == actor.pk:
        raise SenderCannotVerify(
            _("You sent this sheet. Ask a colleague to confirm it: two people change addresses.")
        )
    if table.arrives:
        refused, outcome = sheet.refused, Outcome.LETTING_IN
    else:
        refused, outcome = bring(sheet, partial=partial, actor=actor, at=at), Outcome.IMPORTED
    if refused and not partial:
        raise RowsRefused(refusal_of(refused))
    decide(sheet, outcome, actor, at)
    audit.record(
        acts.CONFIRMED,
        subject=sheet,
        actor=actor,
        at=at,
        table=sheet.table,
        rows=sheet.rows,
        left_out=sheet.refused,
    )
    return sheet


def bring(sheet: KeptSheet, *, partial: bool, actor: Officer, at: datetime) -> int:
    """Import a sheet that is small enough to wait for; return how many rows are refused."""
    brought = import_table(
        bytes(sheet.content),
        name=sheet.name,
        table=sheet.table,
        bureau=sheet.bureau,
        actor=actor,
        at=at,
        partial=partial,
    )
    note(sheet, brought)
    return len(brought.refused)


@transaction.atomic
def withdraw_sheet(*, sheet: KeptSheet, actor: Officer, at: datetime) -> KeptSheet:
    """Take back a sheet that was not imported; its bytes are forgotten."""
    sheet = held(sheet)
    decide(sheet, Outcome.WITHDRAWN, actor, at)
    arriving.forget(sheet)
    audit.record(acts.WITHDRAWN, subject=sheet, actor=actor, at=at, table=sheet.table)
    return sheet


def reasons_for_reader(sheet: KeptSheet, *, actor: Officer, at: datetime) -> list[list[object]]:
    """List why rows are refused in the reader's language, trying the sheet anew where it must."""
    if sheet.language == get_language() or sheet.outcome != Outcome.WAITING or not sheet.refused:
        return list(sheet.reasons)
    return written(tried(sheet, actor=actor, at=at))


def forget_sheets(*, before: datetime) -> int:
    """Withdraw sheets that nobody confirmed in time and forget their bytes; return how many."""
    rows = KeptSheet.objects.filter(outcome=Outcome.WAITING, sent_at__lt=before)
    for sheet in rows.defer("content"):
        arriving.forget(sheet)
    return rows.update(outcome=Outcome.WITHDRAWN, content=b"", decided_at=before)


def held(sheet: KeptSheet) -> KeptSheet:
    """Lock a sheet that still waits."""
    rows = KeptSheet.objects.select_for_update(of=("self",)).select_related("bureau", "sent_by")
    sheet = rows.get(pk=sheet.pk)
    if sheet.under_way:
        raise SheetBusy(_("The file is being worked on. Wait until that is done."))
    if sheet.outcome != Outcome.WAITING:
        raise SheetDecided(
            _("This sheet was already imported or withdrawn. Send the file again if you need to.")
        )
    return sheet


def decide(sheet: KeptSheet, outcome: KeptSheet.Outcome, actor: Officer, at: datetime) -> None:
    """Write what was decided, and let the bytes go."""
    sheet.outcome, sheet.content = outcome, b""
    sheet.decided_by, sheet.decided_at = actor, at
    sheet.save()


def tried(sheet: KeptSheet, *, actor: Officer, at: datetime) -> Brought:
    """Say what an import would do now."""
    return import_table(
        bytes(sheet.content),
        name=sheet.name,
        table=sheet.table,
        bureau=actor.bureau,
        actor=actor,
        at=at,
        dry_run=True,
    )


def note(sheet: KeptSheet, brought: Brought) -> None:
    """Write on a sheet what becomes of its rows."""
    sheet.rows, sheet.refused = brought.rows, len(brought.refused)
    sheet.created, sheet.changed = brought.created, brought.changed
    sheet.reasons, sheet.language = written(brought), get_language() or ""


def written(brought: Brought) -> list[list[object]]:
    """Write the first refused rows the way they are kept."""
    return [[row, message] for row, message in brought.refused[:MOST_REASONS]]


def short(name: str) -> str:
    """Shorten a file's name, keeping its ending, which says what it is.

    >>> short("a" * 300 + ".xlsx")[-8:], len(short("a" * 300 + ".xlsx"))
    ('aaa.xlsx', 120)
    """
    path = PurePath(name.replace("\\", "/"))
    ending = path.suffix[:10]
    return path.name[: 120 - len(ending)].removesuffix(ending) + ending


def refusal_of(number: int) -> str:
    """Say that rows have become wrong since the sheet was tried."""
    return ngettext(
        "{number} row is refused, so nothing was stored. Reload the page to see which.",
        "{number} rows are refused, so nothing was stored. Reload the page to see which.",
        number,
    ).format(number=number)
