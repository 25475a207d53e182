"""Shifts of those who work at a desk: planned, taken back, carried on to the next week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotForYou
from tocsin.registers.units import acts
from tocsin.registers.units.errors import AlreadyOnShift, NobodyOnShift, ShiftOver, TooManyDays
from tocsin.registers.units.models import DeskShift

WEEK, MOST_DAYS = timedelta(days=7), 31


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when a shift lasts, by the bureau's clock; past midnight where it must."""

    begins: time
    ends: time

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Say when the shift of a day begins and ends."""
        last = day if self.ends > self.begins else day + timedelta(days=1)
        return datetime.combine(day, self.begins, zone), datetime.combine(last, self.ends, zone)


@transaction.atomic
def plan_shifts(
    *,
    officers: Sequence[Officer],
    days: Sequence[date],
    hours: Hours,
    shift: str,
    actor: Officer,
    at: datetime,
) -> list[DeskShift]:
    """Plan one shift a day for each of some people.

    Raises
    ------
    NobodyOnShift, TooManyDays
        Nobody is named, or no day, or too many.
    NotForYou
        It is the actor's own, and it has begun: whoever looked at night does not write themselves
        into the night afterwards.
    AlreadyOnShift
        One of them has a shift then.
    """
    if not officers:
        raise NobodyOnShift(_("Name at least one person for the shift."))
    if not 0 < len(days) <= MOST_DAYS:
        raise TooManyDays(
            _("Plan from one day to a later one, at most {most} days.").format(most=MOST_DAYS)
        )
    held = locked(officers)
    zone = ZoneInfo(actor.bureau.time_zone)
    wanted = [
        DeskShift(
            bureau=actor.bureau,
            officer=officer,
            shift=shift,
            from_at=from_at,
            until_at=until_at,
            planned_by=actor,
            planned_at=at,
        )
        for officer in held
        for from_at, until_at in (hours.on(day, zone) for day in days)
    ]
    refuse_own_past(wanted, actor, at)
    refuse_overlaps(wanted)
    return kept(wanted, actor, at)


@transaction.atomic
def repeat_week(*, officers: Iterable[Officer], monday: date, actor: Officer, at: datetime) -> int:
    """Plan for the next week what was planned for one; who has a shift then keeps it.

    Returns how many shifts were planned.

    Raises
    ------
    NotForYou
        One of them is the actor's own and has begun.
    """
    zone = ZoneInfo(actor.bureau.time_zone)
    held = locked(list(officers))
    rows = shifts_within(actor.bureau, *week_of(monday, zone)).filter(officer__in=held)
    wanted = [
        DeskShift(
            bureau=actor.bureau,
            officer=row.officer,
            shift=row.shift,
            from_at=a_week_on(row.from_at, zone),
            until_at=a_week_on(row.until_at, zone),
            planned_by=actor,
            planned_at=at,
        )
        for row in rows
    ]
    free = [one for one in wanted if not overlapping(one).exists()]
    refuse_own_past(free, actor, at)
    return len(kept(free, actor, at))


@transaction.atomic
def withdraw_shift(*, shift: DeskShift, actor: Officer, at: datetime) -> DeskShift:
    """Take back a shift: who does not come is not on it. It stays on record.

    Raises
    ------
    ShiftOver
        It was taken back already.
    """
    held = DeskShift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
    if held.withdrawn_at is not None:
        raise ShiftOver(_("This shift was taken back already. Reload the page."))
    held.withdrawn_by, held.withdrawn_at = actor, at
    held.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record(acts.DESK_SHIFT_WITHDRAWN, subject=held, actor=actor, at=at, shift=held.shift)
    return held


def locked(officers: Sequence[Officer]) -> list[Officer]:
    """Lock people in one order, so that two who plan the same ones queue up."""
    ids = sorted(officer.pk for officer in officers)
    rows = Officer.objects.select_for_update(no_key=True).filter(pk__in=ids)
    return list(rows.order_by("pk"))


def kept(wanted: Sequence[DeskShift], actor: Officer, at: datetime) -> list[DeskShift]:
    """Store shifts and write into the trail how many they are; whose, stands in them."""
    made = DeskShift.objects.bulk_create(wanted)
    if made:
        names = ",".join(sorted({one.shift for one in made}))[:120]
        audit.record(
            acts.DESK_SHIFTS_PLANNED,
            subject=actor.bureau,
            actor=actor,
            at=at,
            shift=names,
            shifts=len(made),
            afterwards=sum(one.from_at < at for one in made),
        )
    return made


def refuse_own_past(wanted: Iterable[DeskShift], actor: Officer, at: datetime) -> None:
    """Refuse whoever plans a shift of their own that has begun."""
    if any(one.officer_id == actor.pk and one.from_at < at for one in wanted):
        raise NotForYou(
            _("Nobody plans a shift of their own that has begun. Ask another supervisor.")
        )


def refuse_overlaps(wanted: Iterable[DeskShift]) -> None:
    """Refuse a shift where one of the people has another."""
    for one in wanted:
        other = overlapping(one).first()
        if other is not None:
            zone = ZoneInfo(one.bureau.time_zone)
            raise AlreadyOnShift(
                _("{name} has a shift on {day} already. Take it back first.").format(
                    name=one.officer.name, day=other.from_at.astimezone(zone).date().isoformat()
                )
            )


def overlapping(one: DeskShift) -> QuerySet[DeskShift]:
    """Find the shifts of the same person at the same time."""
    return DeskShift.objects.filter(
        bureau=one.bureau,
        officer=one.officer,
        withdrawn_at=None,
        from_at__lt=one.until_at,
        until_at__gt=one.from_at,
    )


def shifts_within(bureau: Bureau, since: datetime, until: datetime) -> QuerySet[DeskShift]:
    """List the shifts of a bureau that touch a span of time, in order."""
    rows = DeskShift.objects.filter(
        bureau=bureau, withdrawn_at=None, from_at__lt=until, until_at__gt=since
    )
    return rows.select_related("officer").order_by("from_at", "pk")


def week_of(monday: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Say when a week begins and ends."""
    first, last = (datetime.combine(day, time(), zone) for day in (monday, monday + WEEK))
    return first, last


