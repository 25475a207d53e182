"""Ready-made incidents and assignments for tests."""

from datetime import datetime, timedelta
from functools import cache
from itertools import count
from uuid import uuid4

from tests import make, make_tables
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.kernel.accounts.api import Bureau, Station
from tocsin.registers.catalogue.reference import built_in
from tocsin.registers.places import api as places
from tocsin.registers.units.api import Unit

NOON = make.NOON
TYPES = frozenset({"0102", "0201", "0301", "0302", "0303", "0401", "0501"})
_serial = count(1)
TOWN_RING = [(106.6, 35.1), (106.7, 35.1), (106.7, 35.3), (106.6, 35.3), (106.6, 35.1)]


@cache
def few_tables() -> dict[str, tuple[dict[str, object], ...]]:
    """Take from the built-in tables what dispatching is about, and only some types."""
    return {
        name: tuple(row for row in rows if name != "incident_types" or row["code"] in TYPES)
        for name, rows in built_in().items()
        if name != "knowledge"
    }


def tables(of: Bureau | None = None) -> None:
    """Load the reference tables: a few incident types, plans, endings, clock targets."""
    make_tables.load(few_tables, of=of)


def ground(area_class: str = "town", *, of: Bureau | None = None) -> Station:
    """Give the first station the ground around the builders' place."""
    station = make.station(of=of)
    beat = make.beat(at=station)
    places.load_territories(
        bureau=station.bureau,
        rows=[
            places.TerritoryRow(
                station=station.code, beat=beat.code, rings=[TOWN_RING], area_class=area_class
            )
        ],
        actor=make.officer("admin", of=of),
        at=NOON,
    )
    return station


def incident(
    place: str = "",
    *,
    at: datetime = NOON,
    priority: int = 2,
    type_code: str = "0301",
    where: tuple[float, float] = make.HERE,
    of: Bureau | None = None,
    words: str = "",
) -> Incident:
    """Open an incident the way the call desk does."""
    home = of or make.bureau()
    return dispatch.open_incident(
        actor=make.officer("lin", of=home),
        at=at,
        bureau=home,
        type_code=type_code,
        type_name="交通事故",
        priority=priority,
        plan_code="traffic",
        words=words,
        place_text=place or f"东大街{next(_serial)}号",
        lon=where[0],
        lat=where[1],
        received_at=at - timedelta(seconds=60),
        answered_at=at - timedelta(seconds=54),
        located_at=at - timedelta(seconds=20),
    )


def sent(
    incident_: Incident | None = None, unit: Unit | None = None, *, at: datetime = NOON
) -> Assignment:
    """Send a unit to an incident."""
    return dispatch.assign(
        incident=incident_ or incident(at=at),
        unit=unit or make.unit(),
        actor=make.officer("zhao"),
        at=at,
    )


def stamp(assignment: Assignment, *kinds: str, at: datetime = NOON) -> Assignment:
    """Record milestones one after another, at one moment."""
    for kind in kinds:
        dispatch.record_milestone(assignment=assignment, kind=kind, at=at, actor=make.officer("ma"))
    return assignment


def act_id() -> str:
    """Make the id of one act, as a browser does."""
    return str(uuid4())
