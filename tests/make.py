"""Ready-made things for tests; name only the facts the test is about."""

from datetime import UTC, datetime
from itertools import count

from tests.cast import CAST
from tocsin.kernel.accounts.api import Beat, Bureau, Officer, Station, enlist
from tocsin.registers.units.models import Crew, Position, Standing, Unit
from tocsin.registers.units.states import DutyStatus, UnitKind

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # noon in Huating
_serial = count(1)
HERE = (106.65, 35.21)


def bureau(code: str = "620881") -> Bureau:
    """Make (or find) a bureau; the default one is Huating's."""
    made, _new = Bureau.objects.get_or_create(
        code=code,
        defaults={"name_zh": "华亭市公安局", "name_en": "Huating", "lon": HERE[0], "lat": HERE[1]},
    )
    return made


def station(code: str = "S01", *, of: Bureau | None = None) -> Station:
    """Make (or find) a police station."""
    made, _new = Station.objects.get_or_create(
        bureau=of or bureau(), code=code, defaults={"name_zh": "城关派出所", "name_en": "Chengguan"}
    )
    return made


def beat(code: str = "B01", *, at: Station | None = None) -> Beat:
    """Make (or find) a beat."""
    home = at or station()
    made, _new = Beat.objects.get_or_create(
        bureau=home.bureau, code=code, defaults={"name_zh": "东关警务区", "station": home}
    )
    return made


def officer(who: str, *, of: Bureau | None = None) -> Officer:
    """Make (or find) a member of the cast: lin takes calls, zhao dispatches, ma patrols..."""
    name, roles, posted = CAST[who]
    home = of or bureau()
    username = who if home.code == "620881" else f"{who}.{home.code}"
    found = Officer.objects.filter(username=username).first()
    return found or enlist(
        username=username,
        name=name,
        bureau=home,
        roles=roles,
        at=NOON,
        station=station(of=home) if posted else None,
    )


def unit(
    name: str = "",
    *,
    kind: UnitKind = UnitKind.CAR,
    at: tuple[float, float] = HERE,
    capabilities: tuple[str, ...] = (),
    crew: tuple[Officer, ...] = (),
    duty: DutyStatus = DutyStatus.AVAILABLE,
    fixed_at: datetime = NOON,
    of: Bureau | None = None,
) -> Unit:
    """Make a unit on duty with a fresh fix."""
    home = of or bureau()
    serial = next(_serial)
    made = Unit.objects.create(
        bureau=home,
        code=f"U{serial:03}",
        name=name or f"城关-{serial:02}",
        kind=kind,
        capabilities=list(capabilities),
        station=station(of=home),
        home_lon=at[0],
        home_lat=at[1],
    )
    Standing.objects.create(unit=made, bureau=home, duty=duty, since=fixed_at)
    Position.objects.create(
        unit=made, bureau=home, lon=at[0], lat=at[1], fixed_at=fixed_at, received_at=fixed_at
    )
    if crew:
        shift = Crew.objects.create(bureau=home, unit=made, shift="day", from_at=fixed_at)
        shift.members.set(crew)
    return made
