"""A cordon drawn as a picture for paper: roads by rank, the area, the ring, numbered posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np

from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads import RoadNetwork
from tocsin.desks.dispatch.cordons.wishes import Found, Wish

MARGIN = 1.06
MOST_NAMES = 18
WIDE_UP_TO, MIDDLE_UP_TO = 3, 6
RANKS = ("narrow", "middle", "wide")
SCALE_SHARE = 0.25
# Where no name is written, because the scale stands there.
SCALE_AT, SCALE_DOWN, SCALE_LETTERS = 0.75, 0.9, 10
# How many letters high half the picture is.
LETTERS = 24


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the picture with a word at it."""

    x: float
    y: float
    word: str
    held: bool = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in the picture, in metres from the centre, y downwards."""

    half: float
    roads: dict[str, str]
    inner: str
    inner_metres: float
    outer_metres: float
    posts: list[Spot]
    names: list[Spot]
    scale_metres: int
    letter: float

    @property
    def box(self) -> str:
        """The view of the picture."""
        return f"{-self.half:.0f} {-self.half:.0f} {2 * self.half:.0f} {2 * self.half:.0f}"

    @property
    def side(self) -> float:
        """How wide and high the picture is."""
        return 2 * self.half

    @property
    def small(self) -> float:
        """How large names are written."""
        return self.letter * 0.8

    @property
    def radius(self) -> float:
        """How large a post is drawn."""
        return self.letter * 0.95

    @property
    def scale_from(self) -> float:
        """Where the scale begins."""
        return -self.half + 2 * self.letter

    @property
    def scale_to(self) -> float:
        """Where the scale ends."""
        return self.scale_from + self.scale_metres

    @property
    def scale_y(self) -> float:
        """How far down the scale is."""
        return self.half - 2 * self.letter

    @property
    def scale_word_y(self) -> float:
        """How far down the length of the scale is written."""
        return self.scale_y - self.letter * 0.7

    @property
    def corner(self) -> float:
        """Where the sign of the north stands."""
        return self.half - 2 * self.letter

    @property
    def top(self) -> float:
        """Where the tip of the sign of the north is."""
        return -self.half + self.letter


def drawing_of(network: RoadNetwork, wish: Wish, found: Found) -> Drawing:
    """Draw a cordon."""
    plane = LocalPlane(Point(wish.lon, wish.lat))
    half = wish.outer * MARGIN
    here = plane.to_metres(network.shape_lonlat)
    inside = (np.abs(here) <= half).all(axis=1)
    near = np.flatnonzero(np.logical_or.reduceat(inside, network.link_start[:-1]))
    lines = {
        int(link): here[network.link_start[link] : network.link_start[link + 1]] for link in near
    }
    roads = dict.fromkeys(RANKS, "")
    for link, line in lines.items():
        roads[rank_of(int(network.link_class[link]))] += path_of(line)
    corners = plane.to_metres(np.array(wish.outline or [(wish.lon, wish.lat)], dtype=np.float64))
    posts = plane.to_metres(
        np.array([(post.lon, post.lat) for post in found.posts], dtype=np.float64).reshape(-1, 2)
    )
    signs = [
        Spot(round(x, 1), round(-y, 1), str(post.number), bool(post.unit))
        for (x, y), post in zip(posts.tolist(), found.posts, strict=True)
    ]
    scale = Spot(-half * SCALE_AT, half * SCALE_DOWN, " " * SCALE_LETTERS)
    return Drawing(
        half=half,
        roads=roads,
        inner=f"{path_of(corners)}Z" if wish.outline else "",
        inner_metres=wish.inner,
        outer_metres=wish.outer,
        posts=signs,
        names=names_on(network, lines, half, [*signs, scale]),
        scale_metres=round_length(2 * half * SCALE_SHARE),
        letter=half / LETTERS,
    )


def rank_of(road_class: int) -> str:
    """Say how wide a road is drawn."""
    if road_class <= WIDE_UP_TO:
        return "wide"
    return "middle" if road_class <= MIDDLE_UP_TO else "narrow"


def path_of(line: Floats) -> str:
    """Write a line as the path of a picture.

    >>> path_of(np.array([[0.0, 0.0], [10.0, 20.0]]))
    'M0 0L10 -20'
    """
    points = [f"{x:.0f} {0 - y:.0f}" for x, y in line.round().tolist()]
    return f"M{'L'.join(points)}"


def names_on(
    network: RoadNetwork, lines: dict[int, Floats], half: float, taken: Sequence[Spot]
) -> list[Spot]:
    """Put the names of the longest roads at their longest stretches, none over another sign."""
    longest: dict[str, tuple[float, Floats]] = {}
    for link, line in lines.items():
        name, middle = network.name_of(link), line[len(line) // 2]
        metres = float(network.link_metres[link])
        far = (np.abs(middle) > half * 0.9).any()
        if name and not far and metres > longest.get(name, (0.0, line))[0]:
            longest[name] = metres, middle
    ordered = sorted(longest.items(), key=lambda pair: (-pair[1][0], pair[0]))
    kept: list[Spot] = []
    for name, (_metres, (x, y)) in ordered:
        spot = Spot(round(float(x), 1), round(-float(y), 1), name)
        if len(kept) < MOST_NAMES and not any(over(spot, one, half) for one in [*kept, *taken]):
            kept.append(spot)
    return kept


def over(one: Spot, other: Spot, half: float) -> bool:
    """Tell whether two words in the picture would lie over each other."""
    letter = half / LETTERS
    wide = letter * (len(one.word) + len(other.word)) / 2
    return abs(one.x - other.x) < wide and abs(one.y - other.y) < letter * 1.4


def round_length(metres: float) -> int:
    """Choose a round length up to so many metres for a scale.

    >>> round_length(780.0), round_length(260.0)
    (500, 200)
    """
    tens = 10 ** floor(log10(max(metres, 1.0)))
    return int(max(step * tens for step in (1, 2, 5) if step * tens <= max(metres, 1.0)))
