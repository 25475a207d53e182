"""Operations on closures and the weather on the roads for other programs."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from tocsin.core.geo import Point
from tocsin.core.roads import Weather
from tocsin.core.roads.stretches import Direction
from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders, officer_of
from tocsin.kernel.accounts.api import OUTSIDE, Role
from tocsin.kernel.idempotency.api import once_for_programs
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.access import closure_numbered, closures_within
from tocsin.registers.places.closures import Terms, close_road, lift_closure, set_weather
from tocsin.registers.places.models import Closure, ClosureFacts
from tocsin.registers.places.roadstate import coming, in_force, state_at

WRITERS = Holders(Role.DISPATCHER, Role.SUPERVISOR)
MOST_ROWS = 500
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
router = Router(tags=["roads"], auth=Holders(*(set(Role) - OUTSIDE)))


class PlaceOnRoad(Schema):
    """A point in degrees."""

    lon: Longitude
    lat: Latitude


class ClosureIn(Schema):
    """A stretch of road, named by one place or two, and what is said of it; no factor is closed."""

    kind: ClosureFacts.Kind
    places: list[PlaceOnRoad] = Field(min_length=1, max_length=2)
    direction: Direction = Direction.BOTH
    factor: float | None = Field(None, ge=1, le=100, allow_inf_nan=False)
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    words: str = Field("", max_length=200)


class ClosureOut(Schema):
    """A closure or slow-down; ``line`` leads from place A to place B, rows of ``[lon, lat]``."""

    number: int
    version: int
    kind: str
    direction: str
    factor: float | None
    road: str
    metres: float
    ways: list[int]
    line: list[list[float]]
    starts_at: datetime
    ends_at: datetime | None
    lifted_at: datetime | None
    words: str


class RoadsOut(Schema):
    """The weather on the roads now, and the closures in force or coming."""

    weather: str
    in_force: list[ClosureOut]
    coming: list[ClosureOut]


class WeatherIn(Schema):
    """How the roads lie from a moment on; now where none is named."""

    weather: Weather
    from_at: AwareDatetime | None = None
    words: str = Field("", max_length=200)


def described(row: Closure) -> dict[str, object]:
    """Write a closure for a program."""
    names = "number version kind direction factor road metres ways starts_at ends_at lifted_at"
    return {name: getattr(row, name) for name in names.split()} | {
        "line": row.lonlat,
        "words": row.words,
    }


@router.get("", response=RoadsOut, operation_id="roads_now")
def now(request: SignedInRequest) -> dict[str, object]:
    """Tell the weather on the roads, which closures are in force and which will be."""
    at, rows = moment.now(), closures_within(request.user).order_by("number")
    return {
        "weather": state_at(request.user.bureau, at).weather.value,
        "in_force": [described(row) for row in in_force(rows, at)[:MOST_ROWS]],
        "coming": [described(row) for row in coming(rows, at)[:MOST_ROWS]],
    }


@router.post("/closures", auth=WRITERS, operation_id="roads_close")
@once_for_programs
def closed(request: HttpRequest, sent: ClosureIn) -> dict[str, object]:
    """Close a stretch of road, or say that it takes longer."""
    officer, at = officer_of(request), moment.now()
    terms = Terms(
        kind=sent.kind,
        places=tuple(Point(place.lon, place.lat) for place in sent.places),
        starts_at=sent.starts_at or at,
        ends_at=sent.ends_at,
        direction=sent.direction,
        factor=sent.factor,
        words=sent.words,
    )
    return described(close_road(bureau=officer.bureau, terms=terms, actor=officer, at=at))


@router.post("/closures/{number}/lift", auth=WRITERS, operation_id="roads_lift")
@once_for_programs
def lifted(request: HttpRequest, number: int) -> dict[str, object]:
    """End a closure now."""
    officer = officer_of(request)
    row = closure_numbered(officer, number)
    return described(lift_closure(closure=row, actor=officer, at=moment.now()))


@router.post("/weather", auth=WRITERS, operation_id="roads_weather")
@once_for_programs
def weather_said(request: HttpRequest, sent: WeatherIn) -> dict[str, object]:
    """Say how the roads lie from a moment on."""
    officer, at = officer_of(request), moment.now()
    row = set_weather(
        bureau=officer.bureau,
        weather=sent.weather,
        from_at=sent.from_at or at,
        words=sent.words,
        actor=officer,
        at=at,
    )
    return {"weather": row.weather, "from_at": row.from_at}
