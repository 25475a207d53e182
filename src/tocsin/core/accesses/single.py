"""Looks that are odd by themselves: at oneself, off shift, after leaving, in a case made for it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from tocsin.core.accesses.patterns import Hit, Pattern, Rules
from tocsin.core.accesses.record import Case, Look, Reader, Record, Span


def own_name(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:  # noqa: ARG001 - as all
    """Find looks at somebody of the officer's own full name."""
    for look in record.during(week):
        reader = record.readers[look.officer]
        if look.name and look.name == reader.name:
            yield Hit(Pattern.OWN_NAME, look.officer, [look.number], 1)


def off_shift(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:
    """Find looks further from any shift than one is early or late; measured in minutes."""
    for look in record.during(week):
        away = away_from_duty(record.readers[look.officer], look.at)
        if away is not None and away > rules.late_by:
            yield Hit(Pattern.OFF_SHIFT, look.officer, [look.number], away / timedelta(minutes=1))


def away_from_duty(reader: Reader, at: datetime) -> timedelta | None:
    """Say how far a moment is from the nearest shift; nothing where no roster tells of it.

    >>> from datetime import UTC, datetime
    >>> eight, four, five = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (8, 16, 17))
    >>> str(away_from_duty(Reader(1, duty=[Span(eight, four)]), five))
    '1:00:00'
    """
    if reader.duty is None or (reader.planned is not None and at not in reader.planned):
        return None
    place = bisect_right(reader.duty, at, key=lambda span: span.since)
    before, after = reader.duty[max(0, place - 1) : place], reader.duty[place : place + 1]
    distances = [max(timedelta(0), at - span.until) for span in before]
    distances += [span.since - at for span in after]
    return min(distances, default=timedelta.max)


def after_leaving(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:  # noqa: ARG001 - as all
    """Find looks by those whose last role had ended; measured in hours."""
    for look in record.during(week):
        left = record.readers[look.officer].left_at
        if left is not None and look.at >= left:
            hours = (look.at - left) / timedelta(hours=1)
            yield Hit(Pattern.AFTER_LEAVING, look.officer, [look.number], hours)


def opened_to_read(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:
    """Find looks in a case that the same officer opened and in which nobody did anything.

    Judged once there was time to begin, so the span looked at lies that much earlier.
    """
    for look in record.during(earlier(week, rules.begun_within)):
        case = record.cases.get(look.case)
        if case is not None and case.opened_by == look.officer and idle(case, rules.begun_within):
            yield Hit(Pattern.OPENED_TO_READ, look.officer, [look.number], 1)


def idle(case: Case, within: timedelta) -> bool:
    """Say whether nothing but opening and closing was soon done about a case."""
    return not any(act.work and act.at - case.opened_at <= within for act in case.acts)


def without_action(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:
    """Find officers who looked in several cases about which they did nothing.

    What was done counts from a day before the look until a day after it, so the span looked at
    lies a day earlier; measured in cases.
    """
    idle_looks: defaultdict[int, list[Look]] = defaultdict(list)
    for look in record.during(earlier(week, rules.acted_within)):
        if not acted(record.cases.get(look.case), look, rules.acted_within):
            idle_looks[look.officer].append(look)
    for officer, looks in idle_looks.items():
        cases = len({look.case for look in looks})
        if cases >= rules.cases_without_action:
            yield Hit(Pattern.WITHOUT_ACTION, officer, [look.number for look in looks], cases)


def acted(case: Case | None, look: Look, within: timedelta) -> bool:
    """Say whether the officer opened the case or did something about it around the look.

    Where nothing is known of the case, nothing is said against the officer.
    """
    if case is None:
        return True
    opened = case.opened_by == look.officer and abs(case.opened_at - look.at) <= within
    return opened or any(
        act.officer == look.officer and abs(act.at - look.at) <= within for act in case.acts
    )


def earlier(span: Span, by: timedelta) -> Span:
    """Move a span back in time."""
    return Span(span.since - by, span.until - by)
