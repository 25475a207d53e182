"""Reading what a device sends as its position."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from tocsin.registers.units.errors import FixUnusable, NotYourUnit
from tocsin.registers.units.facts import Fix

MOST_FIXES = 1_000
OLDEST = timedelta(hours=24)
# A device's clock may be a little fast; beyond this its fixes would outlive true ones.
FASTEST_CLOCK = timedelta(seconds=60)
EAST, NORTH = 180, 90


@dataclass(frozen=True, slots=True)
class Allowed:
    """The units a key may move, by code; a device that is on one unit need not name it."""

    bureau_id: int
    units: Mapping[str, int]


def fixes_in(body: bytes, allowed: Allowed, at: datetime) -> list[Fix]:
    """Read one fix or an array of them.

    Raises
    ------
    FixUnusable
        The text is not JSON, or a fix lacks something or is out of range.
    NotYourUnit
        A fix names a unit that the key may not move.
    """
    sent = json_in(body)
    rows = sent if isinstance(sent, list) else [sent]
    if not 0 < len(rows) <= MOST_FIXES:
        raise FixUnusable(_("Send one to {most} positions at a time.").format(most=MOST_FIXES))
    return [fix_in(row, allowed, at) for row in rows]


def json_in(body: bytes) -> object:
    """Read JSON; numbers that are none are not JSON."""
    try:
        return json.loads(body, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise FixUnusable(_("The positions could not be read. Send them as JSON.")) from None


def refuse_constant(name: str) -> object:
    """Refuse NaN and infinity, which JSON does not know."""
    raise ValueError(name)


def fix_in(row: object, allowed: Allowed, at: datetime) -> Fix:
    """Read one fix."""
    if not isinstance(row, dict):
        raise FixUnusable(_("Each position is an object with unit, lon, lat and at."))
    return Fix(
        unit_in(row, allowed),
        degrees_in(row, "lon", EAST),
        degrees_in(row, "lat", NORTH),
        moment_in(row, at),
    )


def unit_in(row: Mapping[str, object], allowed: Allowed) -> int:
    """Find the unit a fix is about."""
    code = row.get("unit")
    if code is None and len(allowed.units) == 1:
        return next(iter(allowed.units.values()))
    if not isinstance(code, str) or code not in allowed.units:
        raise NotYourUnit(
            _("This key may not move the unit. A device moves the unit its officer is crewed on.")
        )
    return allowed.units[code]


def degrees_in(row: Mapping[str, object], name: str, most: int) -> float:
    """Read degrees; a number in words, a truth value or infinity is none."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise FixUnusable(
            _("{name} must be a number between -{most} and {most}.").format(name=name, most=most)
        )
    return float(value)


def moment_in(row: Mapping[str, object], at: datetime) -> datetime:
    """Read when the fix was taken: a moment with its zone, seconds since 1970, or now."""
    value = row.get("at", row.get("fixed_at"))
    if value is None:
        return at
    moment = stated_moment(value)
    if moment is None or not at - OLDEST <= moment <= at + FASTEST_CLOCK:
        raise FixUnusable(
            _("at must be the moment of the fix, with its zone, not older than a day.")
        )
    return moment


def stated_moment(value: object) -> datetime | None:
    """Read a moment; None where it is none.

    >>> stated_moment("2026-03-02T12:00:00+08:00") == stated_moment(1772424000)
    True
    """
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        stated = datetime.fromisoformat(value) if isinstance(value, str) else None
        return stated.astimezone(UTC) if stated and stated.tzinfo else None
    except (ValueError, OverflowError, OSError):
        return None
