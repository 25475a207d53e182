"""What the tags of a road say of it, worked out once for all roads that are tagged alike."""

from dataclasses import dataclass

from tocsin.adapters.osm import road_tags
from tocsin.adapters.osm import tags as meaning
from tocsin.adapters.osm.limits import LIMIT_KEYS, limits_kmh
from tocsin.core.roads.network import Oneway, RoadClass
from tocsin.core.roads.signs import Access, Timetable

TOLD_BY = meaning.ROAD_KEYS | road_tags.RULE_KEYS | LIMIT_KEYS
"""The keys that say anything of how a road is driven; names and numbers are not among them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """How a road is driven, apart from its name and where it lies."""

    rank: RoadClass
    oneway: Oneway
    bridge: bool
    access: Access
    unpaved: bool
    limits_kmh: tuple[int, int]
    timetable: Timetable | None
    circle: bool


def facts_of(tags: meaning.Tags) -> Facts | None:
    """Work out how a road is driven; None for what is no road."""
    rank = meaning.road_class(tags)
    if rank is None or road_tags.is_ferry(tags):
        return None
    usual = road_tags.usual_access(tags)
    return Facts(
        rank=rank,
        oneway=meaning.oneway(tags, rank),
        bridge=meaning.is_bridge(tags),
        access=road_tags.access(tags, usual),
        unpaved=road_tags.is_unpaved(tags),
        limits_kmh=limits_kmh(tags),
        timetable=road_tags.timetable(tags, rank, usual),
        circle=meaning.is_circle(tags),
    )


class FactBook:
    """Remembers what was worked out: a town has thousands of roads and few ways to tag them."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, str], ...], Facts | None] = {}

    def look_up(self, tags: meaning.Tags) -> Facts | None:
        """Tell how a road is driven; None for what is no road."""
        told = tuple((key, tags[key]) for key in tags if key in TOLD_BY)
        if told not in self._known:
            self._known[told] = facts_of(dict(told))
        return self._known[told]
