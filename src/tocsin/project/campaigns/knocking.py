"""Knocking at a door as somebody, about a thing, and what came of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from http import HTTPStatus
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tocsin.project.campaigns.belongings import MARK, Asker, Neighbours, Pool, Thing
from tocsin.project.campaigns.doors import ASKED_FOR_METHODS, Door, Word

FORM = "field=words&value=x&sequence=1&reason=x&text=x&kind=departed"
FORM_TYPE, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
SIGN_IN = "/accounts/login/"
BOTH = ("GET", "POST")
KEPT_OUT = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its status, whether it led to the sign-in, whether it told of the others."""

    status: int
    led_away: bool
    tells: bool
    methods: str = ""

    @property
    def kept_out(self) -> bool:
        """Say whether the door stayed closed."""
        return self.led_away or self.status in KEPT_OUT


def knock(door: Door, asker: Asker, values: Mapping[str, str]) -> Answer:
    """Ask as a program with a key does, and leave everything as it was."""
    headers = {"X-Act-Id": str(uuid4())}
    if asker.key:
        headers["Authorization"] = f"Bearer {asker.key}"
    form = not door.for_programs
    client = browser()
    client.cookies.clear()

    def asked() -> HttpResponseBase:
        sent: HttpResponseBase = client.generic(
            door.method,
            door.address(values),
            FORM if form else "{}",
            content_type=FORM_TYPE if form else JSON_TYPE,
            headers=headers,
        )
        return sent

    with undone():
        answer = asked()
    # What is streamed is the map and other files that are nobody's secret.
    body = answer.content if hasattr(answer, "content") else b""
    away = answer.headers.get("Location", "").startswith(SIGN_IN)
    return Answer(answer.status_code, away, MARK.encode() in body, answer.headers.get("Allow", ""))


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
        return found

    def tried(self, door: Door, word: Word, before: Mapping[str, Thing]) -> Thing | None:
        """Try one thing after another until the answer is another than about nothing at all."""
        own, jack = self.there.own, self.there.jack
        known = valued(before, own)
        nothing = knock(door, jack, known).status
        for thing, value in own.items():
            fits = thing.kind == word.kind
            if fits and knock(door, jack, known | {word.name: value}).status != nothing:
                return thing
        return None


def valued(things: Mapping[str, Thing], pool: Pool) -> dict[str, str]:
    """Name things as one bureau knows them."""
    return {word: pool[thing] for word, thing in things.items()}
