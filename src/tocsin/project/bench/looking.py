"""What it costs a page to open a person with the look committed before, beside reading alone."""

from statistics import median
from time import perf_counter
from uuid import UUID

from django.db import connection, transaction

from tocsin.core.retention import RetentionClass
from tocsin.desks.calls import api as calls
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Officer, Role, enlist
from tocsin.kernel.database.api import within
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.store import Handed, opened
from tocsin.project.bench.ground import BenchGround
from tocsin.project.bench.rows import Row, alone, less_is_better, quantile_ms

PEER = "the same two facts read and opened without any look, by turns"
ROUNDS, QUICK_ROUNDS, WARM_UP = 1_000, 100, 20
MILLISECONDS = 1_000.0
KINDS = (personal.Kind.NAME, personal.Kind.TELEPHONE)
BARE = """
    SELECT s.id, s.bureau_id, s.key, s.key_version, f.id, f.kind, f.value
    FROM personal.subject s JOIN personal.fact f ON f.subject_id = s.id AND f.superseded_at IS NULL
    WHERE s.id = %s
"""


def measure(ground: BenchGround) -> list[Row]:
    """Open one caller of an open call many times, by turns with the look and without."""
    at = moment.now()
    taker = enlist(
        username="bench-looks",
        name="looks",
        bureau=ground.bureau,
        roles=[Role.CALL_TAKER],
        at=at,
    )
    call = calls.take_by_hand(actor=taker, at=at)
    facts = {personal.Kind.NAME: "caller", personal.Kind.TELEPHONE: "13900001234"}
    person = personal.keep(facts=facts, retention=RetentionClass.CALL, actor=taker, at=at)
    purpose = personal.Purpose(f"call:{call.number}", "call_back")
    ours, theirs = [], []
    same = True
    for number in range(WARM_UP + (QUICK_ROUNDS if ground.size.quick else ROUNDS)):
        begun = perf_counter()
        seen = looked(person, purpose, taker)
        between = perf_counter()
        bare = read_bare(person, taker)
        ended = perf_counter()
        same = same and seen == bare == facts
        if number >= WARM_UP:
            ours.append(between - begun)
            theirs.append(ended - between)
    return told(ours, theirs, same=same)


def told(ours: list[float], theirs: list[float], *, same: bool) -> list[Row]:
    """Write what was measured."""
    added = [one - other for one, other in zip(ours, theirs, strict=True)]
    return [
        less_is_better(
            "a person opened with the look committed before, median",
            "ms",
            round(median(ours) * MILLISECONDS, 3),
            PEER,
            round(median(theirs) * MILLISECONDS, 3),
            equal=same,
        ),
        alone(
            "what the look adds to a page that opens a person, median",
            "ms",
            round(median(added) * MILLISECONDS, 3),
            "the difference of the two above, round by round",
        ),
        alone(
            "what the look adds to a page that opens a person, the quickest of 20",
            "ms",
            quantile_ms(added, 0.05),
            "as above; least touched by what else the machine does",
        ),
        alone(
            "what the look adds to a page that opens a person, 95 of 100",
            "ms",
            quantile_ms(added, 0.95),
            "as above",
        ),
    ]


def looked(person: UUID, purpose: personal.Purpose, actor: Officer) -> dict[personal.Kind, str]:
    """Open a person the way every page does."""
    found = personal.reveal(
        subject=person, kinds=KINDS, purpose=purpose, actor=actor, at=moment.now()
    )
    return dict(found)


def read_bare(person: UUID, actor: Officer) -> dict[personal.Kind, str]:
    """Read and open the same facts as their owner, with nothing put on record."""
    with transaction.atomic(), within(actor.bureau_id), connection.cursor() as cursor:
        cursor.execute(BARE, [person])
        rows = [Handed(*row) for row in cursor.fetchall()]
    return opened(rows).get(person, {})
