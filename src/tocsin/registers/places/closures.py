"""Closing roads, slowing them, lifting that again, and saying how the roads lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tocsin.core.geo import Point
from tocsin.core.roads import Weather
from tocsin.core.roads.stretches import Direction, Stretch, stretch_of
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.api import publish
from tocsin.registers.places.acts import (
    CLOSURE_CHANGED,
    CLOSURE_LIFTED,
    ROAD_CLOSED,
    WEATHER_SET,
)
from tocsin.registers.places.errors import (
    AlreadyOver,
    EditedMeanwhile,
    NoRoadThere,
    NotQuicker,
    WrongTimes,
)
from tocsin.registers.places.events import RoadsChanged
from tocsin.registers.places.models import Closure, ClosureFacts, ClosureVersion, RoadWeather
from tocsin.registers.places.roadmaps import newest_id, road_engine_at

MOST_METRES = 30_000.0
SLOWEST = 100.0
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What somebody says of a stretch of road; ``factor`` none is closed.

    ``places`` are one or two points in degrees: one names the road under it from junction to
    junction, two the shortest way between them.
    """

    kind: ClosureFacts.Kind
    places: tuple[Point, ...]
    starts_at: datetime
    ends_at: datetime | None = None
    direction: Direction = Direction.BOTH
    factor: float | None = None
    words: str = ""


@transaction.atomic
def close_road(*, bureau: Bureau, terms: Terms, actor: Officer, at: datetime) -> Closure:
    """Close a stretch of road, or say that it takes longer; counts from the next question on.

    Raises
    ------
    NoRoadMap, NoRoadThere, WrongTimes, NotQuicker
        When the terms make no sense on the roads in force.
    """
    facts = facts_of(bureau, terms, at)
    Bureau.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    last = Closure.objects.filter(bureau=bureau).aggregate(last=Max("number"))["last"]
    row = Closure.objects.create(bureau=bureau, number=(last or 0) + 1, version=1, **facts)
    keep_version(row, actor, at)
    audit.record(ROAD_CLOSED, subject=row, actor=actor, at=at, **told(row))
    tell(row, "entered", at)
    return row


@transaction.atomic
def change_closure(
    *, closure: Closure, version: int, terms: Terms, actor: Officer, at: datetime
) -> Closure:
    """Say otherwise of a closure that is not over; how it stood stays in its versions.

    Raises
    ------
    AlreadyOver
        It was lifted, or its time is over.
    EditedMeanwhile
        Somebody has changed it since the version that was read.
    """
    facts = facts_of(closure.bureau, terms, at)
    row = standing(closure, at)
    if row.version != version:
        raise EditedMeanwhile(
            _("Somebody has changed this closure meanwhile. Open it again; nothing was changed.")
        )
    for name, value in facts.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    keep_version(row, actor, at)
    audit.record(CLOSURE_CHANGED, subject=row, actor=actor, at=at, **told(row))
    tell(row, "changed", at)
    return row


@transaction.atomic
def lift_closure(*, closure: Closure, actor: Officer, at: datetime) -> Closure:
    """End a closure now, or take back one that has not begun.

    Raises
    ------
    AlreadyOver
        It was lifted, or its time is over.
    """
    row = standing(closure, at)
    row.lifted_at = at
    row.version += 1
    row.save(update_fields=["lifted_at", "version"])
    keep_version(row, actor, at)
    audit.record(
        CLOSURE_LIFTED, subject=row, actor=actor, at=at, number=row.number, version=row.version
    )
    tell(row, "lifted", at)
    return row


@transaction.atomic
def set_weather(
    *,
    bureau: Bureau,
    weather: Weather,
    from_at: datetime,
    actor: Officer,
    at: datetime,
    words: str = "",
) -> RoadWeather:
    """Say how the roads lie from a moment on, until something else is said."""
    row = RoadWeather.objects.create(
        bureau=bureau, weather=weather.value, from_at=from_at, words=words.strip(), by=actor, at=at
    )
    since = from_at.isoformat()
    audit.record(WEATHER_SET, subject=row, actor=actor, at=at, weather=weather.value, since=since)
    publish(
        RoadsChanged(bureau_id=bureau.pk, subject="roads:weather", at=at, closure=0, what="weather")
    )
    return row


