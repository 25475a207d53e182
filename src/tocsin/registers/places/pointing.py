"""What is at a point on the map: the nearest door, the road and its side, kilometre and beat."""

import re
from dataclasses import dataclass

from tocsin.core.geo import Point
from tocsin.core.roads.following import key_of
from tocsin.core.roads.roadside import Chainage, Post, Roadside, chainage, roadside
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.facts import BeatHere, NearestPlace
from tocsin.registers.places.finding.edition import edition_of
from tocsin.registers.places.ground import beat_at, nearest_named, place_at
from tocsin.registers.places.models import Address, PlaceName
from tocsin.registers.places.roadground import roads_of

Kind = PlaceName.Kind
# kilometres, in two words, and a place there
POST = re.compile(
    r"(?P<road>.+?)\s*(?:km?\s*(?P<km>\d+(?:\.\d+)?)(?:\+(?P<m>\d{1,3}))?(?:\u516c\u91cc|\u5343\u7c73)?"
    r"|(?P<said>\d+(?:\.\d+)?)(?:\u516c\u91cc|\u5343\u7c73))\u5904?",
    re.IGNORECASE,
)
KILOMETRE = 1000.0
# The posts of each bureau by road, as they were in an edition of its register.
_posts: dict[int, tuple[int, dict[str, list[Post]]]] = {}


@dataclass(frozen=True, slots=True)
class Pointed:
    """What is known of a point; each part is None where nothing of the kind is near.

    ``nearest`` is the named place of whatever kind, ``address`` the door. ``division`` is the
    village or community of the door, and what that lies in.
    """

    lon: float
    lat: float
    nearest: NearestPlace | None
    address: NearestPlace | None
    roadside: Roadside | None
    chainage: Chainage | None
    division: str
    ground: BeatHere | None


def pointed_at(bureau: Bureau, lon: float, lat: float) -> Pointed:
    """Tell what is at a point on the map."""
    place = Point(lon, lat)
    nearest = place_at(bureau, lon, lat)
    is_door = nearest is not None and nearest.kind == Kind.ADDRESS
    address = nearest if is_door else nearest_named(bureau, lon, lat, [Kind.ADDRESS])
    roads = roads_of(bureau)
    beside = roadside(roads, place) if roads else None
    along = None
    if roads and beside:
        along = chainage(roads, beside, place, posts_of(bureau, beside.road))
    return Pointed(
        lon=lon,
        lat=lat,
        nearest=nearest,
        address=address,
        roadside=beside,
        chainage=along,
        division=division_of(bureau, address),
        ground=beat_at(bureau, lon, lat),
    )


def posts_of(bureau: Bureau, road: str) -> list[Post]:
    """List the kilometre posts of a road, ascending; read anew when the register has changed."""
    edition = edition_of(bureau.pk)
    known = _posts.get(bureau.pk)
    if known is None or known[0] != edition:
        _posts[bureau.pk] = known = edition, posts_by_road(bureau)
    return known[1].get(key_of(road), [])


def posts_by_road(bureau: Bureau) -> dict[str, list[Post]]:
    """Read all kilometre posts of a bureau, by the key of their road, ascending."""
    rows = PlaceName.objects.filter(bureau=bureau, kind=Kind.KILOMETRE)
    posts: dict[str, list[Post]] = {}
    for text, lon, lat in rows.values_list("text", "lon", "lat"):
        found = post_in(text)
        if found is not None:
            posts.setdefault(key_of(found[0]), []).append(Post(found[1], Point(lon, lat)))
    return {road: sorted(some, key=lambda post: post.metres) for road, some in posts.items()}


def post_in(text: str) -> tuple[str, float] | None:
    """Read the road and the metres off what a kilometre post is called.

    >>> post_in("G344线9公里"), post_in("G344 K9+200"), post_in("B 191 km 12.5"), post_in("邮局")
    (('G344线', 9000.0), ('G344', 9200.0), ('B 191', 12500.0), None)
    """
    found = POST.fullmatch(text)
    if found is None:
        return None
    kilometres = float(found["km"] or found["said"])
    return found["road"].strip(), kilometres * KILOMETRE + float(found["m"] or 0)


def division_of(bureau: Bureau, address: NearestPlace | None) -> str:
    """Name the village or community of a door, with what it lies in before it."""
    if address is None:
        return ""
    rows = Address.objects.filter(bureau=bureau, code=address.code)
    row = rows.select_related("division__parent").first()
    if row is None or row.division is None:
        return ""
    parent = row.division.parent.name if row.division.parent else ""
    return parent + row.division.name
