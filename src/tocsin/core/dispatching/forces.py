"""What a recommendation is made from: needs, rules and the units that may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

REACH_SECONDS = 1_800.0
STALE_SECONDS = 1_800.0
WORTH_TAKING_SECONDS = 300.0


class Doing(StrEnum):
    """What a unit is doing."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"


class Hindrance(StrEnum):
    """Why a unit that would fit is not sent."""

    TOO_FAR = "too_far"
    BUSY = "busy"
    STALE = "stale"
    NEVER_FIXED = "never_fixed"
    UNAVAILABLE = "unavailable"
    RESTING = "resting"
    RESERVE = "reserve"
    NEEDED_ELSEWHERE = "needed_elsewhere"
    SAVES_TOO_LITTLE = "saves_too_little"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Need:
    """So many units of certain kinds (in order of preference), each able to do certain things.

    Where no kinds are named any kind will do. A unit that is there within ``within_seconds`` from
    now is in time; None is no hurry.
    """

    order: int
    kinds: tuple[str, ...]
    number: int
    capabilities: frozenset[str] = frozenset()
    tier: int = 1
    within_seconds: float | None = None

    def fits(self, kind: str, capabilities: frozenset[str]) -> bool:
        """Say whether a unit of this kind and ability would do."""
        return kind in (self.kinds or (kind,)) and self.capabilities <= capabilities


@dataclass(frozen=True, slots=True)
class Rules:
    """How far, how fresh and from whom.

    ``take_from`` are the urgency levels from which a unit may be taken while it is doing one of
    ``while_doing``; one is taken only if it saves ``worth_taking_seconds``. ``reserve_floor`` is
    how many units that could be called stay with each station; ``own_station`` is the one on whose
    ground the need is, which is what its reserve is kept for. Only for an incident of the first
    urgency ``level`` may fewer stay, where nobody else would do. ``coverage_seconds`` is how much
    longer one may wait to keep a hundredth of the expected coverage.
    """

    reserve_floor: int = 0
    own_station: str = ""
    take_from: frozenset[int] = frozenset()
    while_doing: frozenset[str] = frozenset()
    reach_seconds: float = REACH_SECONDS
    stale_seconds: float = STALE_SECONDS
    worth_taking_seconds: float = WORTH_TAKING_SECONDS
    level: int = 1
    coverage_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Force:
    """A unit that may be sent.

    ``seconds`` is its travel time, ``inf`` where no way is known; where the needs of a plan lie
    apart, ``seconds_by_need`` tells it for each need's order. ``fix_age_seconds`` is None for a
    unit whose place was never heard; ``busy_level`` is the urgency of where it is now;
    ``rest_seconds_left`` is how much of its rest is left.
    """

    code: str
    kind: str
    seconds: float
    capabilities: frozenset[str] = frozenset()
    station: str = ""
    doing: Doing = Doing.AVAILABLE
    fix_age_seconds: float | None = 0.0
    busy_with: str = ""
    busy_level: int | None = None
    rest_seconds_left: float = 0.0
    seconds_by_need: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not all(way >= 0 for way in (self.seconds, *self.seconds_by_need.values())):
            raise ValueError("A travel time is zero or more seconds.")

    @property
    def least_seconds(self) -> float:
        """The travel time to the nearest need."""
        return min(self.seconds_by_need.values()) if self.seconds_by_need else self.seconds

    def may_be_taken(self, rules: Rules) -> bool:
        """Say whether the unit may be taken off where it is."""
        return self.busy_level in rules.take_from and self.doing in rules.while_doing


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A unit nearer than the one that is chosen, and why it is not sent there."""

    code: str
    seconds: float
    cause: Hindrance


@dataclass(frozen=True, slots=True)
class Option:
    """A unit for a need: how long it takes, and why it is chosen (or comes next).

    ``need`` is None for a unit that is free but that no need calls for. ``rank`` is its place
    among all units that would do, by travel time; ``keeps`` names the faster unit that another
    need has more use for. ``nearer`` lists units of the right kind that are nearer, nearest first.
    ``in_time`` is None where the need is in no hurry; ``coverage_lost`` is the share of expected
    coverage that goes with the unit, None where coverage was not looked at.
    """

    code: str
    need: Need | None
    seconds: float
    rank: int
    fix_age_seconds: float
    taken_from: str = ""
    keeps: str = ""
    breaks_reserve: bool = False
    nearer: tuple[PassedOver, ...] = ()
    in_time: bool | None = None
    coverage_lost: float | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A need that stays unmet: how many units are missing and what holds the others back.

    ``hindrances`` counts the units of the right kind by what hinders them; it is empty when no
    such unit is on duty at all.
    """

    need: Need
    missing: int
    hindrances: Mapping[Hindrance, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objective:
    """What was made as good as possible, in this order.

    ``in_time`` and ``places`` count by tier; then ``unmet`` places by tier, units sent out of a
    reserve, the seconds of all ways together (``weighed_seconds`` includes what taking busy units
    must save, and what coverage is worth) and the share of expected coverage that goes with those
    sent, None where it was not looked at.
    """

    in_time: Mapping[int, int]
    places: Mapping[int, int]
    unmet: Mapping[int, int]
    reserve_broken: int
    total_seconds: float
    weighed_seconds: float
    coverage_lost: float | None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Whom to send, who would be next, what is missing, and whom to leave out and why."""

    picks: tuple[Option, ...]
    others: tuple[Option, ...]
    shortfalls: tuple[Shortfall, ...]
    left_out: Mapping[str, Hindrance]
    objective: Objective


def hindrance_of(force: Force, rules: Rules) -> Hindrance | None:
    """Say what keeps a unit from being sent; None when nothing does.

    Examples
    --------
    >>> str(hindrance_of(Force("1", "car", 60.0, fix_age_seconds=2400.0), Rules()))
    'stale'
    """
    doing = force.doing
    if doing is Doing.UNAVAILABLE:
        return Hindrance.UNAVAILABLE
    if force.rest_seconds_left > 0:
        return Hindrance.RESTING
    if doing is not Doing.AVAILABLE and not force.may_be_taken(rules):
        return Hindrance.BUSY
    return _unreachable(force, rules)


def _unreachable(force: Force, rules: Rules) -> Hindrance | None:
    """Say whether it is not known where a unit is, or known that it is too far."""
    if force.fix_age_seconds is None:
        return Hindrance.NEVER_FIXED
    if force.fix_age_seconds > rules.stale_seconds:
        return Hindrance.STALE
    way = force.least_seconds
    return None if way <= rules.reach_seconds and way != inf else Hindrance.TOO_FAR