def find_stretch(bureau: Bureau, places: Sequence[Point], at: datetime) -> Stretch:
    """Find the stretch of road that one or two places name.

    Raises
    ------
    NoRoadThere
        A place is not on a road, no road leads between them, or the stretch is endless.
    """
    found = stretch_of(road_engine_at(bureau, at), places)
    if found is None:
        raise NoRoadThere(
            _("No road was found there. Point at a road; two ends must be joined by roads.")
        )
    if found.metres > MOST_METRES:
        raise NoRoadThere(_("The two ends are more than 30 km of road apart. Close it in parts."))
    return found


def facts_of(bureau: Bureau, terms: Terms, at: datetime) -> dict[str, object]:
    """Find the road and check the terms; the columns of a closure."""
    if terms.ends_at is not None and terms.ends_at <= max(terms.starts_at, at):
        raise WrongTimes(_("The end must lie after the beginning, and in the future."))
    if terms.factor is not None and not 1.0 <= terms.factor <= SLOWEST:
        raise NotQuicker(_("A slowed road takes 1 to 100 times as long as usual."))
    found = find_stretch(bureau, terms.places, at)
    return {
        "kind": terms.kind,
        "factor": terms.factor,
        "direction": terms.direction.value,
        "places": [[round(lon, DIGITS), round(lat, DIGITS)] for lon, lat in terms.places],
        "lonlat": found.lonlat.round(DIGITS).tolist(),
        "ways": [way for way in found.ways if way],
        "road": found.name[:120],
        "metres": round(found.metres, 1),
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "words": terms.words.strip()[:200],
        "road_map_id": newest_id(bureau),
        "arcs": sorted(found.arcs(terms.direction)),
    }


def standing(closure: Closure, at: datetime) -> Closure:
    """Lock a closure that is not over."""
    row = Closure.objects.select_for_update().get(pk=closure.pk)
    if row.lifted_at is not None or (row.ends_at or at) < at or row.ends_at == at:
        raise AlreadyOver(_("This closure is over already. Enter a new one if it is needed."))
    return row


def keep_version(row: Closure, actor: Officer, at: datetime) -> None:
    """Keep how a closure reads now, and who said so."""
    names = [field.name for field in ClosureFacts._meta.get_fields()]
    facts = {name: getattr(row, name) for name in names}
    ClosureVersion.objects.create(closure=row, by=actor, at=at, **facts)


def told(row: Closure) -> dict[str, str | int | bool]:
    """Write what the trail tells of a closure."""
    return {
        "number": row.number,
        "kind": row.kind,
        "closed": row.factor is None or math.isinf(row.factor),
        "version": row.version,
    }


def tell(row: Closure, what: str, at: datetime) -> None:
    """Tell the desks that the roads have changed."""
    publish(
        RoadsChanged(
            bureau_id=row.bureau_id,
            subject=f"closure:{row.number}",
            at=at,
            closure=row.number,
            what=what,
        )
    )


@transaction.atomic
def tell_turns(*, after: datetime, until: datetime) -> int:
    """Tell the desks what has begun or ended by itself within a span; return how much."""
    unlifted = Closure.objects.filter(lifted_at=None)
    began = unlifted.filter(starts_at__gt=after, starts_at__lte=until)
    ended = unlifted.filter(ends_at__gt=after, ends_at__lte=until)
    turned = RoadWeather.objects.filter(from_at__gt=after, from_at__lte=until)
    count = 0
    for rows, what in ((began, "began"), (ended, "ended")):
        for row in rows:
            tell(row, what, until)
            count += 1
    for bureau_id in sorted(set(turned.values_list("bureau_id", flat=True))):
        publish(
            RoadsChanged(
                bureau_id=bureau_id, subject="roads:weather", at=until, closure=0, what="weather"
            )
        )
        count += 1
    return count
