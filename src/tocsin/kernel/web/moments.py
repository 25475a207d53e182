"""Moments as they are sent: brought to UTC, because no database knows every offset."""

from datetime import UTC, datetime
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AfterValidator, AwareDatetime


def in_utc(stated: datetime) -> datetime:
    """Bring a moment with its offset to UTC.

    Raises
    ------
    ValueError
        In UTC it would lie outside the calendar.
    """
    try:
        return stated.astimezone(UTC)
    except OverflowError:
        raise ValueError(_("This moment lies outside the calendar.")) from None


def moment_in(text: str) -> datetime | None:
    """Read a moment with its offset; nothing when it is none.

    >>> moment_in("2026-03-02T12:00:00+23:00"), moment_in("2026-03-02T12:00:00"), moment_in("x")
    (datetime.datetime(2026, 3, 1, 13, 0, tzinfo=datetime.timezone.utc), None, None)
    """
    try:
        stated = datetime.fromisoformat(text)
        return in_utc(stated) if stated.tzinfo is not None else None
    except ValueError:
        return None


StatedMoment = Annotated[AwareDatetime, AfterValidator(in_utc)]
