"""What a cordon is asked for, and what came out, as they are kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from pydantic import TypeAdapter

from tocsin.core.geo import Point
from tocsin.core.roads.cordon import Area, area_within

MOST_MARKS = 200
Kept = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FrontWish:
    """How fast what is kept in comes, and since when it has been under way."""

    kmh: float
    since: str
    by_road: bool

    def head_start_seconds(self, at: datetime) -> float:
        """Tell how long it has been under way."""
        return max(0.0, (at - datetime.fromisoformat(self.since)).total_seconds())


@dataclass(frozen=True, slots=True)
class MarkWish:
    """A decision by hand at a place; ``unit`` is the code of who stands there, or empty."""

    hand: str
    lon: float
    lat: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """An area, whom it stops, what comes out of it, and what was decided by hand.

    With an ``outline`` the area is what lies within it, and ``inner`` says nothing.
    """

    lon: float
    lat: float
    inner: float
    outer: float
    outline: tuple[tuple[float, float], ...] = ()
    stops: str = "car"
    front: FrontWish | None = None
    marks: tuple[MarkWish, ...] = ()

    @property
    def area(self) -> Area:
        """The area and the ring around it."""
        centre = Point(self.lon, self.lat)
        if self.outline:
            return area_within(centre, [Point(*corner) for corner in self.outline], self.outer)
        return Area(centre, self.inner, self.outer)


@dataclass(frozen=True, slots=True)
class PostFound:
    """A numbered place to close, who is there, and why nobody is."""

    number: int
    lon: float
    lat: float
    road: str
    rank: int
    unit: str
    name: str
    seconds: float | None
    earliest: float | None
    front: float | None
    marked: bool
    unit_marked: bool
    lack: str


@dataclass(frozen=True, slots=True)
class Found:
    """A cordon as it came out."""

    posts: tuple[PostFound, ...]
    latest: float | None
    short_by: int
    closed: bool
    leads_in: bool
    leads_out: bool
    units: int
    without_position: int
    # Of a version from before this was known, nothing else is said.
    proved: bool = True

    @property
    def holds(self) -> bool:
        """Whether there are posts and every one has a unit in time."""
        return self.closed and bool(self.posts) and not self.short_by


WISHES, FOUND = TypeAdapter(Wish), TypeAdapter(Found)


def wish_in(kept: Kept) -> Wish:
    """Read what was asked for."""
    return WISHES.validate_python(kept)


def found_in(kept: Kept) -> Found:
    """Read what came out."""
    return FOUND.validate_python(kept)


def written(value: Wish | Found) -> dict[str, object]:
    """Write what is kept."""
    return asdict(value)
