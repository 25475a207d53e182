"""People and units for an imported county, posted at its stations and on duty at once."""

from tocsin.adapters.county.founding import Founding
from tocsin.adapters.county.parcelling import Ground, StationGround
from tocsin.core.geo import Point
from tocsin.kernel.accounts.api import Bureau, Officer, Role, Station, enlist
from tocsin.registers.units import api as units

SHIFT = "day"
# What each station has on duty: kind of unit, its crew, and what it can do.
FORCE = (
    (units.UnitKind.CAR, 2, ("armed", "first_aid", "traffic", "investigation")),
    (units.UnitKind.CAR, 2, ("first_aid", "traffic", "negotiation")),
    (units.UnitKind.MOTORCYCLE, 1, ("first_aid", "traffic")),
    (units.UnitKind.FOOT, 1, ("mediation",)),
)
# Agencies that the plans call for; they wait at the first station.
PARTNERS = (("fire", "Fire brigade"), ("ambulance", "Ambulance"), ("power", "Power repair"))
DESKS = (
    ("caller", "Call-taker", (Role.CALL_TAKER,)),
    ("dispatcher", "Dispatcher", (Role.DISPATCHER,)),
    ("chief", "Duty chief", (Role.SUPERVISOR, Role.DISPATCHER, Role.ADMINISTRATOR)),
    ("security", "Security officer", (Role.SECURITY_OFFICER,)),
    ("auditor", "Auditor", (Role.AUDITOR,)),
)


def raise_force(founding: Founding, ground: Ground) -> int:
    """Enlist people and put crewed units on duty at each station; return how many units.

    What is there already is left as it is. Nobody can sign in before an administrator gives a
    password.
    """
    for badge, name, roles in DESKS:
        person(founding, badge, name, roles)
    for number, station in enumerate(ground.stations, start=1):
        post(founding, station, number)
    for number, (ability, name) in enumerate(PARTNERS, start=1):
        partner(founding, f"X{number}", name, ability, ground.stations[0].point)
    report_posts(founding)
    return units.units_of(founding.bureau).count()


def post(founding: Founding, station: StationGround, number: int) -> None:
    """Put the units of one station on duty, each with its crew."""
    home = Station.objects.get(bureau=founding.bureau, code=station.code)
    for place, (kind, people, abilities) in enumerate(FORCE, start=1):
        code = f"{number:02d}{place}"
        name = f"{station.name} {code}"[:40]
        unit = add(
            founding,
            code,
            name=name,
            kind=kind,
            point=station.point,
            abilities=abilities,
            station=home,
        )
        if unit is None:
            continue
        crew = [
            person(founding, f"{code}-{seat}", f"{name}-{seat}", (Role.OFFICER,), home)
            for seat in range(1, people + 1)
        ]
        units.start_shift(
            unit=unit, members=crew, shift=SHIFT, actor=founding.actor, at=founding.at
        )


def partner(founding: Founding, code: str, name: str, ability: str, point: Point) -> None:
    """Put a unit of another agency on the list, on call at its post."""
    kind = units.UnitKind.PARTNER
    unit = add(founding, code, name=name, kind=kind, point=point, abilities=(ability,), agency=name)
    if unit is not None:
        duty = units.DutyStatus.AVAILABLE
        units.set_duty(unit=unit, duty=duty, actor=founding.actor, at=founding.at)


def add(
    founding: Founding,
    code: str,
    *,
    name: str,
    kind: units.UnitKind,
    point: Point,
    abilities: tuple[str, ...],
    station: Station | None = None,
    agency: str = "",
) -> units.Unit | None:
    """Add a unit; nothing when it is on the list already."""
    if units.units_of(founding.bureau).filter(code=code).exists():
        return None
    return units.add_unit(
        bureau=founding.bureau,
        code=code,
        name=name,
        kind=kind,
        home=(point.lon, point.lat),
        actor=founding.actor,
        at=founding.at,
        station=station,
        capabilities=abilities,
        agency=agency,
    )


def person(
    founding: Founding,
    badge: str,
    name: str,
    roles: tuple[Role, ...],
    station: Station | None = None,
) -> Officer:
    """Enlist somebody, or find them when they are there already."""
    bureau: Bureau = founding.bureau
    username = f"{bureau.code}.{badge}"
    known = Officer.objects.filter(bureau=bureau, username=username).first()
    return known or enlist(
        username=username,
        name=name,
        bureau=bureau,
        roles=roles,
        at=founding.at,
        station=station,
    )


def report_posts(founding: Founding) -> None:
    """Let every unit on duty say that it is at its post, if it has not said anything later."""
    at = founding.at
    fixes = [
        units.Fix(unit.pk, unit.home_lon, unit.home_lat, at)
        for unit in units.on_duty(founding.bureau)
    ]
    units.record_fixes(founding.bureau, fixes, at)
