"""When the person concerned is told of a look: at once, or when the case it served is closed."""

from datetime import datetime, timedelta

# Work on these can be spoilt by telling of it; all other cases are told of at once.
INVESTIGATED = frozenset({"call", "incident"})
LATEST = timedelta(days=180)


def told_from(
    *, case: str, looked_at: datetime, ended_at: datetime | None, is_known: bool
) -> datetime:
    """Say from when on a look is told: its clock fires when the case closes, or runs out.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> when = {"looked_at": noon, "is_known": True}
    >>> told_from(case="premises:P1", ended_at=None, **when) == noon
    True
    >>> told_from(case="call:J1", ended_at=noon + timedelta(days=9), **when) - noon
    datetime.timedelta(days=9)
    >>> told_from(case="call:J1", ended_at=None, **when) - noon
    datetime.timedelta(days=180)
    """
    latest = looked_at + LATEST
    if not is_known or case.partition(":")[0] not in INVESTIGATED:
        return looked_at
    if ended_at is None:
        return latest
    return max(looked_at, min(ended_at, latest))
