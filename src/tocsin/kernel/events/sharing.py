"""Parts of a page that many desks show alike: rendered for one of them, handed to the others.

A part is renewed upon its events, by every desk at about the same time. A desk says which event it
heard last. What was read after that event, in this process, is what the desk would read itself.
While much happens, what is a little older is handed out as well, and says so: the page then asks
once more after its usual rest. So many events and many desks cost as much as a few.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from threading import Lock
from time import monotonic
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from tocsin.kernel.access.api import scope_of
from tocsin.kernel.events.heard import HEARD, Heard
from tocsin.kernel.web.requests import SignedInRequest

LAST_HEARD, ASK_AGAIN = "X-Tocsin-Heard", "X-Tocsin-Again"
# How old a part may be though something has happened since, and how old in any case: what it says
# of times is then still true.
BUSY_SECONDS, QUIET_SECONDS = 0.5, 5.0
MOST_HELD, MOST_DIGITS = 128, 18
P = ParamSpec("P")
View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


@dataclass(slots=True)
class Made:
    """An answer, when it was begun, and what had been heard by then."""

    body: bytes
    kind: str
    begun: float
    place: int


@dataclass(slots=True)
class Shelf:
    """The newest answer under one key; one request makes it while others wait for it."""

    made: Made | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class Shelves:
    """What was made for desks of late, in this process."""

    heard: Heard = field(default_factory=lambda: HEARD)
    clock: Callable[[], float] = monotonic
    kept: OrderedDict[Hashable, Shelf] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def shelf(self, key: Hashable) -> Shelf:
        """Find or make the shelf of a key; the one that was not asked for longest makes room."""
        with self.lock:
            shelf = self.kept.setdefault(key, Shelf())
            self.kept.move_to_end(key)
            if len(self.kept) > MOST_HELD:
                self.kept.popitem(last=False)
            return shelf

    def answer(
        self, key: Hashable, whose: "Asked", produce: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Hand out what is there if it will do, or make it."""
        shelf = self.shelf(key)
        with shelf.lock:
            age = self.clock() - shelf.made.begun if shelf.made else QUIET_SECONDS
            if shelf.made and age < QUIET_SECONDS and self.is_new(shelf.made, whose):
                return handed(shelf.made)
            if shelf.made and age < BUSY_SECONDS:
                late = handed(shelf.made)
                late[ASK_AGAIN] = "1"
                return late
            begun, place = self.clock(), self.heard.count
            response = produce()
            if response.status_code == HTTPStatus.OK and not whose.is_of_session():
                kind = response.headers["Content-Type"]
                shelf.made = Made(response.content, kind, begun, place)
            return response

    def is_new(self, made: Made, whose: "Asked") -> bool:
        """Say whether a desk would read the same itself, as far as it or we have heard."""
        known = self.heard.knew(whose.number, made.place)
        return known and not self.heard.since(made.place, whose.bureau_id, whose.kinds)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which event a desk heard last, of whose events, and upon which kinds it asks."""

    number: int
    bureau_id: int
    kinds: tuple[str, ...]
    request: HttpRequest

    def is_of_session(self) -> bool:
        """Say whether the answer holds the token against forgery, which is of one session only."""
        return bool(self.request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))


SHELVES = Shelves()


def handed(made: Made) -> HttpResponse:
    """Make an answer of what was made for somebody else."""
    return HttpResponse(made.body, content_type=made.kind)


def shared(*kinds: str) -> Callable[[View[P]], View[P]]:
    """Let desks of the same scope, roles and language share what a view shows upon some events.

    The view may depend on nothing else of who asks.
    """

    def decorated(view: View[P]) -> View[P]:
        @wraps(view)
        def answered(
            request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            number = last_heard(request)
            if number is None or not HEARD.live:
                return view(request, *args, **kwargs)
            officer = request.user
            key = (
                request.get_full_path(), scope_of(officer), officer.roles, get_language()
            )  # fmt: skip
            return SHELVES.answer(
                key,
                Asked(number, officer.bureau_id, kinds, request),
                lambda: view(request, *args, **kwargs),
            )

        answered.shared_upon = kinds  # type: ignore[attr-defined] # a test compares it with the page
        return answered

    return decorated


def last_heard(request: SignedInRequest) -> int | None:
    """Read which event the page heard last; nothing where it does not say."""
    text = request.headers.get(LAST_HEARD, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None
