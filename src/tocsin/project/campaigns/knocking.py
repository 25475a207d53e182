"""Knocking at a door as somebody, about a thing, and what came of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http import HTTPStatus
from uuid import uuid4

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.test import Client

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.shell.confirming import PASSWORD
from tocsin.project.campaigns.belongings import MARK, Asker, Neighbours, Pool, Thing
from tocsin.project.campaigns.bodies import fitting_body
from tocsin.project.campaigns.doors import ANY, ASKED_FOR_METHODS, FILLED, Door, Word
from tocsin.project.campaigns.furnishing import ENTRIES

FORM = (
    "field=words&value=x&sequence=1&reason=x&text=x&kind=departed"
    "&new_at=2026-01-01T00:00&outcome=in_order"
)
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
FORM_TYPE, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
SIGN_IN = "/accounts/login/"
BOTH = ("GET", "POST")
TABLE = "table"
KEPT_OUT = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its status, whether it led to the sign-in, whether it told of the others."""

    status: int
    led_away: bool
    tells: bool
    methods: str = ""
    asks_again: bool = False

    @property
    def kept_out(self) -> bool:
        """Say whether the door stayed closed."""
        return self.led_away or self.status in KEPT_OUT


def knock(door: Door, asker: Asker, values: Mapping[str, str], *, lately: bool = True) -> Answer:
    """Ask as a program with a key does, and leave everything as it was.

    At a door that no key opens, ask with a session of somebody who has shown lately who they are,
    or not so lately.
    """
    headers = {"X-Act-Id": str(uuid4())}
    if asker.key and not door.grave:
        headers["Authorization"] = f"Bearer {asker.key}"
    form = not door.for_programs
    client = browser()
    client.cookies.clear()

    def asked() -> HttpResponseBase:
        if door.grave and asker.officer is not None:
            sign_in(client, asker.officer, lately=lately)
        sent: HttpResponseBase = client.generic(
            door.method,
            door.address(values),
            FORM if form else json.dumps(fitting_body(door)),
            content_type=FORM_TYPE if form else JSON_TYPE,
            headers=headers,
        )
        return sent

    with undone():
        answer = asked()
    # What is streamed is the map and other files that are nobody's secret.
    body = answer.content if hasattr(answer, "content") else b""
    away = answer.headers.get("Location", "").startswith(SIGN_IN)
    return Answer(
        answer.status_code,
        away,
        MARK.encode() in body,
        answer.headers.get("Allow", ""),
        PASSWORD.encode() in body,
    )


def sign_in(client: Client, officer: Officer, *, lately: bool) -> None:
    """Sign somebody in; where it was lately, they have shown again who they are."""
    client.force_login(officer, backend=BACKEND)
    if lately:
        request = HttpRequest()
        request.user, request.session = officer, client.session
        reauthenticate_by_password(request)
        request.session.save()


@contextmanager
def undone() -> Iterator[None]:
    """Do something, what commits by itself too, and leave everything as it was."""
    block = transaction.atomic()
    # Django's own mark of a test case: no act is taken to stand in this transaction.
    block._from_testcase = True  # type: ignore[attr-defined] # it is set by name there too
    with block:
        yield
        transaction.set_rollback(True)


@cache
def browser() -> Client:
    """Make the one client; each loads all that stands between it and the views."""
    return Client(raise_request_exception=False, SERVER_NAME="localhost")


def with_methods(door: Door, jack: Asker) -> list[Door]:
    """Find out which methods a page takes, by the refusal of one that none takes."""
    if door.method != ASKED_FOR_METHODS:
        return [door]
    allowed = knock(door, jack, NOTHING).methods
    methods = [one for one in BOTH if one in allowed] if allowed else list(BOTH)
    return [replace(door, method=one) for one in methods]


@dataclass(slots=True)
class Naming:
    """Finds out by trying which thing each word of an address names."""

    there: Neighbours
    known: dict[str, Thing | None] = field(default_factory=dict)

    def things(self, door: Door) -> dict[str, Thing]:
        """Return what the words of a door name, where that could be found out."""
        found: dict[str, Thing] = {}
        for word in door.words:
            if self.known.get(word.before) is None:
                self.known[word.before] = self.tried(door, word, found)
            thing = self.known[word.before]
            if thing is not None:
                found[word.name] = thing
            elif word.name == TABLE:
                # A table alone opens nothing; with one of its rows it does.
                found[word.name] = Thing("", ENTRIES, "slug")
        return found

    def tried(self, door: Door, word: Word, before: Mapping[str, Thing]) -> Thing | None:
        """Try one thing after another until the answer is another than about nothing at all."""
        own, jack = self.there.own, self.there.jack
        known = valued(before, own)
        nothing: dict[str, int] = {}
        for thing, value in own.items():
            if not fits(thing, word):
                continue
            if thing.kind not in nothing:
                unknown = {word.name: FILLED.get(thing.kind, FILLED["str"])}
                nothing[thing.kind] = knock(door, jack, known | unknown).status
            if knock(door, jack, known | {word.name: value}).status != nothing[thing.kind]:
                return thing
        return None


def fits(thing: Thing, word: Word) -> bool:
    """Say whether a thing may be what a word of an address names."""
    if word.kind == ANY:
        return not thing.is_word
    return thing.kind == ("str" if word.kind == "path" else word.kind)


def valued(things: Mapping[str, Thing], pool: Pool) -> dict[str, str]:
    """Name things as one bureau knows them."""
    return {word: pool[thing] for word, thing in things.items()}


def unknown(things: Mapping[str, Thing], pool: Pool) -> dict[str, str]:
    """Name what is nowhere, in tables that are everywhere."""
    return {
        word: pool[thing] if thing.is_word else FILLED.get(thing.kind, FILLED["str"])
        for word, thing in things.items()
    }
