"""Keeping what cannot be entered now, and entering it exactly once."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, transaction

from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.kernel.durability import api as durability
from tocsin.kernel.errors import Refusal
from tocsin.kernel.idempotency import api as idempotency
from tocsin.kernel.personal import api as personal
from tocsin.kernel.spool.files import Spool
from tocsin.kernel.spool.known import remember_bureau

__all__ = [
    "Handler",
    "Kept",
    "Replayed",
    "enter",
    "handle",
    "keep",
    "remember_bureau",
    "replay",
    "spool",
]

log = logging.getLogger(__name__)
SERVICE = "spool"
MOST_AT_ONCE = 20
# What can be wrong with one record alone; anything else concerns the database or all of them.
OF_ONE_RECORD = (
    Refusal,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ObjectDoesNotExist,
    DataError,
    IntegrityError,
)
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was taken while the database could not be written.

    The id is made by who sent it: the same one again is the same act. `facts` may hold personal
    facts; the file is sealed.
    """

    id: UUID
    kind: str
    bureau_id: int
    officer_id: int | None
    at: datetime
    fingerprint: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def written(self) -> bytes:
        """Write it down."""
        told = asdict(self) | {"id": str(self.id), "at": self.at.isoformat()}
        return json.dumps(told, ensure_ascii=False).encode()

    @classmethod
    def read(cls, text: bytes) -> "Kept":
        """Read what was written down."""
        told = json.loads(text)
        return cls(
            **told | {"id": UUID(told["id"]), "at": datetime.fromisoformat(told["at"])},
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of what was kept: entered now, known already, still waiting."""

    entered: int = 0
    known: int = 0
    left: int = 0


# Enters one kind in the transaction of the replay, and names what it became.
Handler = Callable[[Kept, Officer, datetime], str]
_HANDLERS: dict[str, Handler] = {}


def handle(kind: str, handler: Handler) -> None:
    """Say who enters a kind; wired only in the wiring module."""
    _HANDLERS[kind] = handler


def spool() -> Spool:
    """Return the folder of this machine."""
    return Spool(Path(settings.SPOOL_FOLDER))


def keep(kept: Kept) -> None:
    """Keep it on this machine's disk until it can be entered.

    Raises
    ------
    OSError
        The disk does not take it either.
    """
    key = personal.keyring().newest.wrapping
    spool().add(lambda place: key.seal(kept.written(), place))
    log.warning("spool.kept kind=%s id=%s", kept.kind, kept.id)


def replay(*, at: datetime) -> Replayed:
    """Enter what was kept, in its order, each once; what cannot be entered stays.

    Raises
    ------
    DatabaseError, InterfaceError
        The database still cannot be written.
    """
    place = spool()
    pieces = place.pieces() if place.has_any() else []
    outcomes = {"entered": 0, "known": 0, "left": 0}
    for piece in pieces:
        if outcomes["entered"] >= MOST_AT_ONCE:
            outcomes["left"] += 1
            continue
        try:
            opened = personal.open_aside(piece.sealed, piece.place)
            outcomes["entered" if enter(Kept.read(opened), at=at) else "known"] += 1
        except OF_ONE_RECORD:
            # Whatever is wrong with one must not keep the others waiting; it stays in the file.
            log.exception("spool.not_entered place=%s", piece.place)
            outcomes["left"] += 1
    if place.has_any() and not outcomes["left"]:
        place.close(len(pieces))
    return Replayed(**outcomes)


def enter(kept: Kept, *, at: datetime) -> bool:
    """Enter one record unless that was done before; say whether it was done now."""
    with transaction.atomic():
        bureau = Bureau.objects.get(pk=kept.bureau_id)
        first = durability.claim_spooled(
            id=kept.id, bureau_id=bureau.pk, kind=kept.kind, taken_at=kept.at, entered_at=at
        )
        if not first:
            return False
        known = Officer.objects.filter(pk=kept.officer_id or 0, bureau=bureau).first()
        officer = known or service_officer(bureau, SERVICE)
        # The act itself may have been committed before the database went: then it is done.
        if kept.fingerprint and not idempotency.claimed_for(
            officer=officer, act_id=kept.id, fingerprint=kept.fingerprint, at=kept.at
        ):
            return True
        number = _HANDLERS[kept.kind](kept, officer, at)
        durability.name_spooled(id=kept.id, number=number)
    return True
