"""What is written on the line of `tocsin cordon`: places, an area, what comes out of it."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.core.geo import Point
from tocsin.core.roads.cordon import (
    Area,
    Fault,
    Front,
    Hand,
    Mark,
    SenselessArea,
    area_within,
)
from tocsin.core.typed_places import typed_place
from tocsin.kernel.moment import last_time_of_day
from tocsin.project.planning.errors import UnusableInput

KMH = 3.6
MOST_CORNERS = 5_000


def area_of(
    centre: str,
    inner_metres: float | None,
    outer_metres: float | None,
    inner_outline: Path | None = None,
    outer_outline: Path | None = None,
) -> Area:
    """Read where the area is and how far it reaches; without a centre, about the middle of it.

    Raises
    ------
    UnusableInput
        When there is no such place, an outline cannot be used, or the ring does not lie around.
    """
    inner, outer = (corners_in(file) if file else [] for file in (inner_outline, outer_outline))
    if not centre and not inner:
        raise UnusableInput(_("Name the centre of the area, or give its outline."))
    try:
        return area_within(
            place_in(centre) if centre else middle_of(inner),
            inner,
            outer_metres or 0.0,
            inner_metres=inner_metres or 0.0,
            outer_outline=outer,
        )
    except SenselessArea as senseless:
        raise UnusableInput(why_senseless(senseless.fault)) from senseless


def why_senseless(fault: Fault) -> str:
    """Say why an area cannot be used, and what to change."""
    sentences = {
        Fault.NO_SIZE: _(
            "The inner area and the outer ring each need a size in metres above zero, or an "
            "outline."
        ),
        Fault.FEW_CORNERS: _("An outline needs at least three corners."),
        Fault.CROSSES_ITSELF: _("The outline crosses or touches itself."),
        Fault.RING_NOT_AROUND: _("The outer ring has to lie around the inner area."),
    }
    return sentences[fault]


def corners_in(file: Path) -> list[Point]:
    """Read the corners of the one polygon in a GeoJSON file.

    Raises
    ------
    UnusableInput
        When there is none, or it has holes.
    """
    try:
        rings = list(_rings(json.loads(file.read_text(encoding="utf-8-sig"))))
        (ring,) = rings
        corners = [typed_place(f"{lat},{lon}") for lon, lat, *_height in ring]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as broken:
        raise UnusableInput(
            _("%(name)s is not GeoJSON with one polygon without holes.") % {"name": file.name}
        ) from broken
    known = [corner for corner in corners if corner is not None]
    if len(known) < len(corners) or len(known) > MOST_CORNERS:
        raise UnusableInput(
            _("%(name)s has corners that are no place on earth, or more than %(most)s of them.")
            % {"name": file.name, "most": MOST_CORNERS}
        )
    return known[:-1] if len(known) > 1 and known[0] == known[-1] else known


def _rings(value: dict[str, object]) -> Iterator[Sequence[Sequence[object]]]:
    """Give the rings of all polygons in a GeoJSON object."""
    match value:
        case {"type": "FeatureCollection", "features": list(features)}:
            for feature in features:
                yield from _rings(feature)
        case {"type": "Feature", "geometry": dict(geometry)}:
            yield from _rings(geometry)
        case {"type": "MultiPolygon", "coordinates": list(polygons)}:
            for rings in polygons:
                yield from rings
        case {"type": "Polygon", "coordinates": list(rings)}:
            yield from rings
        case _:
            raise ValueError(value)


def middle_of(corners: Sequence[Point]) -> Point:
    """Find the middle of the box around corners.

    >>> middle_of([Point(1.0, 2.0), Point(3.0, 2.0), Point(3.0, 6.0)])
    Point(lon=2.0, lat=4.0)
    """
    lons, lats = zip(*corners, strict=True)
    return Point((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)


def front_of(
    kmh: float | None, head_start_seconds: float, since: str, at: datetime, *, by_road: bool
) -> Front | None:
    """Read how fast what is kept in comes, and since when; None where nothing comes.

    Raises
    ------
    UnusableInput
        When it does not move, starts in the future, or has no time of day.
    """
    if kmh is None:
        return None
    if since:
        head_start_seconds = (at - last_time_of_day(clock_in(since), at)).total_seconds()
    try:
        return Front(kmh / KMH, head_start_seconds, by_road)
    except ValueError as senseless:
        raise UnusableInput(
            _("A front needs a speed above zero and a head start of zero or more seconds.")
        ) from senseless


def clock_in(text: str) -> time:
    """Read a time of day.

    Raises
    ------
    UnusableInput
        When it is none.
    """
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as senseless:
        raise UnusableInput(
            _("“%(text)s” is no time of day; write hours and minutes, as in 14:05.")
            % {"text": text}
        ) from senseless


def marks_of(pinned: Sequence[str], without: Sequence[str]) -> list[Mark]:
    """Read where a post has to be and where there is to be none."""
    return [
        *(Mark(Hand.POST, place_in(text)) for text in pinned),
        *(Mark(Hand.NO_POST, place_in(text)) for text in without),
    ]


def place_in(text: str) -> Point:
    """Read a place.

    Raises
    ------
    UnusableInput
        When it is none.
    """
    point = typed_place(text)
    if point is None:
        raise UnusableInput(
            _("“%(text)s” is no place; write latitude and longitude, as in 35.21,106.65.")
            % {"text": text}
        )
    return point
