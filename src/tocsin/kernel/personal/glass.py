"""Opening a person without an open case: said why, for ten minutes, told at once.

Who breaks the glass chooses a reason and what of the person is needed, and writes one line. That,
the look and the telling are committed together before anything is read; where they cannot be
written nothing is read. The database holds the look to the person, the kinds and the officer.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import connection, models
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import by_itself, within
from tocsin.kernel.errors import NotThere, Unacceptable
from tocsin.kernel.events.api import Event, publish
from tocsin.kernel.personal.kinds import Kind
from tocsin.kernel.personal.looking import (
    Purpose,
    Ticket,
    ask,
    no_purpose,
    read,
    unrefused,
    written,
)
from tocsin.kernel.personal.models import Glass
from tocsin.kernel.personal.seen import BREAK_GLASS, GLASS

LONGEST_LINE = 200
BROKEN = audit.act(
    "personal.glass_broken",
    gettext_lazy("Person opened without an open case"),
    "case",
    "reason",
    "kinds",
)
BREAK = "SELECT personal.break_glass(%s, %s, %s, %s, %s, %s, %s::jsonb, %s)"
REFUSE = """
    INSERT INTO personal.look (bureau_id, subject, officer_id, "case", task, kinds, at, refusal)
    VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s)
"""


class Why(models.TextChoices):
    """Why somebody is opened without an open case."""

    DANGER = "danger", gettext_lazy("Danger to life or health")
    PROMISED = "promised", gettext_lazy("A call back was promised")
    COMPLAINT = "complaint", gettext_lazy("They complain or ask about their case")
    ORDERED = "ordered", gettext_lazy("A court or prosecutor asks")


class NotSaid(Unacceptable):
    """The glass was to be broken without saying why."""

    code = "personal.not_said"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken(Event):
    """Somebody was opened without an open case; neither they nor the officer are named."""

    kind: ClassVar[str] = "glass.broken"
    case: str


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken glass: its number, in which case, why and what, and until when it holds."""

    number: int
    case: str
    why: Why
    words: str
    kinds: Collection[Kind]
    until: datetime

    @property
    def purpose(self) -> Purpose:
        """The purpose of looks behind it."""
        return Purpose(f"{GLASS}{self.number}", BREAK_GLASS)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is to be opened, in which case, what of them, why, by whom and when."""

    subject: UUID
    case: str
    kinds: list[Kind]
    why: str
    words: str
    actor: Officer
    at: datetime

    @property
    def is_said(self) -> bool:
        """Say whether both choices are made and the line is written."""
        chosen = self.why in Why.values and bool(self.kinds)
        return chosen and 0 < len(self.words) <= LONGEST_LINE


def break_glass(
    *,
    subject: UUID,
    case: str,
    kinds: Iterable[Kind],
    why: str,
    words: str,
    actor: Officer,
    at: datetime,
) -> Mapping[Kind, str]:
    """Put on record why a person is opened without an open case, tell it, then read.

    Raises
    ------
    NotSaid
        The reason, what is needed, or the line is missing; that is on record.
    NotThere
        The person is not known to the bureau; that is on record.
    """
    asked = Asked(subject, case, sorted(set(kinds)), why, words.strip(), actor, at)
    if not asked.is_said:
        refuse(asked, NotSaid.code)
        raise NotSaid(
            _(
                "Choose why and what you need, and write one line of at most {most} characters."
            ).format(most=LONGEST_LINE)
        )
    with within(actor.bureau_id), by_itself():
        number = break_in(asked)
        ticket = look_behind(asked, number) if number else None
        if number and ticket and not ticket.refusal:
            tell(asked, number)
    if number is None:
        refuse(asked, NotThere.code)
        raise NotThere(_("Nobody by this number is known to your bureau."))
    if ticket is None:
        raise no_purpose()
    return read(unrefused(ticket)).get(subject, {})


def look_again(
    *, broken: Broken, subject: UUID, actor: Officer, at: datetime
) -> Mapping[Kind, str]:
    """Look again behind a glass that one has broken; each look is on record.

    Raises
    ------
    NoPurpose
        The ten minutes are over, or it was broken for something else.
    """
    ticket = ask(subjects=[subject], kinds=broken.kinds, purpose=broken.purpose, actor=actor, at=at)
    return read(ticket).get(subject, {})


def broken_by(actor: Officer, subject: UUID) -> Broken | None:
    """Find the glass that an officer has broken before a person and that still holds."""
    rows = Glass.objects.filter(bureau_id=actor.bureau_id, officer=actor, subject=subject)
    with within(actor.bureau_id):
        row = rows.filter(until_at__gt=Now()).order_by("-pk").first()
    return broken_of(row) if row else None


def broken_in(*, bureau_id: int, cases: Iterable[str]) -> dict[str, Broken]:
    """Tell of looks' cases that are broken glass what stands behind them."""
    numbers = [
        int(case.removeprefix(GLASS))
        for case in cases
        if case.startswith(GLASS) and case.removeprefix(GLASS).isdecimal()
    ]
    rows = Glass.objects.filter(bureau_id=bureau_id, pk__in=numbers)
    with within(bureau_id):
        return {f"{GLASS}{row.pk}": broken_of(row) for row in rows}


def broken_of(row: Glass) -> Broken:
    """Read a broken glass."""
    kinds = [Kind(kind) for kind in row.kinds]
    return Broken(row.pk, row.case, Why(row.reason), row.words, kinds, row.until_at)


def break_in(asked: Asked) -> int | None:
    """Write a broken glass down; none where the bureau does not know the person."""
    officer, kinds = asked.actor, json.dumps(asked.kinds)
    given = (officer.bureau_id, asked.subject, officer.pk, asked.case, asked.why, asked.words)
    with connection.cursor() as cursor:
        cursor.execute(BREAK, (*given, kinds, asked.at))
        [number] = cursor.fetchone() or [None]
    return None if number is None else int(number)


def look_behind(asked: Asked, number: int) -> Ticket | None:
    """Write the first look behind a glass."""
    return written(
        subjects=[asked.subject],
        kinds=asked.kinds,
        purpose=Purpose(f"{GLASS}{number}", BREAK_GLASS),
        actor=asked.actor,
        at=asked.at,
    )


def tell(asked: Asked, number: int) -> None:
    """Put it into the trail and tell those who review, in the same transaction."""
    bureau, at = asked.actor.bureau_id, asked.at
    audit.record(
        BROKEN,
        subject=Glass(pk=number, bureau_id=bureau),
        actor=asked.actor,
        at=at,
        case=asked.case,
        reason=asked.why,
        kinds=",".join(asked.kinds),
    )
    publish(GlassBroken(bureau_id=bureau, subject=str(number), at=at, case=asked.case))


def refuse(asked: Asked, code: str) -> None:
    """Put on record that somebody was not opened."""
    officer, kinds = asked.actor, json.dumps(asked.kinds)
    given = (officer.bureau_id, asked.subject, officer.pk, asked.case, BREAK_GLASS, kinds)
    with within(officer.bureau_id), by_itself(), connection.cursor() as cursor:
        cursor.execute(REFUSE, (*given, asked.at, code))
