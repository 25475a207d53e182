"""Ready-made calls, and the tables and places they need."""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from tests import make, make_tables
from tocsin.desks.calls.api import Arrival, Call, CallerPlace, Channel, Place, Told
from tocsin.desks.calls.services.arriving import answer, receive
from tocsin.desks.calls.services.saving import save_call
from tocsin.desks.dispatch.api import Incident
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.personal.store import Person
from tocsin.registers.catalogue.reference import built_in
from tocsin.registers.places import api as places

TELEPHONE = "13900001234"
ACCIDENT, FIGHT, NOISE = "0302", "0201", "0203"
METRE = 1 / 91_000  # degrees of longitude at 35 degrees north, nearly
_serial = count(1)


def tables(*, of: Bureau | None = None) -> None:
    """Load the built-in tables."""
    make_tables.load(built_in, of=of)


def street() -> None:
    """Load a street of the town: doors, a bank with its hazard, and the station's ground."""
    home, actor = make.bureau(), make.officer("admin")
    lon, lat = make.HERE
    make.beat()
    rows = [
        places.AddressRow(
            f"A{i:02}", f"华亭市东大街{i}号", lon + i * 20 * METRE, lat, street="东大街"
        )
        for i in range(1, 20)
    ]
    places.load_addresses(bureau=home, rows=rows, actor=actor, at=make.NOON)
    bank = places.NameRow("L1", "东大街建设银行", lon + 300 * METRE, lat, "银行")
    places.load_landmarks(bureau=home, rows=[bank], actor=actor, at=make.NOON)
    house = places.PremisesRow(
        "P1", "东大街建设银行", "银行", lon + 300 * METRE, lat, hazards=["地下室存放蓄电池"]
    )
    places.load_premises(bureau=home, rows=[house], actor=actor, at=make.NOON)
    ring = [(106.0, 35.0), (107.0, 35.0), (107.0, 36.0), (106.0, 36.0), (106.0, 35.0)]
    ground = places.TerritoryRow(station="S01", beat="B01", rings=[ring])
    places.load_territories(bureau=home, rows=[ground], actor=actor, at=make.NOON)


def ringing(
    *,
    at: datetime = make.NOON,
    telephone: str = TELEPHONE,
    place: CallerPlace | None = None,
    channel: Channel = Channel.TELEPHONE,
    of: Bureau | None = None,
) -> Call:
    """Let a telephone ring."""
    arrival = Arrival(
        channel=channel,
        source_id=f"test-{next(_serial)}",
        place=place,
        caller={Kind.TELEPHONE: telephone} if telephone else {},
    )
    return receive(arrival=arrival, actor=make.officer("switch", of=of), at=at)


def opened(*, at: datetime = make.NOON, who: str = "lin", **facts: object) -> Call:
    """Let a telephone ring and be answered after five seconds."""
    call = ringing(at=at, **facts)  # type: ignore[arg-type] # the facts of ringing
    home = call.bureau
    return answer(call=call, actor=make.officer(who, of=home), at=at + timedelta(seconds=5))


def told(
    type_code: str = ACCIDENT,
    *,
    east: float = 0.0,
    words: str = "两辆摩托车相撞",
    text: str = "东大街12号",
    **facts: object,
) -> Told:
    """Write a call down, so many metres east of the town's middle."""
    lon, lat = make.HERE
    place = Place(lon + east * METRE, lat, text, words=text, kind="address", code="A12")
    return Told(place, text, type_code, words, **facts)  # type: ignore[arg-type] # facts of Told


def saved(*, at: datetime = make.NOON, said: Told | None = None, of: Bureau | None = None) -> Call:
    """Let a call come in, be answered and be saved a minute after its ring."""
    call = opened(at=at, of=of)
    taker = make.officer("lin", of=call.bureau)
    return save_call(call=call, told=said or told(), actor=taker, at=at + timedelta(minutes=1))


def incident_of(call: Call) -> Incident:
    """Return the incident that a call belongs to."""
    assert call.incident is not None
    return call.incident


def known_of(call: Call) -> dict[str, str]:
    """Open what is known of the caller, by the keys of the tests."""
    person = Person.of(Subject.objects.get(pk=caller_of(call)))
    facts = Fact.objects.filter(subject=person.subject, superseded_at=None)
    return {fact.kind: person.opened(fact) for fact in facts}


def caller_of(call: Call) -> UUID:
    """Return the caller's id in the personal store."""
    assert call.caller is not None
    return call.caller
