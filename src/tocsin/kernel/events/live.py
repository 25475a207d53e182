"""The live line to the browsers: a raw ASGI route beside Django."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.cookies import SimpleCookie
from typing import ClassVar, Protocol

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.accounts.sessions import HAS_ONE, SessionStore
from tocsin.kernel.events.api import Event, publish
from tocsin.kernel.events.hub import Hub

Message = dict[str, object]
Send = Callable[[Mapping[str, object]], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

PATH = "/live/"
# A line of somebody who has left is closed within this time.
LOOK_SECONDS = 30.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoMayListen(Event):
    """An officer's roles, account or sign-ins have changed."""

    kind: ClassVar[str] = "officer.changed"


WHO_MAY_LISTEN = WhoMayListen.kind.encode()


def changed_who_may_listen(officer: Officer, at: datetime) -> None:
    """Have every live line looked at again, at once, when this transaction commits."""
    publish(WhoMayListen(bureau_id=officer.bureau_id, subject=str(officer.pk), at=at))


class Application(Protocol):
    """An ASGI application."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""


class LiveRoute:
    """Serves the live line; every other request goes on to the next application."""

    def __init__(self, hub: Hub, otherwise: Application) -> None:
        self.hub = hub
        self.otherwise = otherwise

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.otherwise(scope, receive, send)
            return
        headers = headers_of(scope)
        bureau_id = await sync_to_async(bureau_of_session)(headers.get("cookie", ""))
        if bureau_id is None:
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        self.hub.start()
        line = Line(bureau_id, last_seen(scope, headers), headers.get("cookie", ""))
        await stream(self.hub, line, receive, send)


@dataclass(frozen=True, slots=True)
class Line:
    """One browser's live line: whose events, from where on, and by which session."""

    bureau_id: int
    last: str
    cookie: str


async def stream(hub: Hub, line: Line, receive: Receive, send: Send) -> None:
    """Send events until the browser goes away or its session ends."""

    async def send_all() -> None:
        async for text in hub.subscribe(line.bureau_id, line.last):
            # Whoever may listen no longer hears nothing of what came after that.
            if WHO_MAY_LISTEN in text and await bureau_now(line) != line.bureau_id:
                return
            await send({"type": "http.response.body", "body": text, "more_body": True})

    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    sender = asyncio.create_task(send_all())
    gone = asyncio.create_task(wait_until_gone(receive))
    ended = asyncio.create_task(wait_until_ended(line))
    _done, pending = await asyncio.wait({sender, gone, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)


async def wait_until_gone(receive: Receive) -> None:
    """Wait for the browser to close the line."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def wait_until_ended(line: Line, every_seconds: float = LOOK_SECONDS) -> None:
    """Wait for the session to end: by signing out, by leaving, by a new password."""
    while await bureau_now(line) == line.bureau_id:
        await asyncio.sleep(every_seconds)


async def bureau_now(line: Line) -> int | None:
    """Find whose events a line may carry at this moment."""
    return await sync_to_async(bureau_of_session)(line.cookie)


def headers_of(scope: Message) -> dict[str, str]:
    """Read the request's headers."""
    found = scope["headers"]
    pairs = found if isinstance(found, list) else []
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}


def last_seen(scope: Message, headers: dict[str, str]) -> str:
    """Read the id of the last event the browser saw, from its header or from the address."""
    query = scope.get("query_string", b"")
    text = query.decode("latin-1") if isinstance(query, bytes) else ""
    return headers.get("last-event-id") or text.removeprefix("last=")


def bureau_of_session(cookie: str) -> int | None:
    """Find the bureau of the officer whose session the cookie names, while they hold a role.

    A password alone opens no line, as it opens no desk.
    """
    morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    session = SessionStore(morsel.value if morsel else None)
    try:
        officer = session.officer if morsel else None
        if settings.SECOND_FACTOR_REQUIRED and not session.get(HAS_ONE):
            return None
        return officer.bureau_id if officer and officer.roles else None
    finally:
        connection.close()
