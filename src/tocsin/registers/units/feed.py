"""The position feed: a raw ASGI route beside Django, for a thousand units once a second."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.kernel import moment
from tocsin.kernel.database.api import within
from tocsin.kernel.errors import Refusal, Unacceptable
from tocsin.registers.units.facts import Fix
from tocsin.registers.units.keyring import Keyring
from tocsin.registers.units.positions import record_fixes, tell_moves
from tocsin.registers.units.sent import Allowed, fixes_in

log = logging.getLogger(__name__)

Message = dict[str, object]
Send = Callable[[Mapping[str, object]], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

PATH = "/api/v1/positions"
BEARER = b"bearer "
MOST_BYTES = 256 * 1024
MOST_PENDING = 100_000
FLUSH_SECONDS = 0.5
# Maps are told every second flush.
FLUSHES_PER_EVENT = 2
# The database may be away; what was accepted is kept, and written when it is back.
AWAY = (OperationalError, InterfaceError)


class NotSignedIn(Refusal):
    """No valid key came with the request."""

    code = "not_signed_in"
    status = HTTPStatus.UNAUTHORIZED


class OnlyPosted(Refusal):
    """Positions are posted, nothing else."""

    code = "units.only_posted"
    status = HTTPStatus.METHOD_NOT_ALLOWED


class TooMuch(Unacceptable):
    """The body is larger than the positions of a thousand units."""

    code = "units.too_much"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Overfull(Refusal):
    """The database has been away for so long that no more can be kept."""

    code = "units.overfull"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class PositionFeed:
    """Accepts positions, gathers them and writes them together twice a second."""

    def __init__(
        self,
        otherwise: Application,
        *,
        keyring: Keyring | None = None,
        now: Callable[[], datetime] = moment.now,
    ) -> None:
        self.otherwise = otherwise
        self.keyring = keyring or Keyring()
        self.now = now
        self.pending: dict[int, dict[tuple[int, datetime], Fix]] = defaultdict(dict)
        self.untold: dict[int, dict[int, list[int | float]]] = defaultdict(dict)
        self.flushes = 0
        self.task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.otherwise(scope, receive, send)
            return
        headers = headers_of(scope)
        with translation.override(language_of(headers)):
            try:
                accepted = await self.accept(str(scope["method"]), headers, receive)
            except Refusal as refusal:
                said = {"code": refusal.code, "message": refusal.message}
                await answer(send, refusal.status, said)
            else:
                await answer(send, HTTPStatus.ACCEPTED, {"accepted": accepted})

    async def accept(self, method: str, headers: dict[bytes, bytes], receive: Receive) -> int:
        """Take positions in; return how many."""
        if method != "POST":
            raise OnlyPosted(_("Positions are sent with POST."))
        at = self.now()
        allowed = await self.allowed(headers.get(b"authorization", b""), at)
        fixes = fixes_in(await body_of(receive), allowed, at)
        waiting = self.pending[allowed.bureau_id]
        if len(waiting) + len(fixes) > MOST_PENDING:
            raise Overfull(_("Positions cannot be taken now. Send them again later."))
        waiting.update({(fix.unit_id, fix.fixed_at): fix for fix in fixes})
        self.start()
        return len(fixes)

    async def allowed(self, stated: bytes, at: datetime) -> Allowed:
        """Find what the key that came with the request may move."""
        found = None
        if stated[: len(BEARER)].lower() == BEARER:
            key = stated[len(BEARER) :].decode("latin-1").strip()
            try:
                found = await self.keyring.allowed(key, at=at)
            except AWAY:
                raise Overfull(_("Positions cannot be taken now. Send them again later.")) from None
        if found is None:
            raise NotSignedIn(_("Send a valid key in the Authorization header."))
        return found

    def start(self) -> None:
        """Begin to write, in the running loop."""
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.run())

    async def run(self) -> None:
        """Write what has come in, twice a second, for as long as anything comes."""
        while any(self.pending.values()) or any(self.untold.values()):
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Write what has come in, and tell the maps every second time."""
        taken, self.pending = self.pending, defaultdict(dict)
        self.flushes += 1
        telling = self.flushes % FLUSHES_PER_EVENT == 0
        try:
            await sync_to_async(self.write)(taken, telling=telling, at=self.now())
        except AWAY as error:
            log.warning("units.positions_not_written error=%s", type(error).__name__)
            for bureau_id, fixes in taken.items():
                self.pending[bureau_id] = {**fixes, **self.pending[bureau_id]}

    def write(
        self, taken: Mapping[int, dict[tuple[int, datetime], Fix]], *, telling: bool, at: datetime
    ) -> None:
        """Write positions of each bureau in one transaction of its own."""
        try:
            for bureau_id in {*taken, *self.untold}:
                self.write_bureau(bureau_id, list(taken.get(bureau_id, {}).values()), telling, at)
        finally:
            connection.close()

    def write_bureau(self, bureau_id: int, fixes: list[Fix], telling: bool, at: datetime) -> None:  # noqa: FBT001 - called from one place
        """Write the positions of one bureau, and tell its maps what has moved since last time."""
        with within(bureau_id), transaction.atomic():
            moved = record_fixes(bureau_id, fixes, at, tell=False)
            latest = {**self.untold[bureau_id], **{int(row[0]): row for row in moved}}
            if telling:
                tell_moves(bureau_id, list(latest.values()), at)
        self.untold[bureau_id] = {} if telling else latest


def headers_of(scope: Message) -> dict[bytes, bytes]:
    """Read the request's headers."""
    found = scope["headers"]
    return dict(found) if isinstance(found, list) else {}


def language_of(headers: Mapping[bytes, bytes]) -> str:
    """Choose the language of the answer: English where it is asked for, else Chinese."""
    wanted = headers.get(b"accept-language", b"").strip().lower()
    return "en" if wanted.startswith(b"en") else settings.LANGUAGE_CODE


async def body_of(receive: Receive) -> bytes:
    """Read the body, but no more of it than a thousand positions need."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        if isinstance(part, bytes):
            parts.append(part)
            size += len(part)
        if size > MOST_BYTES:
            raise TooMuch(_("This is too much at once. Send a thousand positions or fewer."))
        more = message["type"] != "http.disconnect" and bool(message.get("more_body"))
    return b"".join(parts)


async def answer(send: Send, status: HTTPStatus, said: Mapping[str, object]) -> None:
    """Answer with JSON."""
    body = json.dumps(said, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
