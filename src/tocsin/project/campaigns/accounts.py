"""What became of every act of the headless loop: its ledger against the records."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import connection

from tocsin.adapters.simulation.invariants import invariants
from tocsin.kernel.accounts.api import Bureau
from tocsin.project.campaigns.ledger import Line, lines_of
from tocsin.project.campaigns.reckoning import (
    ILLEGAL,
    TRACES,
    Trace,
    Verdict,
    audited,
    counted,
)
from tocsin.project.demo.ground import standing_ground
from tocsin.project.demo.headless import accounts_of

OF_CREW = "SELECT count(*) FROM units_crew WHERE bureau_id = %(bureau)s"
OF_CALL = "SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s AND number = %(number)s"
OF_STATUS = "SELECT count(*) FROM units_standingchange WHERE bureau_id = %(bureau)s"
LOOP: Mapping[str, Trace] = {
    "came in": Trace(
        OF_CALL + " AND source_id = %(source)s AND id::text = %(call)s",
        "SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s",
    ),
    "hung up": Trace(OF_CALL + " AND ended_at IS NOT NULL", audited("calls.ended")),
    "answered": Trace(OF_CALL + " AND answered_by_id = %(by)s", audited("calls.answered")),
    "called back": Trace(
        OF_CALL + " AND call_back IN ('reached', 'unreached')", audited("calls.called_back")
    ),
    "judged": TRACES["judged"],
    "saved": TRACES["saved"],
    "sent": Trace(
        """SELECT count(*) FROM dispatch_assignment WHERE bureau_id = %(bureau)s
        AND id::text = %(assignment)s""",
        TRACES["sent"].every,
    ),
    "stamped": TRACES["stamped"],
    "closed": TRACES["closed"],
    "stood by": Trace(
        OF_STATUS + " AND unit_id = %(unit)s AND duty = 'available'", audited("units.duty_set")
    ),
    "came on": Trace(OF_CREW + " AND id = %(crew)s", OF_CREW),
    "went home": Trace(
        OF_CREW + " AND id = %(crew)s AND until_at IS NOT NULL", audited("units.shift_ended")
    ),
}
MOVED = """SELECT count(*) FROM units_position WHERE bureau_id = %(bureau)s
    AND unit_id = %(unit)s AND extract(epoch FROM fixed_at) >= %(known)s"""
ACTS = """SELECT act_id, fingerprint FROM idempotency_doneact WHERE bureau_id = %(bureau)s"""


def reckon_loop(path: Path, since: datetime, *, kills: int) -> Verdict:
    """Look for every act of the ledger, and for acts that nobody was told of.

    A kill of the loop may leave one act done and not yet in the ledger; more than that were done
    twice. What was drawn must have come in, once.
    """
    ground = standing_ground()
    bureau, lines = ground.bureau, list(lines_of(path))
    held = {**invariants(bureau), **accounts_of(ground, since, ground.shown_until)}
    done = acts_of(bureau)
    told = {line.act_id for line in lines}
    unheard = [kind for act, kind in done.items() if act not in told]
    lost = sum(line.act_id not in done for line in lines) + missing_rows(bureau, lines)
    doubled = max(0, len(unheard) - kills) + surplus_rows(bureau, lines, unheard)
    with connection.cursor() as cursor:
        illegal = counted(cursor, ILLEGAL, bureau)
    return Verdict(lost, doubled, illegal, held)


def acts_of(bureau: Bureau) -> dict[UUID, str]:
    """Read which acts the database knows as done, and of which kind each was."""
    with connection.cursor() as cursor:
        cursor.execute(ACTS, {"bureau": bureau.pk})
        return dict(cursor.fetchall())


def missing_rows(bureau: Bureau, lines: Iterable[Line]) -> int:
    """Count rows that were acknowledged and are not there."""
    missing = 0
    known: dict[int, int] = {}
    with connection.cursor() as cursor:
        for line in lines:
            for facts in line.facts:
                if line.kind == "moved":
                    unit, at = int(facts["unit"]), int(facts["known"])
                    known[unit] = max(at, known.get(unit, at))
                else:
                    missing += counted(cursor, LOOP[line.kind].one, bureau, facts) == 0
        for unit, at in known.items():
            missing += counted(cursor, MOVED, bureau, {"unit": unit, "known": at}) == 0
    return missing


def surplus_rows(bureau: Bureau, lines: Sequence[Line], unheard: Sequence[str]) -> int:
    """Count rows beyond those of the ledger, but of kinds of which an act went unheard."""
    told: Counter[str] = Counter()
    for line in lines:
        told[line.kind] += len(line.facts)
    with connection.cursor() as cursor:
        return sum(
            max(0, counted(cursor, trace.every, bureau) - told[kind])
            for kind, trace in LOOP.items()
            if kind not in unheard
        )
