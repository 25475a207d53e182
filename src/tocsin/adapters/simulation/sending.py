"""How simulated people hand acts to the desks: each has an id, and is sent until it is answered."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import repeat
from typing import Generic, TypeVar
from uuid import UUID, uuid4

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.idempotency.api import answer_once

LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
PAUSE_SECONDS = 0.2
T = TypeVar("T")
Facts = Mapping[str, str | int]
Heard = Callable[[UUID, str, Sequence[Facts]], None]


def forget_connections() -> None:
    """Let go of connections that lead nowhere."""
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()


@dataclass(frozen=True, slots=True)
class Act(Generic[T]):
    """Something a simulated person does at a desk.

    ``do`` calls the service, ``again`` reads what it made when it turns out to have been done, and
    ``facts`` says by what each row that it wrote is found.
    """

    kind: str
    actor: Officer
    at: datetime
    do: Callable[[], T]
    again: Callable[[], T]
    facts: Callable[[T], Sequence[Facts]]
    act_id: UUID = field(default_factory=uuid4)


class Sender:
    """Hands acts to the desks; ``heard`` is told of every act that was acknowledged.

    A lost database is waited for up to ``patience_seconds``: an act whose answer was lost with it
    goes out again under the same id, and is found done if it was.
    """

    def __init__(
        self,
        *,
        patience_seconds: float = 0.0,
        heard: Heard | None = None,
        rest: Callable[[float], None] = time.sleep,
        forget: Callable[[], None] = forget_connections,
    ) -> None:
        self.patience_seconds = patience_seconds
        self.heard = heard
        self.rest = rest
        self.forget = forget

    def send(self, act: Act[T]) -> T:
        """Do an act once; return what it made.

        Raises
        ------
        Refusal
            The desk declined.
        OperationalError, InterfaceError
            The database did not come back in time.
        """
        tries = self.tries(act)
        sent = act

        def ask() -> T:
            nonlocal sent
            sent = next(tries)
            return self.attempt(sent)

        result = self.insist(ask)
        if self.heard is not None:
            self.heard(sent.act_id, sent.kind, sent.facts(result))
        return result

    def tries(self, act: Act[T]) -> Iterator[Act[T]]:
        """Say how an act goes out each time: always under the same id."""
        return repeat(act)

    def insist(self, ask: Callable[[], T]) -> T:
        """Ask until there is an answer or the patience has run out."""
        waited = 0.0
        while True:
            try:
                return ask()
            except LOST:
                if waited >= self.patience_seconds:
                    raise
                self.forget()
                self.rest(PAUSE_SECONDS)
                waited += PAUSE_SECONDS

    def attempt(self, act: Act[T]) -> T:
        """Send an act once, as a browser sends a form."""
        made: list[T] = []

        def produce() -> HttpResponse:
            made.append(act.do())
            return HttpResponse(status=HTTPStatus.NO_CONTENT)

        answer_once(
            officer=act.actor, act_id=act.act_id, fingerprint=act.kind, at=act.at, produce=produce
        )
        return made[0] if made else act.again()
