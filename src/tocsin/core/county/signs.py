"""What stands at the roadside: kilometre posts of numbered roads, and named junctions."""

from itertools import combinations

import numpy as np

from tocsin.core.county.facts import Facts
from tocsin.core.county.ground import Ground
from tocsin.core.county.lines import along, at_distances
from tocsin.core.county.records import Junction, KilometrePost
from tocsin.core.geo import Floats

KILOMETRE = 1000.0


def place_posts(facts: Facts, ground: Ground) -> tuple[KilometrePost, ...]:
    """Set a post at every kilometre of the numbered roads outside the towns.

    Returns
    -------
    tuple of KilometrePost
        Names are unique; kilometres count from the first stop of a road. Where two numbered roads
        share a stretch, the posts are those of the first.
    """
    form = facts.words["forms"]["post"]
    posts: dict[str, KilometrePost] = {}
    for road in ground.roads:
        if road.route_metres < 0:
            continue
        end = road.route_metres + float(along(road.points)[-1])
        first, last = int(np.ceil(road.route_metres / KILOMETRE)), int(np.ceil(end / KILOMETRE))
        whole = np.arange(first, last, dtype=np.float64)
        places, _ = at_distances(road.points, whole * KILOMETRE - road.route_metres)
        for kilometre, place in zip(whole.astype(int).tolist(), places, strict=True):
            name = form.format(road=road.name, km=kilometre)
            post = KilometrePost(name, road.name, kilometre, ground.point(place))
            posts.setdefault(name, post)
    return tuple(sorted(posts.values(), key=lambda post: (post.road, post.kilometre)))


def name_junctions(facts: Facts, ground: Ground) -> tuple[Junction, ...]:
    """Name the places where two roads or streets with names meet.

    Returns
    -------
    tuple of Junction
        A pair of names that meets several times is named once, at its first meeting. Small towns
        have streets of the same name; those after the first carry the name of their town.
    """
    form = facts.words["forms"]["junction"]
    meet: dict[tuple[float, float], list[str]] = {}
    # Nobody names a junction by the lane of a hamlet.
    lanes = {lane.name for lane in ground.hamlets.lanes}
    for road in ground.roads:
        if road.name and road.name not in lanes:
            for x, y in road.points.tolist():
                names = meet.setdefault((x, y), [])
                if road.name not in names:
                    names.append(road.name)
    junctions: dict[str, Junction] = {}
    for (x, y), names in meet.items():
        for first, second in combinations(names, 2):
            place = np.array([x, y])
            name = form.format(first=first, second=second)
            if name in junctions:
                name = _town_at(facts, ground, place) + name
            point = ground.point(place)
            junctions.setdefault(name, Junction(name, (first, second), point))
    return tuple(junctions.values())


def _town_at(facts: Facts, ground: Ground, place: Floats) -> str:
    """Name the township whose town is nearest."""
    towns = ground.settlements.towns
    away = [float(np.hypot(*(town.middle - place))) for town in towns]
    return facts.townships[towns[int(np.argmin(away))].townships[0]].name
