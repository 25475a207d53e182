"""A crew while it lives through a county: what it does, where it is, what may become of it next."""

from dataclasses import dataclass, field
from enum import Enum
from math import sqrt

from tocsin.core.simulate.county import Crew, Ground


class Doing(Enum):
    """What a crew does at a moment."""

    OFF = "off"
    AT_POST = "at_post"
    GOING = "going"
    ON_SCENE = "on_scene"
    RETURNING = "returning"
    RESTING = "resting"


FREE = frozenset({Doing.AT_POST, Doing.RETURNING})


@dataclass(slots=True)
class Unit:
    """A crew's place and task; ``leg`` counts its orders, so that an overtaken one is known."""

    number: int
    crew: Crew
    doing: Doing = Doing.OFF
    place: int = 0
    origin: int = 0
    left_at: float = 0.0
    arrives_at: float = 0.0
    call: int = -1
    leg: int = 0
    ends_shift: bool = False
    rests_owed: list[float] = field(default_factory=list)
    home: int = 0
    busy_since: float = -1.0
    busy_seconds: float = 0.0
    duty_seconds: float = 0.0
    on_since: float = 0.0

    def __post_init__(self) -> None:
        self.place = self.origin = self.home = self.crew.post

    @property
    def moves(self) -> bool:
        """Whether it is between two places."""
        return self.doing in (Doing.GOING, Doing.RETURNING)

    def seconds_to(self, there: int, at: float, ground: Ground) -> float:
        """Say how long it needs to a place, by an empty road.

        Between two places, as if the three ways were the sides of a triangle (Stewart's theorem),
        but never longer than over one of the two ends.
        """
        rows = ground.rows
        if not self.moves or self.arrives_at <= at:
            return rows[self.place][there]
        gone = (at - self.left_at) / (self.arrives_at - self.left_at)
        whole = rows[self.origin][self.place]
        ahead, behind = rows[self.place][there], rows[self.origin][there]
        square = (1.0 - gone) * behind**2 + gone * ahead**2 - gone * (1.0 - gone) * whole**2
        over_an_end = min((1.0 - gone) * whole + ahead, gone * whole + behind)
        return min(sqrt(max(square, 0.0)), over_an_end)

    def set_out(self, there: int, at: float, seconds: float) -> None:
        """Leave for a place and be there after so many seconds."""
        if self.moves and self.arrives_at > at:
            half = (at - self.left_at) / (self.arrives_at - self.left_at) < 0.5  # noqa: PLR2004 - nearer the start
            self.origin = self.origin if half else self.place
        else:
            self.origin = self.place
        self.place, self.left_at, self.arrives_at = there, at, at + seconds
        self.leg += 1

    def begin_work(self, at: float) -> None:
        """Count as busy from now on."""
        if self.busy_since < 0:
            self.busy_since = at

    def end_work(self, at: float) -> None:
        """Count as free again."""
        if self.busy_since >= 0:
            self.busy_seconds += at - self.busy_since
            self.busy_since = -1.0
