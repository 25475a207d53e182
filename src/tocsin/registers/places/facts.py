"""What one hands to the register of places, and what one gets from it."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from tocsin.kernel.accounts.api import Beat, Station


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that the words may mean; ``score`` is 0 to about 1.3, ``metres`` from *near*.

    ``light`` is green, amber or red where the engine says how sure it is of it.
    """

    kind: str
    code: str
    text: str
    detail: str
    lon: float
    lat: float
    score: float
    metres: float | None = None
    light: str = ""


@dataclass(frozen=True, slots=True)
class NearestPlace:
    """The named place nearest to a point."""

    kind: str
    code: str
    text: str
    metres: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class BeatHere:
    """Whose ground a point is on; ``beat`` is None where a station has not divided its ground."""

    beat: Beat | None
    station: Station
    area_class: str


@dataclass(frozen=True, slots=True)
class PremisesHere:
    """A building near a point, with what a crew must know before it goes in."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    metres: float
    entrances: list[dict[str, object]]
    hazards: list[str]
    access_notes: str
    key_holders: int


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A division to load; ``parent`` is a code, empty at the top; no point, no name to find."""

    code: str
    name: str
    level: str
    parent: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """The ground of a station or beat to load, named by codes; rings of (lon, lat), outer first."""

    station: str
    rings: list[list[tuple[float, float]]]
    beat: str = ""
    area_class: str = "rural"


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address to load; division and beat by code."""

    code: str
    text: str
    lon: float
    lat: float
    street: str = ""
    division: str = ""
    beat: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NameRow:
    """A landmark, junction or kilometre post to load; the beat by code."""

    code: str
    text: str
    lon: float
    lat: float
    detail: str = ""
    beat: str = ""


@dataclass(frozen=True, slots=True)
class KeyHolderRow:
    """Somebody who can open premises; ``post`` says in words who it is."""

    name: str
    telephone: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A key-holder as shown to somebody with a purpose; the person is known by *subject*."""

    subject: UUID
    name: str
    telephone: str
    post: str


@dataclass(frozen=True, slots=True)
class PremisesRow:
    """A building or venue to load; the address by code."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str = ""
    entrances: list[dict[str, object]] = field(default_factory=list)
    hazards: list[str] = field(default_factory=list)
    access_notes: str = ""
    key_holders: list[KeyHolderRow] = field(default_factory=list)


class PlaceFinder(Protocol):
    """An engine that turns words into candidates."""

    def suggest(
        self, bureau_id: int, text: str, *, near: tuple[float, float] | None, limit: int
    ) -> list[Candidate]:
        """List the places that the words may mean, likeliest first."""
        ...
