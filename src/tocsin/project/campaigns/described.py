"""Requests drawn from the interface's own description, right and wrong ones, by schemathesis."""

import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from warnings import catch_warnings, simplefilter

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import seed as seeded
from hypothesis import settings as examples
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation

from tocsin.project.api import api
from tocsin.project.campaigns.hostile import Shot
from tocsin.project.campaigns.malformed import (
    HOST,
    Range,
    client,
    complaint_about,
    fired,
)

BATCH = 40
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
UNSENDABLE = (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError)


def operations() -> list[APIOperation]:
    """List the operations of the programming interface."""
    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    schema = schemathesis.openapi.from_dict(described)
    return [found.ok() for found in schema.get_all_operations()]


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


def shoot_one(range_: Range, operation: APIOperation, mode: GenerationMode, *, most: int) -> None:
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
    def shoot(case: Case) -> None:
        shot = shot_of(case, range_.key)
        if shot is not None:
            answer = fired(browser, shot)
            range_.tally.count(shot, answer.status_code, complaint_about(answer))

    with catch_warnings():
        simplefilter("ignore")
        shoot()


def shot_of(case: Case, key: str) -> Shot | None:
    """Write a drawn case as a request, if a client could send it at all."""
    try:
        told = case.as_transport_kwargs(base_url=f"http://{HOST}")
        known = requests.Request().__dict__.keys()
        sent = requests.Request(
            **{name: value for name, value in told.items() if name in known}
        ).prepare()
    except UNSENDABLE:
        return None
    path, _sign, query = sent.path_url.partition("?")
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    marked = {name: text(value) for name, value in sent.headers.items()}
    kind = marked.pop("Content-Type", "application/json")
    marked.pop("Content-Length", None)
    marked["Authorization"] = f"Bearer {key}"
    return Shot(case.method.upper(), path, query, body or b"", kind, marked)


def text(value: str | bytes) -> str:
    """Read a header's value."""
    return value if isinstance(value, str) else value.decode("latin-1")