def a_week_on(at: datetime, zone: ZoneInfo) -> datetime:
    """Say which moment of the next week the clocks will show so."""
    local = at.astimezone(zone)
    return datetime.combine(local.date() + WEEK, local.time(), zone)


Spans = dict[int, list[tuple[datetime, datetime]]]


def desk_shifts_known(bureau_id: int, since: datetime, until: datetime) -> Spans:
    """Map the ids of people to their desk shifts around a span of time, in order.

    Those of the day before and after belong to it: one looks a little early or late.
    """
    day = timedelta(days=1)
    rows = DeskShift.objects.filter(
        bureau=bureau_id, withdrawn_at=None, from_at__lt=until + day, until_at__gt=since - day
    )
    found: Spans = {}
    for officer, *span in rows.order_by("from_at").values_list("officer", "from_at", "until_at"):
        found.setdefault(officer, []).append((span[0], span[1]))
    return found


def plan_reach(bureau: Bureau) -> dict[int, tuple[datetime, datetime]]:
    """Map the ids of people to how far their plan reaches.

    From the week of their first shift to the end of the week of their last one, by the bureau's
    clock: a plan is made by the week, and whoever is not on it then is off.
    """
    zone = ZoneInfo(bureau.time_zone)
    rows = DeskShift.objects.filter(bureau=bureau, withdrawn_at=None).values("officer")
    ends = rows.annotate(first=Min("from_at"), last=Max("until_at")).order_by("officer")
    return {
        row["officer"]: (
            week_of(monday_before(row["first"], zone), zone)[0],
            week_of(monday_before(row["last"] - timedelta(microseconds=1), zone), zone)[1],
        )
        for row in ends
    }


def monday_before(at: datetime, zone: ZoneInfo) -> date:
    """Find the Monday of the week in which a moment lies."""
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())
