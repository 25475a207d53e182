"""What a recommendation is made from: needs, rules and the units that may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

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
    RESERVE = "reserve"
    NEEDED_ELSEWHERE = "needed_elsewhere"


@dataclass(frozen=True, slots=True)
class Need:
    """So many units of certain kinds (in order of preference), each able to do certain things."""

    order: int
    kinds: tuple[str, ...]
    number: int
    capabilities: frozenset[str] = frozenset()
    tier: int = 1

    def fits(self, kind: str, capabilities: frozenset[str]) -> bool:
        """Say whether a unit of this kind and ability would do."""
        return kind in self.kinds and self.capabilities <= capabilities


@dataclass(frozen=True, slots=True)
class Rules:
    """How far, how fresh and from whom.

    ``take_from`` are the urgency levels from which a unit may be taken while it is doing one of
    ``while_doing``; one is taken only if it saves ``worth_taking_seconds``. ``reserve_floor`` is
    how many available units stay with each station; ``own_station`` is the one on whose ground the
    need is, which is what its reserve is kept for.
    """

    reserve_floor: int = 0
    own_station: str = ""
    take_from: frozenset[int] = frozenset()
    while_doing: frozenset[str] = frozenset()
    reach_seconds: float = REACH_SECONDS
    stale_seconds: float = STALE_SECONDS
    worth_taking_seconds: float = WORTH_TAKING_SECONDS


@dataclass(frozen=True, slots=True)
class Force:
    """A unit that may be sent.

    ``seconds`` is its travel time, ``inf`` where no way is known; ``fix_age_seconds`` is None for
    a unit whose place was never heard; ``busy_level`` is the urgency of where it is now.
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

    def __post_init__(self) -> None:
        if not self.seconds >= 0:
            raise ValueError("A travel time is zero or more seconds.")

    def may_be_taken(self, rules: Rules) -> bool:
        """Say whether the unit may be taken off where it is."""
        return self.busy_level in rules.take_from and self.doing in rules.while_doing


@dataclass(frozen=True, slots=True)
class Option:
    """A unit for a need: how long it takes, and why it is chosen (or comes next).

    ``need`` is None for a unit that is free but that no need calls for. ``rank`` is its place
    among all units that would do, by travel time; ``keeps`` names the faster unit that another
    need has more use for.
    """

    code: str
    need: Need | None
    seconds: float
    rank: int
    fix_age_seconds: float
    taken_from: str = ""
    keeps: str = ""
    breaks_reserve: bool = False


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
class Recommendation:
    """Whom to send, who would be next, what is missing, and whom to leave out and why."""

    picks: tuple[Option, ...]
    others: tuple[Option, ...]
    shortfalls: tuple[Shortfall, ...]
    left_out: Mapping[str, Hindrance]


def hindrance_of(force: Force, rules: Rules) -> Hindrance | None:
    """Say what keeps a unit from being sent; None when nothing does.

    Examples
    --------
    >>> str(hindrance_of(Force("1", "car", 60.0, fix_age_seconds=2400.0), Rules()))
    'stale'
    """
    if force.doing == Doing.UNAVAILABLE:
        return Hindrance.UNAVAILABLE
    if force.doing != Doing.AVAILABLE and not force.may_be_taken(rules):
        return Hindrance.BUSY
    if force.fix_age_seconds is None:
        return Hindrance.NEVER_FIXED
    if force.fix_age_seconds > rules.stale_seconds:
        return Hindrance.STALE
    if not isfinite(force.seconds) or force.seconds > rules.reach_seconds:
        return Hindrance.TOO_FAR
    return None
