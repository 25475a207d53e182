"""Registers on their way in: checked and imported beside the desks, one after the other."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.adapters.spreadsheets import acts
from tocsin.adapters.spreadsheets.errors import SenderCannotVerify, SheetBusy, SheetDecided
from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.adapters.spreadsheets.sources import read_register
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Unacceptable
from tocsin.registers.places import api as places

Outcome, Step = KeptSheet.Outcome, KeptSheet.Step
# What ends the process that does it once may have been an accident.
MOST_BEGUN = 2
# Of a file name as it is written on the disk, whose systems count bytes.
LONGEST_NAME = 60
UNDER_WAY = (Outcome.RECEIVED, Outcome.LETTING_IN)


def waits() -> bool:
    """Say whether a register is to be checked or imported."""
    return KeptSheet.objects.filter(outcome__in=UNDER_WAY).exists()


def work() -> int:
    """Check and import what waits for it, the oldest first; return how often something was done."""
    times = 0
    while (sheet := _next()) is not None:
        sheet.begun += 1
        sheet.save(update_fields=["begun"])
        with translation.override(sheet.language or None):
            if sheet.begun > MOST_BEGUN:
                _end(sheet, Outcome.UNUSABLE, _given_up(sheet))
            elif sheet.outcome == Outcome.RECEIVED:
                check(sheet, file_of(sheet))
            else:
                let_in(sheet)
        times += 1
    return times


def receive(sheet: KeptSheet, parts: Iterable[bytes]) -> None:
    """Write a file to where it is read from, and say that it is to be checked."""
    file = file_of(sheet)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as kept:
        for part in parts:
            kept.write(part)
    sheet.outcome, sheet.language = Outcome.RECEIVED, get_language() or ""
    sheet.save()


def bring(*, sheet: KeptSheet, file: Path, tell: places.Tell) -> KeptSheet:
    """Check and import a file at once, for somebody who waits for it and confirms it so."""
    sheet.decided_by, sheet.decided_at = sheet.sent_by, sheet.sent_at
    sheet.save()
    check(sheet, file, tell)
    if sheet.outcome == Outcome.WAITING:
        let_in(sheet, tell)
    return sheet


def check(sheet: KeptSheet, file: Path, tell: places.Tell | None = None) -> None:
    """Read a file and say what would become of its places."""
    tell = tell or _teller(sheet)
    tell(Step.READING, 0, 0)
    try:
        read = read_register(file, sheet.bureau)
    except Unacceptable as refusal:
        _end(sheet, Outcome.UNUSABLE, refusal.message)
        return
    places.stage(bureau=sheet.bureau, batch=sheet.pk, read=read, tell=tell)
    places.pair_up(bureau=sheet.bureau, batch=sheet.pk, tell=tell)
    weighed = places.weighed(bureau=sheet.bureau, batch=sheet.pk)
    sheet.rows, sheet.refused = len(read.arriving), read.refused
    sheet.created = weighed.new + weighed.asked + weighed.left_out
    sheet.changed = weighed.changed
    _end(sheet, Outcome.WAITING)


def let_in(sheet: KeptSheet, tell: places.Tell | None = None) -> None:
    """Import the places of a file in the name of whoever confirmed it."""
    if sheet.decided_by is None or sheet.decided_at is None:
        _end(sheet, Outcome.UNUSABLE, _("Nobody has confirmed it."))
        return
    done = places.let_in(
        bureau=sheet.bureau,
        batch=sheet.pk,
        actor=sheet.decided_by,
        at=sheet.decided_at,
        tell=tell or _teller(sheet),
    )
    with transaction.atomic():
        asked, left_out = places.in_pairs(bureau_id=sheet.bureau_id, batch=sheet.pk)
        places.keep_only_asked(bureau_id=sheet.bureau_id, batch=sheet.pk)
        sheet.created, sheet.changed = done.created, done.changed
        _end(sheet, Outcome.IMPORTED)
        audit.record(
            acts.LET_IN,
            subject=sheet,
            actor=sheet.decided_by,
            at=sheet.decided_at,
            table=sheet.table,
            created=done.created,
            changed=done.changed,
            asked=asked,
            left_out=left_out,
        )


def decide_pair(
    *, sheet: KeptSheet, pair: places.ArrivalPair, same: bool, actor: Officer, at: datetime
) -> places.ArrivalPair:
    """Say whether two places are one; one that is not comes in at once where the others are.

    Raises
    ------
    SheetBusy
        The file is being checked or imported.
    SheetDecided
        The file was withdrawn.
    SenderCannotVerify
        The place would come in, and the actor sent the file.
    """
    if sheet.under_way:
        raise SheetBusy(_("The file is being worked on. Wait until that is done."))
    imported = sheet.outcome == Outcome.IMPORTED
    if not imported and sheet.outcome != Outcome.WAITING:
        raise SheetDecided(_("This file was withdrawn. Send it again if you need to."))
    if imported and not same and sheet.sent_by_id == actor.pk:
        raise SenderCannotVerify(
            _("You sent this file. Ask a colleague to let the address in: two people change them.")
        )
    return places.decide_pair(pair=pair, same=same, let_in=imported, actor=actor, at=at)


def file_of(sheet: KeptSheet) -> Path:
    """Say where the file of a sheet lies until it is read."""
    return Path(settings.DATA_FOLDER) / "sheets" / str(sheet.pk) / sheet.name[-LONGEST_NAME:]


def forget(sheet: KeptSheet) -> None:
    """Take away the file of a sheet and what it told of."""
    _remove_file(sheet)
    places.forget_arrivals(bureau_id=sheet.bureau_id, batch=sheet.pk)


def _next() -> KeptSheet | None:
    rows = KeptSheet.objects.filter(outcome__in=UNDER_WAY).select_related("bureau", "decided_by")
    return rows.order_by("sent_at").first()


def _given_up(sheet: KeptSheet) -> str:
    """Say that working on a file is given up, and what may be left of it."""
    if sheet.outcome == Outcome.RECEIVED:
        return _("Working on it ended twice. Tell a technician.")
    return _(
        "Working on it ended twice, and part of it may be stored. Tell a technician, and send the "
        "file again: what is stored already stays as it is."
    )


def _end(sheet: KeptSheet, outcome: KeptSheet.Outcome, trouble: str = "") -> None:
    """Write down what has become of a file, which nobody reads again."""
    sheet.outcome, sheet.trouble = outcome, trouble
    sheet.step, sheet.done, sheet.of, sheet.begun = "", 0, 0, 0
    sheet.save()
    _remove_file(sheet)


def _remove_file(sheet: KeptSheet) -> None:
    rmtree(file_of(sheet).parent, ignore_errors=True)


def _teller(sheet: KeptSheet) -> places.Tell:
    """Say on the sheet's page how far it is."""
    rows = KeptSheet.objects.filter(pk=sheet.pk)

    def tell(step: str, done: int, of: int) -> None:
        rows.update(step=step, done=done, of=of)

    return tell
