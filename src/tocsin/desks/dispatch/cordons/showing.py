"""What the page of a cordon shows: posts in words, why one is not held, versions, and the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import atan2, hypot, pi

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.geo import LocalPlane, Point
from tocsin.core.roads.cordon import Hand, Lack
from tocsin.desks.dispatch.cordons.changing import newest_cordon
from tocsin.desks.dispatch.cordons.planning import crews_for, standing_posts
from tocsin.desks.dispatch.cordons.wishes import Found, PostFound, Wish, found_in, wish_in
from tocsin.desks.dispatch.geojson import Feature, feature
from tocsin.desks.dispatch.incidents.telling import minutes_and_seconds
from tocsin.desks.dispatch.models import Cordon, Incident
from tocsin.registers.units.api import ReadyUnit, Unit

FIRST_INNER, FIRST_OUTER = 300, 1_500
MOST_VERSIONS = 12
ROUND_CORNERS = 72
INNER_LEVEL = 1
DIRECTIONS = (
    gettext_lazy("north"),
    gettext_lazy("north-east"),
    gettext_lazy("east"),
    gettext_lazy("south-east"),
    gettext_lazy("south"),
    gettext_lazy("south-west"),
    gettext_lazy("west"),
    gettext_lazy("north-west"),
)


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post as a row: where it is in words, whether its unit was sent, why nobody is there."""

    post: PostFound
    place: str
    sent: bool
    why: str


@dataclass(frozen=True, slots=True)
class CordonShown:
    """A version of a cordon as the page shows it; without one only the area stands there."""

    cordon: Cordon | None
    wish: Wish
    found: Found | None
    posts: list[PostShown]
    versions: list[Cordon]
    crews: list[ReadyUnit]
    to_send: int
    since: str

    @property
    def seen(self) -> int:
        """The number of the version."""
        return self.cordon.number if self.cordon else 0

    @property
    def is_newest(self) -> bool:
        """Whether nobody made a later version."""
        return self.cordon is None or self.cordon.number == self.versions[0].number

    @property
    def outline(self) -> str:
        """The corners of a drawn area, one on a line."""
        return "\n".join(f"{lat:.6f},{lon:.6f}" for lon, lat in self.wish.outline)

    @property
    def bounds(self) -> str:
        """The corners of the map that shows the whole ring."""
        lons, lats = zip(*round_line(self.wish, self.wish.outer), strict=True)
        return f"{min(lons):.5f},{min(lats):.5f},{max(lons):.5f},{max(lats):.5f}"

    @property
    def barred(self) -> list[dict[str, object]]:
        """Where no post may stand, by hand."""
        return [
            {"lon": one.lon, "lat": one.lat, "place": bearing_words(self.wish, one.lon, one.lat)}
            for one in self.wish.marks
            if one.hand == Hand.NO_POST
        ]

    @property
    def latest_at(self) -> datetime | None:
        """When the last unit is there."""
        if self.cordon is None or self.found is None or self.found.latest is None:
            return None
        return self.cordon.made_at + timedelta(seconds=self.found.latest)


def first_wish(incident: Incident) -> Wish:
    """Propose an area around the place of an incident."""
    return Wish(incident.lon, incident.lat, float(FIRST_INNER), float(FIRST_OUTER))


def cordon_shown(incident: Incident, cordon: Cordon | None, at: datetime) -> CordonShown:
    """Read what the page shows of one version."""
    wish = wish_in(cordon.wish) if cordon else first_wish(incident)
    found = found_in(cordon.found) if cordon else None
    standing = Unit.objects.filter(pk__in=standing_posts(incident))
    sent = set(standing.values_list("code", flat=True))
    rows = Cordon.objects.filter(bureau_id=incident.bureau_id, incident=incident)
    posts = [
        PostShown(post, place_words(wish, post), post.unit in sent, why_missing(post))
        for post in (found.posts if found else ())
    ]
    return CordonShown(
        cordon=cordon,
        wish=wish,
        found=found,
        posts=posts,
        versions=list(rows.select_related("made_by").order_by("-number")[:MOST_VERSIONS]),
        crews=list(crews_for(incident, at).units),
        to_send=sum(1 for row in posts if row.post.unit and not row.sent),
        since=moment_written(wish),
    )


