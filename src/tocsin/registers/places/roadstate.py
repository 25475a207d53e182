"""What is true of a bureau's roads at a moment: which map, which closures, which weather."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from tocsin.core.roads import Weather
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.models import Closure, RoadMap, RoadWeather


@dataclass(frozen=True, slots=True)
class RoadState:
    """The road map in force (0 is none), the closures in force by id and version, the weather."""

    road_map: int
    closures: tuple[tuple[int, int], ...]
    weather: Weather


def in_force(rows: QuerySet[Closure], at: datetime) -> QuerySet[Closure]:
    """Keep the closures in force at a moment."""
    return rows.filter(Q(ends_at=None) | Q(ends_at__gt=at), lifted_at=None, starts_at__lte=at)


def coming(rows: QuerySet[Closure], at: datetime) -> QuerySet[Closure]:
    """Keep the closures that will come into force."""
    return rows.filter(lifted_at=None, starts_at__gt=at)


def past(rows: QuerySet[Closure], at: datetime) -> QuerySet[Closure]:
    """Keep the closures that were lifted or are over."""
    return rows.filter(Q(lifted_at__isnull=False) | Q(ends_at__lte=at))


def state_at(bureau: Bureau, at: datetime) -> RoadState:
    """Read what is in force at a moment: one query, cheap enough for every question."""
    mine = {"bureau": OuterRef("pk")}
    closures = in_force(Closure.objects.filter(**mine), at).order_by("pk")
    weather = RoadWeather.objects.filter(**mine, from_at__lte=at).order_by("-from_at", "-pk")
    newest = RoadMap.objects.filter(**mine).order_by("-pk")
    row = (
        Bureau.objects.filter(pk=bureau.pk)
        .annotate(
            road_map=Subquery(newest.values("pk")[:1]),
            weather=Subquery(weather.values("weather")[:1]),
            ids=ArraySubquery(closures.values("pk")),
            versions=ArraySubquery(closures.annotate(now=F("version")).values("now")),
        )
        .values_list("road_map", "weather", "ids", "versions")
        .get()
    )
    road_map, lies, ids, versions = row
    pairs = tuple(zip(ids, versions, strict=True))
    return RoadState(road_map or 0, pairs, Weather(lies or Weather.DRY))
