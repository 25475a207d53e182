"""The index of every bureau, held ready by each process and kept in step with the register.

Every question asks which edition is in force. A small register is built anew at once. Of a large
one the changed places answer beside the index until they are many; then it is built anew beside the
questions, which go on being answered meanwhile. Large indexes lie in files that all processes read.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Protocol

from django.conf import settings
from django.db import connection, connections, transaction

from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.changing import Change, Changes
from tocsin.core.addressing.index import AddressIndex
from tocsin.core.addressing.register import BETWEEN_ALIASES, read_register
from tocsin.kernel.aside import ThreadBeside
from tocsin.registers.places.finding import reading
from tocsin.registers.places.finding.asking import Index, Ready
from tocsin.registers.places.finding.edition import (
    NO_EDITION,
    Changed,
    changed_since,
    edition_of,
    editions_since,
)
from tocsin.registers.places.finding.files import Shelf
from tocsin.registers.places.finding.tree import MADE_UP, id_of, rows_of
from tocsin.registers.places.models import Address

# Places from which on an index lies in a file and is built beside the questions.
LARGE = 5_000
# Changes that may answer beside an index before it is built anew.
MOST_CHANGES = 50
# With the bureau, the lock of whoever builds; any number that nothing else locks.
BUILDING = 7_301_936


class Beside(Protocol):
    """Does a task while questions go on."""

    def begin(self, task: Callable[[], None]) -> None:
        """Begin a task; nothing happens where another is still being done."""
        ...


class ThreadWithDatabase:
    """Does one task at a time in a thread of its own, and closes the thread's connections."""

    def __init__(self) -> None:
        self._thread = ThreadBeside()

    def begin(self, task: Callable[[], None]) -> None:
        """Begin a task; nothing happens where another is still being done."""
        self._thread.begin(partial(self._finish, task))

    @staticmethod
    def _finish(task: Callable[[], None]) -> None:
        try:
            task()
        finally:
            connections.close_all()


class Indexes:
    """The indexes of one process, one for each bureau."""

    def __init__(
        self, beside: Beside | None = None, *, large: int = LARGE, folder: Path | None = None
    ) -> None:
        self._held: dict[int, Ready] = {}
        self._lock = Lock()
        self._beside = beside or ThreadWithDatabase()
        self._large, self._folder = large, folder

    def latest(self, bureau_id: int) -> Ready:
        """Return the index by which this process answered last; where it never did, the newest."""
        return self._held.get(bureau_id) or self.of(bureau_id)

    def of(self, bureau_id: int) -> Ready:
        """Return the index of a bureau, with what is in force now."""
        return self.at(bureau_id, edition_of(bureau_id))

    def at(self, bureau_id: int, edition: int) -> Ready:
        """Return the index of a bureau with what is in force since an edition, the newest."""
        if edition == NO_EDITION:
            return Ready(edition, edition, Index(build_index(read_register(()))))
        known = self._held.get(bureau_id)
        if known is not None and known.edition == edition:
            return known
        with self._lock:
            known = self._held.get(bureau_id)
            if known is None or known.edition != edition:
                self._held[bureau_id] = known = self._in_step(known, bureau_id, edition)
        return known

    def _in_step(self, known: Ready | None, bureau_id: int, edition: int) -> Ready:
        """Bring an index to an edition, as far as that can be done while somebody waits."""
        recent = editions_since(bureau_id)
        if known is None:
            known = self._opened(bureau_id, recent)
        if known is None or known.index.held.node_count < self._large:
            return Ready(edition, edition, Index(self._build(bureau_id, edition)))
        changed = changed_since(recent, known.built)
        if changed is None or len(changed) > MOST_CHANGES:
            self._beside.begin(partial(self._renew, bureau_id))
            return self._held.get(bureau_id, known)
        return with_changes(known, bureau_id, changed, edition) if changed else known

    def _opened(self, bureau_id: int, recent: list[tuple[int, str, str]]) -> Ready | None:
        """Open the newest file from which the edition in force can be reached."""
        found = self._shelf(bureau_id).newest_of(number for number, _kind, _code in recent)
        return Ready(found[0], found[0], Index(found[1])) if found else None

    def _renew(self, bureau_id: int) -> None:
        """Build an index anew and put it in the place of the one that answers."""
        edition = edition_of(bureau_id)
        self._held[bureau_id] = Ready(edition, edition, Index(self._build(bureau_id, edition)))

    def _build(self, bureau_id: int, edition: int) -> AddressIndex:
        """Build the index of an edition; of all processes one builds a large one."""
        if Address.objects.filter(bureau_id=bureau_id).count() < self._large:
            return built(bureau_id)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BUILDING, bureau_id])
            shelf = self._shelf(bureau_id)
            return shelf.load(edition) or shelf.keep(edition, built(bureau_id))

    def _shelf(self, bureau_id: int) -> Shelf:
        folder = self._folder or Path(settings.DATA_FOLDER) / "places"
        return Shelf(folder / str(bureau_id))


def built(bureau_id: int) -> AddressIndex:
    """Build the index of a bureau out of the database."""
    return build_index(read_register(rows_of(reading.whole(bureau_id))))


def with_changes(known: Ready, bureau_id: int, changed: list[Changed], edition: int) -> Ready:
    """Let places that were changed since an index was built answer beside it."""
    changes = Changes(known.index.held)
    wanted = {id_of(*one): one for one in changed}
    held = reading.some(bureau_id, changed)
    rows = {row[0]: row for row in rows_of(held)}
    for identity, place in wanted.items():
        row = changes.row_of(identity)
        if identity not in rows and row is not None and place[0] in MADE_UP:
            rows[identity] = (*row[:-1], BETWEEN_ALIASES.join(held.aliases.get(place, ())))
    changes.add(Change(one) for one in wanted if one not in rows)
    # What a new place lies in may be new as well.
    changes.add(
        Change(identity, row)
        for identity, row in rows.items()
        if identity in wanted or not changes.knows(identity)
    )
    return Ready(edition, known.built, known.index, changes, Index(changes.index_of_changes()))


indexes = Indexes()
