"""Two bureaus that have the same things, and by which words these are named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection
from django.db.models import Model

from tocsin.core.roads import Weather
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.duty.services.helping import call_for_help
from tocsin.kernel.accounts.api import APART, Bureau, Officer, Role, enlist, issue_token
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention import api as retention
from tocsin.project.campaigns.scene import MIDDLE, Scene, found, taken
from tocsin.readers.records import api as records
from tocsin.readers.residents import api as residents
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

# Stands in every text of the other bureau, and nowhere else.
MARK = "yonder"
NAMING = ("code", "number", "username")
KEYS_APART = 100_000
HELD = timedelta(days=30)
# Somebody may hold all of these together; what the others open, an administrator's role opens too.
EVERY = [role for role in Role if role not in APART or role is Role.ADMINISTRATOR]
NOBODY, NO_ROLE = "nobody", "no_role"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who knocks: the roles they hold, and their key; nobody has none."""

    name: str
    roles: frozenset[Role]
    key: str


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """What of a thing is named, so that the same is found in the other bureau."""

    model: str
    field: str
    kind: str


Pool = Mapping[Thing, str]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The askers of one bureau, somebody there who may do everything, and the things of both."""

    askers: list[Asker]
    jack: Asker
    own: Pool
    other: Pool


def settled(at: datetime) -> Neighbours:
    """Found two bureaus; the other one has more of everything, so that its numbers go further."""
    tell_apart()
    home, yonder = found(code="drill", workers=1, at=at), found(code="other", workers=2, at=at)
    jack = furnished(home, "here", 1, at)
    theirs = furnished(yonder, MARK, len(yonder.units), at)
    for mark, one in (("here", jack), (MARK, theirs)):
        handed_on(mark, one, at)
    askers = [asker(home.bureau, role.value, [role], at) for role in Role]
    askers += [asker(home.bureau, NO_ROLE, [], at), Asker(NOBODY, frozenset(), "")]
    own, other = pool_of(home.bureau, newest=False), pool_of(yonder.bureau, newest=True)
    shared = [one for one in own.keys() & other.keys() if only_there(one, other[one], home.bureau)]
    return Neighbours(
        askers,
        Asker("jack", frozenset(EVERY), issue_token(officer=jack, label="drill", at=at)),
        {thing: own[thing] for thing in sorted(shared)},
        {thing: other[thing] for thing in shared},
    )


def tell_apart() -> None:
    """Let the keys of each table begin elsewhere, so that one number names one thing."""
    with connection.cursor() as cursor:
        for number, model in enumerate(belonging()):
            table, column = model._meta.db_table, model._meta.pk.column
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            (sequence,) = cursor.fetchone()
            if sequence is not None:
                cursor.execute("SELECT setval(%s, %s)", [sequence, (number + 1) * KEYS_APART])


def only_there(thing: Thing, value: str, home: Bureau) -> bool:
    """Say whether a value of the other bureau names nothing at home."""
    rows = apps.get_model(thing.model)._default_manager.filter(bureau=home)
    return not rows.filter(**{thing.field: value}).exists()


def asker(bureau: Bureau, name: str, roles: list[Role], at: datetime) -> Asker:
    """Enlist somebody with these roles and give them a key."""
    officer = enlist(
        username=f"asks-{name}.{bureau.code}", name=name, bureau=bureau, roles=roles, at=at
    )
    return Asker(name, frozenset(roles), issue_token(officer=officer, label="drill", at=at))


def furnished(county: Scene, mark: str, number: int, at: datetime) -> Officer:
    """Bring so many of everything into a bureau; return somebody there who may do everything."""
    bureau, (lon, lat) = county.bureau, MIDDLE
    jack = enlist(
        username=f"jack.{bureau.code}", name=f"{mark} jack", bureau=bureau, roles=EVERY, at=at
    )
    told_of_roads_and_help(county, mark, jack, at)
    holder = places.KeyHolderRow(f"{mark} holder", "13900001234")
    for n in range(number):
        incident = taken(county, f"{mark} {n}", at)
        dispatch.assign(incident=incident, unit=county.units[n], actor=jack, at=at)
        retention.hold(
            case=f"incident:{incident.number}",
            reason=f"{mark} suit",
            until=(at + HELD).date(),
            actor=jack,
            at=at,
        )
        records.ask(kind="call", before=at.date(), actor=jack, at=at)
        address = places.AddressRow(f"A{bureau.pk}-{n}", f"{mark} street {n}", lon, lat)
        places.load_addresses(bureau=bureau, rows=[address], actor=jack, at=at)
        house = places.PremisesRow(
            f"P{bureau.pk}-{n}", f"{mark} house", "residential", lon, lat, key_holders=[holder]
        )
        places.load_premises(bureau=bureau, rows=[house], actor=jack, at=at)
        words = f"{mark} road {n}"
        places.propose_change(
            bureau=bureau, text=words, lon=lon, lat=lat, reason=mark, actor=jack, at=at
        )
        said = {"words": f"{mark} gate {n}", "source": f"C{n}"}
        places.record_alias(bureau=bureau, code=address.code, actor=jack, at=at, **said)
        residents.open_request(
            method=residents.Method.LETTER,
            document=residents.Document.NONE,
            actor=jack,
            at=at,
        )
        units.Vehicle.objects.create(
            bureau=bureau, code=f"V{bureau.pk}-{n}", kind=units.UnitKind.CAR
        )
    return jack


def handed_on(mark: str, jack: Officer, at: datetime) -> None:
    """Hand a fact on, correct it, and let the receiver's own system ask about it."""
    somebody, kinds = uuid4(), frozenset({"telephone"})
    terms = receivers.Terms(f"{mark} hospital", kinds, f"{mark} key", f"{mark} agreement", 0)
    receivers.hand(people={somebody: f"call:{mark}"}, terms=terms, actor=jack, at=at)
    receivers.corrected(bureau_id=jack.bureau_id, subject=somebody, kinds=kinds, at=at)
    receivers.receivers_of(jack.bureau_id).update(system=jack)


