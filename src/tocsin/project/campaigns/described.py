"""Requests drawn from the interface's own description, right and wrong ones, by schemathesis."""

import json
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol
from warnings import catch_warnings, simplefilter

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import seed as seeded
from hypothesis import settings as examples
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tocsin.project.api import api
from tocsin.project.campaigns.hostile import Shot
from tocsin.project.campaigns.shooting import (
    HOST,
    Range,
    client,
    complaint_about,
    fired,
)

BATCH = 40
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
UNSENDABLE = (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError)


class Drawn(Protocol):
    """A request drawn from the description."""

    @property
    def method(self) -> str:
        """The method of the request."""
        ...

    def as_transport_kwargs(self, base_url: str | None = None) -> Mapping[str, object]:
        """Write it for a client."""
        ...


class Operation(Protocol):
    """What requests are drawn for."""

    def as_strategy(self, generation_mode: GenerationMode) -> SearchStrategy[Drawn]:
        """Say how to draw one."""
        ...


def operations() -> list[Operation]:
    """List the operations of the programming interface."""
    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    schema = schemathesis.openapi.from_dict(described)
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def shoot_described(range_: Range, number: int, told: Callable[[int], None]) -> None:
    """Send so many requests, an operation after another, acceptable and unacceptable by turns."""
    sent = 0
    turns = deque((operation, mode) for operation in operations() for mode in MODES)
    while sent < number and turns:
        operation, mode = turns.popleft()
        before = range_.tally.requests
        # Where nothing sent could be wrong, there is nothing to draw, now or later.
        with suppress(Unsatisfiable):
            shoot_one(range_, operation, mode, most=min(BATCH, number - sent))
            turns.append((operation, mode))
        sent += range_.tally.requests - before
        told(min(sent, number))


def shoot_one(range_: Range, operation: Operation, mode: GenerationMode, *, most: int) -> None:
    """Send some requests to one operation."""
    browser = client()

    @seeded(range_.rng.getrandbits(32))
    @examples(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def shoot(case: Drawn) -> None:
        shot = shot_of(case, range_.key)
        if shot is not None:
            answer = fired(browser, shot)
            range_.tally.count(shot, answer.status_code, complaint_about(answer))

    with catch_warnings():
        simplefilter("ignore")
        shoot()


def shot_of(case: Drawn, key: str) -> Shot | None:
    """Write a drawn case as a request, if a client could send it at all."""
    try:
        told = case.as_transport_kwargs(base_url=f"http://{HOST}")
        asked = requests.Request()
        for name, value in told.items():
            if hasattr(asked, name):
                setattr(asked, name, value)
        sent = asked.prepare()
    except UNSENDABLE:
        return None
    path, _sign, query = sent.path_url.partition("?")
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    if body is not None and not isinstance(body, bytes):
        return None
    marked = {name: text(value) for name, value in sent.headers.items()}
    kind = marked.pop("Content-Type", "application/json")
    marked.pop("Content-Length", None)
    marked["Authorization"] = f"Bearer {key}"
    return Shot(case.method.upper(), path, query, body or b"", kind, marked)


def text(value: str | bytes) -> str:
    """Read a header's value."""
    return value if isinstance(value, str) else value.decode("latin-1")
