"""The tiers of a response clock: where each stands, judged from arrivals alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TIERS = (1, 2, 3)
PRESSING = 2


class TierState(StrEnum):
    """Where one tier stands; the value is what is stored and shown to machines."""

    RUNNING = "running"
    WARNED = "warned"
    MET = "met"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Target:
    """How soon a tier is to be complete, and after how long the desk is warned, in seconds."""

    tier: int
    seconds: float
    warn_seconds: float

    def __post_init__(self) -> None:
        if not 0 < self.warn_seconds <= self.seconds:
            raise ValueError("A target warns after its start and not after its end.")


@dataclass(frozen=True, slots=True)
class TierClock:
    """One tier of one incident: when it warns, when it is due, how many units make it complete."""

    started_at: datetime
    warn_at: datetime
    due_at: datetime
    units_needed: int

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError("A clock needs timezone-aware moments.")
        if not self.started_at <= self.warn_at <= self.due_at:
            raise ValueError("A clock starts, warns and falls due in this order.")
        if self.units_needed < 1:
            raise ValueError("A clock waits for at least one unit.")


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a tier stands at a moment.

    ``stopped_at`` is when the last unit it waits for arrived, even when that was too late;
    ``breached_at`` is when it fell due without being complete.
    """

    state: TierState
    stopped_at: datetime | None = None
    breached_at: datetime | None = None


def start(target: Target, units_needed: int, at: datetime) -> TierClock:
    """Start one tier at a moment.

    Examples
    --------
    >>> from datetime import UTC
    >>> clock = start(Target(1, 60, 45), 1, datetime(2026, 3, 2, 4, tzinfo=UTC))
    >>> clock.due_at.isoformat()
    '2026-03-02T04:01:00+00:00'
    """
    return TierClock(
        started_at=at,
        warn_at=at + timedelta(seconds=target.warn_seconds),
        due_at=at + timedelta(seconds=target.seconds),
        units_needed=units_needed,
    )


def read(clock: TierClock, arrivals: Iterable[datetime], at: datetime) -> Reading:
    """Judge a tier from the arrivals known at a moment.

    An arrival at the very moment the tier is due is in time. The answer depends only on what it
    is given, so that a clock read late, or twice, says the same.

    Parameters
    ----------
    arrivals
        When each unit arrived, in any order.

    Examples
    --------
    >>> from datetime import UTC
    >>> clock = start(Target(1, 60, 45), 1, datetime(2026, 3, 2, 4, tzinfo=UTC))
    >>> read(clock, [], clock.due_at).state, read(clock, [clock.due_at], clock.due_at).state
    (<TierState.WARNED: 'warned'>, <TierState.MET: 'met'>)
    """
    there = sorted(moment for moment in arrivals if moment <= at)
    complete = len(there) >= clock.units_needed
    stopped_at = there[clock.units_needed - 1] if complete else None
    if stopped_at is not None and stopped_at <= clock.due_at:
        return Reading(TierState.MET, stopped_at)
    if at > clock.due_at:
        return Reading(TierState.BREACHED, stopped_at, clock.due_at)
    return Reading(TierState.WARNED if at >= clock.warn_at else TierState.RUNNING)


def units_by_tier(needs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Count how many units have to be there for each tier; a tier that adds none is left out.

    Parameters
    ----------
    needs
        Pairs of (tier, number of units).

    Returns
    -------
    dict
        Tier to units in all, those of earlier tiers included.

    Examples
    --------
    >>> units_by_tier([(1, 2), (2, 1), (1, 1)])
    {1: 3, 2: 4}
    """
    counted: dict[int, int] = {}
    total = 0
    for tier in TIERS:
        added = sum(number for of, number in needs if of == tier)
        total += added
        if added:
            counted[tier] = total
    return counted


def escalate_to(tier: int, priority: int) -> tuple[str, ...]:
    """Say whose attention a missed tier calls for, as role codes.

    The dispatcher always; the supervisor when the incident is pressing, or when the whole team is
    late, whatever the urgency.

    Examples
    --------
    >>> escalate_to(1, 3), escalate_to(1, 1)
    (('dispatcher',), ('dispatcher', 'supervisor'))
    """
    if priority <= PRESSING or tier == TIERS[-1]:
        return ("dispatcher", "supervisor")
    return ("dispatcher",)
