"""What became of every acknowledged write: asked of the database itself."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tocsin.adapters.simulation.invariants import invariants
from tocsin.core.ledger.checking import examine
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.ledger import api as ledger
from tocsin.project import ledgerwork
from tocsin.project.campaigns.book import Book

LOOK_SECONDS, PATIENCE_SECONDS = 0.1, 30


@dataclass(frozen=True, slots=True)
class Trace:
    """How a write is found: one by its facts, and all of its kind."""

    one: str
    every: str


def audited(*actions: str) -> str:
    """Count the acts of some kinds in the trail."""
    names = ", ".join(f"'{action}'" for action in actions)
    return (
        "SELECT count(*) FROM audit_entry "  # noqa: S608 - names written here
        f"WHERE bureau_id = %(bureau)s AND action IN ({names})"
    )


TRACES: Mapping[str, Trace] = {
    "came in": Trace(
        # What was kept while the database was away had no number yet.
        """SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s
        AND %(number)s IN (number, '') AND source_id LIKE '%%' || %(source)s""",
        """SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s AND channel <> 'hand'""",
    ),
    "taken by hand": Trace(
        "SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s AND number = %(number)s",
        "SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s AND channel = 'hand'",
    ),
    "answered": Trace(
        """SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s AND number = %(number)s
        AND answered_by_id = %(by)s AND state IN ('open', 'saved')""",
        audited("calls.answered"),
    ),
    "typed": Trace(
        """SELECT count(*) FROM calls_calledit e JOIN calls_call c ON c.id = e.call_id
        WHERE c.bureau_id = %(bureau)s AND c.number = %(number)s
        AND e.sequence = %(sequence)s AND e.value = %(value)s""",
        "SELECT count(*) FROM calls_calledit WHERE bureau_id = %(bureau)s",
    ),
    "saved": Trace(
        """SELECT count(*) FROM calls_call c JOIN dispatch_incident i ON i.id = c.incident_id
        WHERE c.bureau_id = %(bureau)s AND c.number = %(number)s AND c.state = 'saved'
        AND i.number = %(incident)s""",
        audited("calls.saved"),
    ),
    "judged": Trace(
        """SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s AND number = %(number)s
        AND state = 'saved' AND validity <> ''""",
        audited("calls.judged"),
    ),
    "sent": Trace(
        """SELECT count(*) FROM dispatch_assignment a
        JOIN dispatch_incident i ON i.id = a.incident_id JOIN units_unit u ON u.id = a.unit_id
        WHERE a.bureau_id = %(bureau)s AND i.number = %(number)s AND u.code = %(unit)s""",
        "SELECT count(*) FROM dispatch_assignment WHERE bureau_id = %(bureau)s",
    ),
    "stamped": Trace(
        """SELECT count(*) FROM dispatch_milestone WHERE bureau_id = %(bureau)s
        AND assignment_id::text = %(assignment)s AND kind = %(step)s""",
        """SELECT count(*) FROM dispatch_milestone WHERE bureau_id = %(bureau)s
        AND kind <> 'assigned'""",
    ),
    "noted": Trace(
        """SELECT count(*) FROM dispatch_timelineentry t
        JOIN dispatch_incident i ON i.id = t.incident_id
        WHERE t.bureau_id = %(bureau)s AND i.number = %(number)s AND t.text = %(text)s""",
        """SELECT count(*) FROM dispatch_timelineentry WHERE bureau_id = %(bureau)s
        AND said = 'note'""",
    ),
    "closed": Trace(
        """SELECT count(*) FROM dispatch_incident WHERE bureau_id = %(bureau)s
        AND number = %(number)s AND state = 'closed'""",
        audited("dispatch.closed"),
    ),
}
# A thing that can happen only once in its life, and did twice.
ILLEGAL = """
    SELECT count(*) FROM (
        SELECT 1 FROM audit_entry WHERE bureau_id = %(bureau)s
        AND action IN ('calls.saved', 'calls.judged') GROUP BY subject HAVING count(*) > 1
        UNION ALL
        SELECT 1 FROM audit_entry WHERE bureau_id = %(bureau)s
        AND action = 'calls.answered' GROUP BY subject HAVING count(*) > 1
        UNION ALL
        SELECT 1 FROM audit_entry WHERE bureau_id = %(bureau)s
        AND action IN ('dispatch.closed', 'dispatch.reopened') GROUP BY subject
        HAVING count(*) FILTER (WHERE action = 'dispatch.closed')
             > 1 + count(*) FILTER (WHERE action = 'dispatch.reopened')
    ) twice
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was lost, what was done more than once, and what holds."""

    lost: int
    doubled: int
    illegal: int
    invariants: dict[str, bool]

    @property
    def failures(self) -> int:
        """Count all that went wrong."""
        broken = sum(not holds for holds in self.invariants.values())
        return self.lost + self.doubled + self.illegal + broken

    def with_that_of(self, other: "Verdict") -> "Verdict":
        """Judge two bureaus as one."""
        both = self.invariants.keys() | other.invariants.keys()
        return Verdict(
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.illegal + other.illegal,
            {
                name: self.invariants.get(name, True) and other.invariants.get(name, True)
                for name in sorted(both)
            },
        )


def reckon(bureau: Bureau, book: Book) -> Verdict:
    """Look for every acknowledged write, and for writes that nobody was told of.

    A write of which there are more than its clients know was done more than once.
    """
    lost = doubled = 0
    known = Counter(done.kind for done in book.acknowledged)
    with connection.cursor() as cursor:
        for done in book.acknowledged:
            found = counted(cursor, TRACES[done.kind].one, bureau, done.facts)
            lost += found == 0
        for kind, trace in TRACES.items():
            doubled += max(0, counted(cursor, trace.every, bureau) - known[kind])
        illegal = counted(cursor, ILLEGAL, bureau)
    return Verdict(lost, doubled, illegal, invariants(bureau))


def examined_ledger(at: datetime) -> int:
    """Give every row its place now that nobody writes, sign, and count what does not hold.

    The checkpoints that were handed out while things were killed are held against it.
    """
    patience = time.monotonic() + PATIENCE_SECONDS
    # A killed client's transaction may still be on its way out.
    while ledger.sequence() or (ledger.without_place() and time.monotonic() < patience):
        time.sleep(LOOK_SECONDS)
    ledger.sign(at=at)
    seen = [note for witness in ledgerwork.those_outside() for note in witness.notes()]
    with transaction.atomic():
        found = examine(ledger.gathered(seen=seen))
    return found.count + ledger.without_place()


def counted(
    cursor: CursorWrapper,
    question: str,
    bureau: Bureau,
    facts: Mapping[str, str | int] | None = None,
) -> int:
    """Ask one question whose answer is a number."""
    cursor.execute(question, {"bureau": bureau.pk, **(facts or {})})
    (number,) = cursor.fetchone()
    return int(number)
