"""Two bureaus that have the same things, and by which words these are named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.db.models import Model

from tocsin.kernel.accounts.api import Bureau, Officer, Role, Station, enlist, issue_token
from tocsin.project.campaigns.furnishing import (
    ENTRIES,
    EVERY,
    NEAR,
    furnished,
    moved_away,
)
from tocsin.project.campaigns.scene import found

# Stands in every text of the other bureau, and nowhere else.
MARK = "yonder"
NAMING = ("code", "number", "username")
# What belongs to an incident is named in its order, so that it belongs to the one that is named.
BEHIND = {
    "assignment": "assignment__incident__number",
    "incident": "incident__number",
    "case": "case",
}
# Of these the other bureau's first one: its case is called as one at home is.
FIRST_OF_OTHERS = frozenset({"files.Attachment"})
KEYS_APART = 100_000
# Who sees one station only, if they have one.
OF_STATIONS = (Role.SUPERVISOR, Role.OFFICER, Role.COMMUNITY_OFFICER)
# What is another station's, and so not there for those.
STATIONED = frozenset({"dispatch.Incident", "units.Unit", "units.Vehicle"})
# Words of addresses that name a table, which is nobody's: the same in every bureau.
TABLE_WORDS = ("units", ENTRIES, "csv")
NOBODY, NO_ROLE = "nobody", "no_role"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who knocks: the roles they hold, and their key; nobody has none."""

    name: str
    roles: frozenset[Role]
    key: str
    officer: Officer | None = None

    @property
    def of_station(self) -> bool:
        """Say whether they see one station only."""
        return self.officer is not None and self.officer.station_id is not None


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """What of a thing is named, so that the same is found in the other bureau.

    Without a model it is a word that names no bureau's thing.
    """

    model: str
    field: str
    kind: str

    @property
    def is_word(self) -> bool:
        """Say whether it is a word that every bureau has."""
        return not self.model


Pool = Mapping[Thing, str]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The askers of one bureau, somebody there who may do everything, and the things of both.

    ``aside`` are things of their own bureau, but of another station than the first one.
    """

    askers: list[Asker]
    jack: Asker
    own: Pool
    other: Pool
    aside: Pool
    yonder: Asker


def settled(at: datetime) -> Neighbours:
    """Found two bureaus; the other one has more of everything, so that its numbers go further."""
    tell_apart()
    home, yonder = found(code="drill", workers=1, at=at), found(code="other", workers=2, at=at)
    jack = furnished(home, "here", len(home.units), at)
    far = furnished(yonder, MARK, len(yonder.units), at)
    moved_away(home)
    own, other = pool_of(home.bureau, newest=False), pool_of(yonder.bureau, newest=True)
    aside = pool_of(home.bureau, newest=True)
    shared = [one for one in own.keys() & other.keys() if only_there(one, other[one], home.bureau)]
    words = {Thing("", word, "slug"): word for word in TABLE_WORDS}
    return Neighbours(
        askers_of(home.bureau, at),
        with_key("jack", frozenset(EVERY), jack, at),
        {thing: own[thing] for thing in sorted(shared)} | words,
        {thing: other[thing] for thing in shared} | words,
        {thing: aside[thing] for thing in shared if thing.model in STATIONED},
        with_key("yonder", frozenset(EVERY), far, at),
    )


def askers_of(bureau: Bureau, at: datetime) -> list[Asker]:
    """Enlist somebody of each role, those of one station too, somebody without any, and nobody."""
    near = Station.objects.get(bureau=bureau, code=NEAR)
    return [
        *(asker(bureau, role.value, [role], at) for role in Role),
        *(asker(bureau, f"station_{one}", [one], at, station=near) for one in OF_STATIONS),
        asker(bureau, NO_ROLE, [], at),
        Asker(NOBODY, frozenset(), ""),
    ]


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


def asker(
    bureau: Bureau, name: str, roles: list[Role], at: datetime, station: Station | None = None
) -> Asker:
    """Enlist somebody with these roles and give them a key."""
    username = f"asks-{name}.{bureau.code}"
    officer = enlist(
        username=username, name=name, bureau=bureau, roles=roles, at=at, station=station
    )
    return with_key(name, frozenset(roles), officer, at)


def with_key(name: str, roles: frozenset[Role], officer: Officer, at: datetime) -> Asker:
    """Give somebody a key, and a second factor, without which a session opens little."""
    Authenticator.objects.create(
        user=officer, type=Authenticator.Type.TOTP, data={"secret": "drill"}
    )
    return Asker(name, roles, issue_token(officer=officer, label="drill", at=at), officer)


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
    label = model._meta.label
    order = next((one for one in NAMING if one in fields), "pk")
    order = next((path for one, path in BEHIND.items() if one in fields), order)
    rows = model._default_manager.filter(bureau=bureau).order_by(order, "pk")
    row = rows.last() if newest and label not in FIRST_OF_OTHERS else rows.first()
    if row is None:
        return
    for name in ("pk", *(one for one in NAMING if one in fields)):
        value = getattr(row, name)
        yield Thing(label, name, kind_of(value)), str(value)


def kind_of(value: object) -> str:
    """Say by which kind of word a value is named in an address."""
    if isinstance(value, UUID):
        return "uuid"
    return "int" if isinstance(value, int) else "str"
