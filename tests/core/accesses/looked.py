"""A week of looks, written down shortly."""

from datetime import UTC, datetime, timedelta

from tocsin.core.accesses.record import Case, Look, Reader, Record, Span

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = Span(MONDAY, MONDAY + timedelta(days=7))


def day(number, hour=12):
    """Name a moment by its day in the week, and its hour."""
    return MONDAY + timedelta(days=number, hours=hour)


def look(number, officer, *, at=None, person="p", case="c", **facts):
    """Make a look, at noon on Wednesday unless said otherwise."""
    return Look(number, officer, person, case, at or day(2), **facts)


def record(*looks, readers=(), cases=None):
    """Put looks in order; readers not described are plain, cases not described unknown."""
    described = {reader.officer: reader for reader in readers}
    return Record(
        sorted(looks, key=lambda one: (one.at, one.number)),
        {one.officer: described.get(one.officer, Reader(one.officer)) for one in looks},
        cases or {},
    )


def opened(by, *acts, at=None, place=""):
    """Make a case, opened an hour before noon on Wednesday unless said otherwise."""
    return Case(by, at or day(2, 11), place, acts)