def version_of(incident: Incident, number: str) -> Cordon | None:
    """Find a version by its number, else the newest."""
    rows = Cordon.objects.filter(bureau_id=incident.bureau_id, incident=incident)
    known = rows.filter(number=int(number)).first() if number.isdecimal() else None
    return known or newest_cordon(incident)


def moment_written(wish: Wish) -> str:
    """Write since when something has been coming out, as a time of day."""
    if wish.front is None:
        return ""
    return f"{timezone.localtime(datetime.fromisoformat(wish.front.since)):%H:%M}"


def place_words(wish: Wish, post: PostFound) -> str:
    """Say where a post is: on which road, how far from the centre and in which direction."""
    return _("{road}, {bearing}").format(
        road=post.road or _("road without a name"),
        bearing=bearing_words(wish, post.lon, post.lat),
    )


def bearing_words(wish: Wish, lon: float, lat: float) -> str:
    """Say how far from the centre a place is and in which direction."""
    plane = LocalPlane(Point(wish.lon, wish.lat))
    east, north = plane.to_metres(np.array([[lon, lat]]))[0].tolist()
    eighth = round(atan2(east, north) / (pi / 4)) % len(DIRECTIONS)
    return _("{metres} m {direction}").format(
        metres=round(hypot(east, north) / 10) * 10,
        direction=DIRECTIONS[eighth],
    )


def why_missing(post: PostFound) -> str:
    """Say why nobody holds a post; empty where somebody does."""
    if not post.lack:
        return ""
    sentences = {
        Lack.NO_UNIT: _("No unit is free."),
        Lack.NO_WAY: _("No unit has a way there."),
        Lack.TOO_LATE: _("The soonest unit is there after {time}, when it is too late."),
        Lack.ELSEWHERE: _("Every unit that could be there in time stands at another post."),
        Lack.UNIT_LATE: _("The unit put here by hand would come too late."),
    }
    time = minutes_and_seconds(post.earliest) if post.earliest is not None else ""
    return sentences[Lack(post.lack)].format(time=time)


def features_of_cordon(incident: Incident, wish: Wish, found: Found | None) -> Feature:
    """Draw the area, the ring and the posts as GeoJSON."""
    inner = [list(corner) for corner in wish.outline] or round_line(wish, wish.inner)
    features = [
        drawn("Polygon", [[*inner, inner[0]]], kind="area", level=INNER_LEVEL),
        drawn("LineString", [*inner, inner[0]], kind="line", level=INNER_LEVEL),
        drawn("LineString", closed(round_line(wish, wish.outer)), kind="line"),
        feature(
            incident.lon,
            incident.lat,
            kind="incident",
            level=incident.priority,
            label=incident.place_text,
        ),
    ]
    features += [
        feature(
            post.lon,
            post.lat,
            kind="post",
            state="post-held" if post.unit else "post-missing",
            label=post.name or _("nobody"),
            number=post.number,
        )
        for post in (found.posts if found else ())
    ]
    return {"type": "FeatureCollection", "features": features}


def round_line(wish: Wish, metres: float) -> list[list[float]]:
    """Give the corners of a circle about the centre."""
    turn = np.linspace(0.0, 2 * pi, ROUND_CORNERS, endpoint=False)
    plane = LocalPlane(Point(wish.lon, wish.lat))
    corners = plane.to_degrees(metres * np.column_stack([np.sin(turn), np.cos(turn)]))
    rounded: list[list[float]] = corners.round(6).tolist()
    return rounded


def closed(corners: Sequence[list[float]]) -> list[list[float]]:
    """Come back to the first corner."""
    return [*corners, corners[0]]


def drawn(shape: str, coordinates: object, **properties: str | int) -> Feature:
    """Write a line or an area."""
    return {
        "type": "Feature",
        "geometry": {"type": shape, "coordinates": coordinates},
        "properties": properties,
    }