def told_of_roads_and_help(county: Scene, mark: str, jack: Officer, at: datetime) -> None:
    """Say how the roads lie, and call for help."""
    weather = Weather.ICE
    words = f"{mark} ice"
    places.set_weather(
        bureau=county.bureau, weather=weather, from_at=at, actor=jack, at=at, words=words
    )
    call_for_help(actor=jack, at=at)


def pool_of(bureau: Bureau, *, newest: bool) -> dict[Thing, str]:
    """Name one thing of every kind that belongs to a bureau, found among all tables."""
    return {
        thing: value
        for model in belonging()
        for thing, value in named(model, bureau, newest=newest)
    }


def belonging() -> list[type[Model]]:
    """List the tables whose rows belong to a bureau."""
    return [
        model
        for model in apps.get_models()
        if any(part.name == "bureau" for part in model._meta.fields)
    ]


def named(model: type[Model], bureau: Bureau, *, newest: bool) -> Iterator[tuple[Thing, str]]:
    """Name one row by its key, and by its code or number where it has one."""
    fields = {part.name for part in model._meta.fields}
    order = next((one for one in NAMING if one in fields), "pk")
    rows = model._default_manager.filter(bureau=bureau).order_by(order)
    row = rows.last() if newest else rows.first()
    if row is None:
        return
    label = model._meta.label
    for name in ("pk", *(one for one in NAMING if one in fields)):
        value = getattr(row, name)
        yield Thing(label, name, kind_of(value)), str(value)


def kind_of(value: object) -> str:
    """Say by which kind of word a value is named in an address."""
    if isinstance(value, UUID):
        return "uuid"
    return "int" if isinstance(value, int) else "str"
