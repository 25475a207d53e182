"""Closures as they are drawn on a map and told in a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.geo import Point, bearing_degrees, metres_along, points_along
from tocsin.core.roads import Weather
from tocsin.core.roads.stretches import Stretch
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.models import Closure, ClosureFacts
from tocsin.registers.places.roadstate import in_force, state_at

MOST_ON_MAP = 200
WEATHERS = {
    Weather.DRY: gettext_lazy("Dry"),
    Weather.RAIN: gettext_lazy("Rain"),
    Weather.FOG: gettext_lazy("Fog"),
    Weather.SNOW: gettext_lazy("Snow"),
    Weather.ICE: gettext_lazy("Ice"),
}
Feature = dict[str, object]


@dataclass(frozen=True, slots=True)
class RoadsNow:
    """How many stretches are closed or slowed now, and how the roads lie, in a word."""

    closures: int
    weather: str


def roads_now(bureau: Bureau, at: datetime) -> RoadsNow:
    """Tell in a line how the roads of a bureau are."""
    state = state_at(bureau, at)
    return RoadsNow(len(state.closures), str(WEATHERS[state.weather]))


def closures_drawn(bureau: Bureau, at: datetime) -> list[Feature]:
    """Draw the closures in force: each a line, and a sign in the middle of it."""
    rows = in_force(Closure.objects.filter(bureau=bureau), at).order_by("-pk")[:MOST_ON_MAP]
    return drawn(rows, "in_force")


def drawn(rows: Iterable[Closure], state: str) -> list[Feature]:
    """Draw closures as GeoJSON."""
    features: list[Feature] = []
    for row in rows:
        facts: Feature = {
            "kind": "closure",
            "effect": "closed" if row.factor is None else "slowed",
            "state": state,
            "label": in_short(row),
            "closure": row.number,
            "url": reverse("roads:closure", args=[row.number]),
        }
        features += [line(row.lonlat, facts), spot(middle(row.lonlat), facts)]
    return features


def in_short(row: ClosureFacts) -> str:
    """Say why a road is closed or slowed, in two words."""
    effect = _("closed to traffic") if row.factor is None else f"× {row.factor:g}"
    return f"{row.get_kind_display()} · {effect}"


def stretch_facts(found: Stretch) -> dict[str, object]:
    """Write a stretch of road for the page on which it is chosen."""
    lonlat = found.lonlat.round(6).tolist()
    way = bearing_degrees(Point(*lonlat[0]), Point(*lonlat[-1]))
    sentence = _("{road}, {metres} m from A to B, {compass}.").format(
        road=found.name or _("A road without a name"),
        metres=round(found.metres),
        compass=compass(way),
    )
    return {"line": lonlat, "metres": round(found.metres), "road": found.name, "told": sentence}


def compass(bearing: float) -> str:
    """Name a direction."""
    winds = (
        _("northward"),
        _("north-eastward"),
        _("eastward"),
        _("south-eastward"),
        _("southward"),
        _("south-westward"),
        _("westward"),
        _("north-westward"),
    )
    return winds[round(bearing / 45.0) % len(winds)]


def middle(lonlat: list[list[float]]) -> list[float]:
    """Find the middle of a line."""
    points = np.array(lonlat)
    half = np.array([metres_along(points)[-1] / 2])
    found: list[float] = points_along(points, half)[0].round(6).tolist()
    return found


def line(lonlat: list[list[float]], properties: Feature) -> Feature:
    """Draw a line."""
    geometry = {"type": "LineString", "coordinates": lonlat}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def spot(lonlat: list[float], properties: Feature) -> Feature:
    """Draw a point."""
    geometry = {"type": "Point", "coordinates": lonlat}
    return {"type": "Feature", "geometry": geometry, "properties": properties}
