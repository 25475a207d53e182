"""A client's line to the server: every write has an id, and is sent again until it is answered."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from tocsin.kernel.idempotency.api import HEADER
from tocsin.project.campaigns.book import Book

ANSWER_SECONDS, PATIENCE_SECONDS = 30, 240
PAUSE_SECONDS = 0.15
# How many answers of a thousand are lost on the way back, as on a bad network.
LOST_PER_MILLE = 80
FAILED = (OSError, http.client.HTTPException)


class Unanswered(Exception):  # noqa: N818 - the campaign itself cannot go on
    """The server did not come back in time."""


class Declined(Exception):  # noqa: N818 - an answer, which ends what the client was about
    """The server said no."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    text: str


@dataclass(slots=True)
class Line:
    """One client's line; ``fresh_ids`` plants the fault of naming each attempt anew."""

    port: int
    rng: Random
    book: Book
    fresh_ids: bool = False
    thinks_seconds: float = 0.0
    _open: http.client.HTTPConnection | None = field(default=None)

    def read(self, path: str, *, key: str) -> Reply:
        """Fetch a page, however often it takes."""
        return self._insist("GET", path, "", {"Authorization": f"Bearer {key}"})

    def submit(self, path: str, form: Mapping[str, object], *, key: str) -> Reply:
        """Send a form until it is answered, always under the same id."""
        kind = "application/x-www-form-urlencoded"
        return self._write(path, urlencode(form, doseq=True), kind, key)

    def post(self, path: str, body: Mapping[str, object], *, key: str) -> Reply:
        """Send JSON until it is answered, always under the same id."""
        return self._write(path, json.dumps(body), "application/json", key)

    def _write(self, path: str, body: str, kind: str, key: str) -> Reply:
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": kind,
            "HX-Request": "true",
            HEADER: self._new_id(),
        }
        return self._insist("POST", path, body, headers)

    def _new_id(self) -> str:
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def _insist(self, method: str, path: str, body: str, headers: dict[str, str]) -> Reply:
        if self.thinks_seconds:
            time.sleep(self.rng.uniform(0, self.thinks_seconds))
        patience = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < patience:
            reply = self._try(method, path, body, headers)
            if reply is not None and reply.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                if reply.status >= HTTPStatus.BAD_REQUEST:
                    self.book.was_refused(f"{verb_of(path)} {reply.status}")
                    raise Declined(f"{path}: {reply.status}")
                return reply
            if reply is not None:
                self.book.was_faulty(f"{reply.status} {verb_of(path)}")
            if method == "POST":
                self.book.sent_again()
                if self.fresh_ids:
                    headers = headers | {HEADER: self._new_id()}
            time.sleep(PAUSE_SECONDS * (0.5 + self.rng.random()))
        raise Unanswered(f"{method} {path} was not answered for {PATIENCE_SECONDS} s.")

    def _try(self, method: str, path: str, body: str, headers: dict[str, str]) -> Reply | None:
        """Send once; nothing when the line breaks or the answer is lost on its way."""
        try:
            if self._open is None:
                self._open = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=ANSWER_SECONDS
                )
            self._open.request(method, path, body.encode(), headers)
            answer = self._open.getresponse()
            reply = Reply(answer.status, answer.read().decode())
        except FAILED:
            self.hang_up()
            return None
        if self.rng.randrange(1000) < LOST_PER_MILLE:
            self.hang_up()
            return None
        return reply

    def hang_up(self) -> None:
        """Close the line; the next request opens another."""
        if self._open is not None:
            self._open.close()
            self._open = None


def verb_of(path: str) -> str:
    """Name what an address does, without the numbers in it.

    >>> verb_of("/calls/J20260302-0001/save/")
    'save'
    """
    return [word for word in path.split("/") if word.replace("-", "").isalpha()][-1]
