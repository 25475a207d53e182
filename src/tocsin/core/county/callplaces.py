"""Where things happen, and how people say where they are."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from tocsin.core.county.records import AddressForm, County, Ints
from tocsin.core.geo import Floats, LocalPlane, Point, evenly_along
from tocsin.core.roads import RoadClass

ROAD_STEP_METRES = 60.0
TRAFFIC = {
    RoadClass.TRUNK: 9.0,
    RoadClass.PRIMARY: 5.0,
    RoadClass.SECONDARY: 3.0,
    RoadClass.TERTIARY: 0.7,
    RoadClass.VILLAGE: 0.3,
    RoadClass.STREET: 8.0,
}
VENUES = {
    "market",
    "bank",
    "school",
    "hospital",
    "hotel",
    "transport",
    "park",
    "shop",
    "government",
}
MINES = {"mine", "quarry"}
POST_METRES = 700.0
JUNCTION_METRES = 250.0
# How often people drop the township, drop the number, or name a landmark instead.
FULL, NO_TOWNSHIP, COARSE = 0.22, 0.48, 0.75
UNSURE = 0.04


@dataclass(frozen=True)
class Spots:
    """Places of happenings, as columns; -1 where a column does not apply."""

    metres: Floats
    address: Ints
    landmark: Ints
    road: Ints


@dataclass(frozen=True)
class Surroundings:
    """What lies around spots: the nearest landmark, post and junction, with metres to each."""

    landmark: Ints
    post: Ints
    post_metres: Floats
    junction: Ints
    junction_metres: Floats


def _metres(plane: LocalPlane, points: list[Point]) -> Floats:
    return plane.to_metres(np.array(points, dtype=np.float64).reshape(-1, 2))


class PlaceBook:
    """The county seen by a caller: draws spots, and says where a spot is."""

    def __init__(self, county: County, forms: dict[str, list[str]]) -> None:
        self.county = county
        self.forms = forms
        outer = np.array(county.outline.rings[0])
        self.plane = LocalPlane(Point(*outer.mean(axis=0).tolist()))
        self.addresses = self.plane.to_metres(county.addresses.lonlat)
        self.landmarks = _metres(self.plane, [mark.point for mark in county.landmarks])
        self._posts = _metres(self.plane, [post.point for post in county.kilometre_posts])
        self._junctions = _metres(self.plane, [one.point for one in county.junctions])
        self._road_points, self._road_of, self._traffic = self._roads()
        kinds = np.array([mark.kind for mark in county.landmarks])
        self._pools = {
            "home": np.arange(len(county.addresses)),
            "rural": np.flatnonzero(county.addresses.form == AddressForm.RURAL),
            "room": np.flatnonzero(county.addresses.form == AddressForm.ROOM),
            "street": np.flatnonzero(county.addresses.form == AddressForm.DOOR),
            "venue": np.flatnonzero(np.isin(kinds, list(VENUES))),
            "mine": np.flatnonzero(np.isin(kinds, list(MINES))),
        }

    def _roads(self) -> tuple[Floats, Ints, Floats]:
        points, road, weight = [], [], []
        for number, way in enumerate(self.county.ways):
            along = evenly_along(way.points, ROAD_STEP_METRES)
            points.append(along)
            road.append(np.full(len(along), number))
            weight.append(np.full(len(along), TRAFFIC.get(way.road_class, 0.0)))
        traffic = np.concatenate(weight)
        metres = self.plane.to_metres(np.concatenate(points))
        return metres, np.concatenate(road), traffic / traffic.sum()

    def pick(self, where: str, count: int, rng: Generator) -> Spots:
        """Draw spots of one sort: home, rural, room, street, venue, mine or road."""
        none = np.full(count, -1)
        if where == "road":
            rows = rng.choice(len(self._road_points), count, p=self._traffic)
            return Spots(self._road_points[rows], none, none, self._road_of[rows])
        pool = self._pools[where]
        if not len(pool):
            pool, where = self._pools["home"], "home"
        rows = pool[rng.integers(0, len(pool), count)]
        if where in {"venue", "mine"}:
            return Spots(self.landmarks[rows], none, rows, none)
        return Spots(self.addresses[rows], rows, none, none)

    def look_around(self, metres: Floats) -> Surroundings:
        """Find what lies nearest to places of shape (n, 2)."""
        _, landmark = cKDTree(self.landmarks).query(metres)
        post_metres, post = cKDTree(self._posts).query(metres)
        junction_metres, junction = cKDTree(self._junctions).query(metres)
        return Surroundings(landmark, post, post_metres, junction, junction_metres)

    def points(self, metres: Floats) -> list[Point]:
        """Turn places of shape (n, 2) into points."""
        degrees = np.round(self.plane.to_degrees(metres), 6).tolist()
        return [Point(lon, lat) for lon, lat in degrees]

    def _form(self, name: str, luck: float, slots: dict[str, str]) -> str:
        forms = self.forms[name]
        return forms[int(luck * len(forms))].format(**slots)

    def landmark_words(self, landmark: int, luck: float) -> str:
        """Name a landmark, by its alias when it has one and luck has it."""
        mark = self.county.landmarks[landmark]
        names = (mark.name, *mark.aliases)
        return names[int(luck * len(names))]

    def say_address(self, address: int, near: int, luck: NDArray[np.float64]) -> str:
        """Say an address as people do: whole, without its township, roughly, or by a landmark."""
        book = self.county.addresses
        text = book.text[address]
        township = self.county.villages[int(book.village[address])].parent
        choice = float(luck[0])
        if choice < FULL:
            return text
        if choice < NO_TOWNSHIP:
            name = next(t.name for t in self.county.townships if t.code == township)
            return text.removeprefix(name)
        if choice < COARSE:
            return self._roughly(address, float(luck[1]))
        form = "unsure" if luck[2] < UNSURE else "beside"
        words = self.landmark_words(near, float(luck[2]))
        return self._form(form, float(luck[1]), {"landmark": words})

    def _roughly(self, address: int, luck: float) -> str:
        book = self.county.addresses
        first, second, third = (str(n) for n in book.numbers[address].tolist())
        village = self.county.villages[int(book.village[address])].name
        form = AddressForm(int(book.form[address]))
        if form == AddressForm.RURAL:
            return self._form("group", luck, {"village": village, "group": first})
        if form == AddressForm.ROOM:
            estate = self.county.estates[int(book.estate[address])]
            slots = {"estate": estate, "building": first, "unit": second, "room": third}
            return self._form("estate", luck, slots)
        street = self.county.streets[int(book.street[address])].name
        return self._form("street", luck, {"street": street, "number": first})

    def say_landmark(self, landmark: int, luck: NDArray[np.float64]) -> str:
        """Say that one is at a landmark."""
        slots = {"landmark": self.landmark_words(landmark, float(luck[1]))}
        return self._form("landmark", float(luck[0]), slots)

    def say_road(self, road: int, around: Surroundings, row: int, luck: NDArray[np.float64]) -> str:
        """Say where on a road one is: by the post, the junction, or what stands there."""
        form = float(luck[1])
        post = self.county.kilometre_posts[int(around.post[row])]
        if around.post_metres[row] < POST_METRES and luck[0] < COARSE:
            return self._form("post", form, {"road": post.road, "km": str(post.kilometre)})
        junction = self.county.junctions[int(around.junction[row])]
        if around.junction_metres[row] < JUNCTION_METRES and luck[0] < COARSE:
            first, second = junction.roads
            slots = {"first": first, "second": second, "junction": junction.name}
            return self._form("junction", form, slots)
        landmark = self.landmark_words(int(around.landmark[row]), float(luck[2]))
        slots = {"road": self.county.ways[road].name, "landmark": landmark}
        return self._form("on_road", form, slots)

    def say(self, spots: Spots, around: Surroundings, row: int, luck: Floats) -> str:
        """Say where spot *row* is; *luck* has three numbers from 0 to 1."""
        if spots.address[row] >= 0:
            return self.say_address(int(spots.address[row]), int(around.landmark[row]), luck)
        if spots.landmark[row] >= 0:
            return self.say_landmark(int(spots.landmark[row]), luck)
        return self.say_road(int(spots.road[row]), around, row, luck)
