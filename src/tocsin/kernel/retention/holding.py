"""Legal holds: placed by one person, lifted by two."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.models import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.retention import acts
from tocsin.kernel.retention.errors import HoldOver, HoldUnclear, NothingAsked, SecondPersonNeeded
from tocsin.kernel.retention.models import Hold
from tocsin.kernel.retention.ports import standings_of_cases

LONGEST_REASON = 200
# Held by who places a hold and by who erases, so that nothing goes while a hold is written.
LOCK = 7_065_099_101_002


def alone(bureau_id: int) -> None:
    """Let nobody place a hold or erase in this bureau until the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK % 2**31, bureau_id])


@transaction.atomic
def hold(*, case: str, reason: str, until: date, actor: Officer, at: datetime) -> Hold:
    """Let nothing of a case go before a day.

    Raises
    ------
    HoldUnclear
        There is no such case, no reason is given, or the day is not to come.
    """
    why, name = reason.strip(), case.strip()
    check(why, until, actor.bureau, at)
    if not standings_of_cases(actor.bureau_id, [name]):
        raise HoldUnclear(
            _(
                "There is no such case. Write it as on its page, like call:J20260302-0001, "
                "incident:C20260302-0001 or premises:P1."
            )
        )
    alone(actor.bureau_id)
    made = Hold.objects.create(
        bureau=actor.bureau, case=name, reason=why, until=until, placed_by=actor, placed_at=at
    )
    record(acts.HELD, made, actor, at, until=until.isoformat())
    return made


@transaction.atomic
def extend(*, held: Hold, until: date, actor: Officer, at: datetime) -> Hold:
    """Let a hold last longer; it never gets shorter but by being lifted."""
    found = running_one(held, at)
    check(found.reason, until, found.bureau, at)
    if until <= found.until:
        raise HoldUnclear(_("Name a later day; to end a hold earlier, ask for it to be lifted."))
    found.until = until
    found.save(update_fields=["until"])
    record(acts.EXTENDED, found, actor, at, until=until.isoformat())
    return found


@transaction.atomic
def ask_to_lift(*, held: Hold, reason: str, actor: Officer, at: datetime) -> Hold:
    """Ask for a hold to be lifted; somebody else decides."""
    found, why = running_one(held, at), reason.strip()
    if not why or len(why) > LONGEST_REASON:
        raise HoldUnclear(wants_a_reason())
    found.lift_asked_by, found.lift_asked_at, found.lift_reason = actor, at, why
    found.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
    record(acts.LIFT_ASKED, found, actor, at)
    return found


@transaction.atomic
def answer_lift(*, held: Hold, lifted: bool, actor: Officer, at: datetime) -> Hold:
    """Lift a hold for which somebody else has asked, or leave it.

    Raises
    ------
    NothingAsked
        Nobody has asked.
    SecondPersonNeeded
        It is the one who asked.
    """
    alone(held.bureau_id)
    found = running_one(held, at)
    if found.lift_asked_by_id is None:
        raise NothingAsked(_("Nobody has asked for this hold to be lifted. Reload the page."))
    if found.lift_asked_by_id == actor.pk:
        raise SecondPersonNeeded(
            _("You have asked for this hold to be lifted; a second person decides.")
        )
    if lifted:
        found.lifted_by, found.lifted_at = actor, at
    else:
        found.lift_asked_by, found.lift_asked_at, found.lift_reason = None, None, ""
    found.save()
    record(acts.LIFTED if lifted else acts.LIFT_TAKEN_BACK, found, actor, at)
    return found


def record(kind: audit.Act, held: Hold, actor: Officer, at: datetime, **facts: str) -> None:
    """Write an act on a hold into the trail."""
    audit.record(kind, subject=held, actor=actor, at=at, case=held.case, **facts)


def check(reason: str, until: date, bureau: Bureau, at: datetime) -> None:
    """Refuse a hold without a reason or without a day to come."""
    if not reason or len(reason) > LONGEST_REASON:
        raise HoldUnclear(wants_a_reason())
    if until <= day_of(bureau, at):
        raise HoldUnclear(_("Name a day to come until which nothing goes."))


def wants_a_reason() -> str:
    """Ask for a line of reason."""
    return _("Give the reason in a line of at most {most} characters.").format(most=LONGEST_REASON)


def running_one(held: Hold, at: datetime) -> Hold:
    """Lock a hold that is in force."""
    found = Hold.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=held.pk)
    if found.lifted_at is not None or found.until < day_of(found.bureau, at):
        raise HoldOver(_("This hold is over. Reload the page."))
    return found


def running(bureau: Bureau, at: datetime) -> QuerySet[Hold]:
    """List the holds in force: the day until which one lasts belongs to it."""
    rows = Hold.objects.filter(bureau=bureau, lifted_at=None, until__gte=day_of(bureau, at))
    return rows.select_related("placed_by", "lift_asked_by")


def cases_held(bureau: Bureau, at: datetime) -> frozenset[str]:
    """Name the cases of which nothing goes now."""
    return frozenset(running(bureau, at).values_list("case", flat=True))


def any_held(cases: Iterable[str], held: frozenset[str]) -> bool:
    """Say whether one of some cases is held."""
    return not held.isdisjoint(cases)


def day_of(bureau: Bureau, at: datetime) -> date:
    """Say which day it is where the bureau is."""
    return at.astimezone(ZoneInfo(bureau.time_zone)).date()
