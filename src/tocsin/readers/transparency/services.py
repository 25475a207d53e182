"""Printing an edition: once, by the month or by a named officer, and never again differently."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.readers.review.api import Span
from tocsin.readers.transparency import acts
from tocsin.readers.transparency.counting import count
from tocsin.readers.transparency.errors import BudgetSpent, NothingNew
from tocsin.readers.transparency.models import Edition
from tocsin.readers.transparency.printing import digest_of, written
from tocsin.readers.transparency.states import Method

# A shorter span tells when single things happened.
SHORTEST = timedelta(days=1)


@transaction.atomic
def publish(
    *,
    bureau: Bureau,
    until: datetime,
    actor: Officer,
    at: datetime,
    since: datetime | None = None,
    method: Method | None = None,
) -> Edition:
    """Print what happened since the last edition; spans follow on one another and never overlap.

    Where the last edition ends at the same moment it is returned as it is. Without an earlier one
    the span begins at ``since``, or with the month.

    Raises
    ------
    NothingNew
        Less than a day has gone by since the last edition, or nobody has ever called.
    BudgetSpent, NoiseMissing
        Noise is asked for and cannot be had.
    """
    held = Bureau.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    last = Edition.objects.filter(bureau=held).first()
    if last is not None and last.until == until:
        return last
    begins = beginning(held, last, since=since, until=until, at=at)
    found = count(held, begins, until)
    tally = found.brief.tally
    if last is None and since is not None and not (tally.calls or tally.incidents):
        raise NothingNew(_("Nobody has called yet. The first edition comes after the first call."))
    chosen = method or Method(settings.SMALL_COUNTS)
    printed = written(held, found, Span(begins, until), chosen, at)
    made = Edition.objects.create(
        bureau=held,
        number=last.number + 1 if last else 1,
        since=begins,
        until=until,
        method=chosen,
        printed=printed,
        digest=digest_of(printed),
        drawn_at=at,
        drawn_by=actor,
    )
    put_on_record(made, actor, at)
    return made


def beginning(
    bureau: Bureau, last: Edition | None, *, since: datetime | None, until: datetime, at: datetime
) -> datetime:
    """Say where an edition begins: where the last one ended.

    Raises
    ------
    NothingNew
        It would be shorter than a day, or go on after now.
    """
    begins = last.until if last else since or month_begins(bureau, until - SHORTEST)
    if until > at or (until - begins < SHORTEST and (last is not None or since is None)):
        raise NothingNew(
            _("The last edition ends less than a day ago. The next can be printed a day after it.")
        )
    return begins


def put_on_record(made: Edition, actor: Officer, at: datetime) -> None:
    """Write down who printed what, with its fingerprint."""
    audit.record(
        acts.PUBLISHED,
        subject=made,
        actor=actor,
        at=at,
        number=made.number,
        since=made.since.isoformat(),
        until=made.until.isoformat(),
        method=made.method,
        digest=made.digest,
    )


def publish_first(*, bureau: Bureau, since: datetime, at: datetime) -> Edition | None:
    """Print a first edition before a month is over; nothing where nobody has called."""
    clerk = service_officer(bureau, "publication")
    try:
        return publish(bureau=bureau, until=at, actor=clerk, at=at, since=since)
    except NothingNew:
        return None


def publish_due(*, bureau: Bureau, at: datetime) -> int:
    """Print every whole month that is over and not printed; return how many editions were made."""
    end, made = month_begins(bureau, at), 0
    while (until := next_due(bureau, end)) is not None:
        clerk = service_officer(bureau, "publication")
        since = month_begins(bureau, until - SHORTEST)
        try:
            publish(bureau=bureau, until=until, actor=clerk, at=at, since=since)
        except BudgetSpent:
            # The public gets its figures all the same, by the way that costs nothing.
            publish(
                bureau=bureau, until=until, actor=clerk, at=at, since=since, method=Method.LEFT_OUT
            )
        except NothingNew:
            break
        made += 1
    return made


def next_due(bureau: Bureau, end: datetime) -> datetime | None:
    """Say until when the next edition goes: to the end of its month, if that is over."""
    last = Edition.objects.filter(bureau=bureau).first()
    until = month_begins(bureau, last.until + SHORTEST, later=1) if last else end
    return until if last is None or until <= end else None


def month_begins(bureau: Bureau, moment: datetime, *, later: int = 0) -> datetime:
    """Say when the month of a moment, or so many months later, begins by the bureau's clock."""
    zone = ZoneInfo(bureau.time_zone)
    day = moment.astimezone(zone).date()
    months = day.year * 12 + day.month - 1 + later
    return datetime.combine(date(months // 12, months % 12 + 1, 1), time(), zone)
