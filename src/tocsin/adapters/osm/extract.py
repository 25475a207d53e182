"""What an OpenStreetMap extract gives us."""

from dataclasses import dataclass

from tocsin.adapters.osm.roads import Roads
from tocsin.core.geo import Floats, Point
from tocsin.core.mapfeatures import MapFeature


@dataclass(frozen=True, slots=True)
class Place:
    """A settlement with a name; ``kind`` is OpenStreetMap's: town, village, hamlet."""

    name: str
    kind: str
    point: Point


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something with a name that people refer to; ``kind`` is what it is: school, bakery."""

    name: str
    kind: str
    point: Point


@dataclass(frozen=True, slots=True)
class Address:
    """A door with its number; ``street`` or ``place`` may be empty, not both."""

    number: str
    street: str
    place: str
    postcode: str
    point: Point


@dataclass(frozen=True, slots=True)
class KilometrePost:
    """A distance marker; ``road`` is empty where neither it nor its road tells the name."""

    road: str
    kilometre: float
    point: Point


@dataclass(frozen=True, slots=True)
class Boundary:
    """An administrative area by its outer rings; a lower level is a larger area."""

    name: str
    level: int
    rings: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything we take from a file, in the order of the file."""

    roads: Roads
    places: tuple[Place, ...]
    landmarks: tuple[Landmark, ...]
    addresses: tuple[Address, ...]
    kilometre_posts: tuple[KilometrePost, ...]
    boundaries: tuple[Boundary, ...]
    features: tuple[MapFeature, ...]
