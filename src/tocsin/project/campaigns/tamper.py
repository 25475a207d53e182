"""A ledger tampered with in every way that its owner could, and who notices."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

from django.db import connection, transaction

from tocsin.core.ledger.checking import ALL, Check, Evidence, examine
from tocsin.core.ledger.checkpoints import read_checkpoint
from tocsin.core.ledger.notes import COSIGNED, SIGNED, Note, PrivateKey, read_note
from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.ledger import verify_ledger
from tocsin.kernel.personal import api as personal
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.tampering import ATTACKS, LEDGER, RECORDS, Insider
from tocsin.registers.places import api as places

ACTS, LOOKS = 40, 20
ROWS_AT_ONCE = 6
NOTHING = "nothing"
# Each leaves out one thing that an examination looks at.
PLANTS = {f"skip-{check}": ALL - {check} for check in Check}
DRILLED = audit.act("campaign.drilled", "Drilled", "number", "kind")


@dataclass(frozen=True, slots=True)
class Ground:
    """A ledger worth tampering with, and what lies outside of its owner's reach."""

    key: PrivateKey
    thief: PrivateKey
    witness: PrivateKey
    seen: Sequence[Note]
    reach: int
    size: int


@dataclass(slots=True)
class Tally:
    """Who noticed what."""

    trials: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    missed_outside: Counter[str] = field(default_factory=Counter)
    false_alarms: int = 0

    @property
    def failures(self) -> int:
        """Count what went unnoticed, and alarms over nothing."""
        return self.missed.total() + self.missed_outside.total() + self.false_alarms


def prepared(at: datetime) -> Ground:
    """Write acts and looks, sequence and sign them, and let a witness see all but the last."""
    bureau = Bureau.objects.create(code="tamper", name_zh="Drill bureau")
    officers = [service_officer(bureau, f"drill{number}") for number in range(2)]
    [key] = ledger.keyring().signing
    witness = PrivateKey("witness.drill", COSIGNED, bytes(range(32)))
    live(officers[0], at)
    while ledger.sequence(most=ROWS_AT_ONCE, look=ledger.horizon_when_alone):
        ledger.sign(at=at)
    for made in ledger.unwitnessed(witness.name)[:-1]:
        line = witness.sign(read_note(made.note).text, at=int(at.timestamp()))
        ledger.keep_cosignature(checkpoint=made, signature=line, at=at)
    notes = list(ledger.gathered().checkpoints)
    take_guards_away()
    return Ground(
        key=key,
        thief=PrivateKey(key.name, SIGNED, bytes(range(32, 64))),
        witness=witness,
        seen=notes[:-1],
        reach=read_checkpoint(notes[-2]).size,
        size=read_checkpoint(notes[-1]).size,
    )


def live(officer: Officer, at: datetime) -> None:
    """Do some acts, and look at somebody."""
    for number in range(ACTS):
        facts = {"number": f"J{number}", "kind": "drill"}
        audit.record(DRILLED, subject=officer, actor=officer, at=at, **facts)
    person = personal.keep(
        facts={personal.Kind.NAME: "drill"},
        retention=personal.RetentionClass.CALL,
        actor=officer,
        at=at,
    )
    open_case = places.PremisesRow("DRILL", "Drill", "school", lon=0.0, lat=0.0)
    places.load_premises(bureau=officer.bureau, rows=[open_case], actor=officer, at=at)
    for _number in range(LOOKS):
        personal.ask(
            subjects=[person],
            kinds=[personal.Kind.NAME],
            purpose=personal.Purpose(f"premises:{open_case.code}", "visit"),
            actor=officer,
            at=at,
        )


def take_guards_away() -> None:
    """Let the owner of the database do as they please."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (*RECORDS.values(), *LEDGER):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def run(
    *, trials: int, seed: int, plant: str | None, at: datetime, told: Callable[[int], None]
) -> Outcome:
    """Tamper so many times, each time with a whole ledger; `told` hears how many are done."""
    rng = Random(seed)  # noqa: S311 - a seeded campaign
    ground = prepared(at)
    begun = perf_counter()
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        made = Trials(ground, Path(name) / "export", PLANTS[plant] if plant else ALL, rng)
        for done, attack in enumerate(islice(drawn(rng), trials)):
            made.tamper(attack)
            told(done + 1)
    tally = made.tally
    figures: dict[str, object] = {
        "rows": ground.size,
        "checkpoints": len(ground.seen) + 1,
        "attacks": dict(sorted(tally.trials.items())),
        "missed": dict(+tally.missed),
        "missed_outside": dict(+tally.missed_outside),
        "false_alarms": tally.false_alarms,
        "seconds": round(perf_counter() - begun, 1),
    }
    return Outcome("tamper", seed, plant, trials, tally.failures, figures)


def drawn(rng: Random) -> Iterator[str]:
    """Draw attacks, each once in a round with one trial in which nothing is done."""
    names = [*ATTACKS, NOTHING]
    while True:
        rng.shuffle(names)
        yield from names


@dataclass(slots=True)
class Trials:
    """One trial after another, each on a whole ledger, and what came of them."""

    ground: Ground
    folder: Path
    checks: frozenset[Check]
    rng: Random
    tally: Tally = field(default_factory=Tally)

    def tamper(self, name: str) -> None:
        """Tamper once, or not at all; see who notices, and undo it."""
        ground = self.ground
        attack, visible = ATTACKS.get(name, (None, True))
        with transaction.atomic():
            here = transaction.savepoint()
            if attack is not None:
                attack(Insider(self.rng, ground.key, ground.thief, ground.reach, ground.size))
            evidence = gathered(ground)
            noticed = not examine(evidence, self.checks).sound
            outside = examined_outside(ground, evidence, self.folder)
            transaction.savepoint_rollback(here)
        self.tally.trials[name] += 1
        if attack is None:
            self.tally.false_alarms += noticed or outside
        else:
            self.tally.missed[name] += not noticed
            self.tally.missed_outside[name] += visible and not outside


def gathered(ground: Ground) -> Evidence:
    """Gather what the database says, beside what lies out of its reach; the rows are read once."""
    evidence = ledger.gathered(
        keys=[ground.key.public], witnesses=[ground.witness.public], seen=ground.seen
    )
    return replace(evidence, kept=list(evidence.kept), outside=list(evidence.outside))


def examined_outside(ground: Ground, evidence: Evidence, folder: Path) -> bool:
    """Say whether the program for somebody outside finds something in an export."""
    ledger.export(folder, evidence)
    keys = [verify_ledger.key_from(ground.key.public.written())]
    witnesses = [verify_ledger.key_from(ground.witness.public.written())]
    seen = [note.written() for note in ground.seen]
    faults = verify_ledger.check_export(folder, keys, witnesses, seen)
    shutil.rmtree(folder)
    return bool(faults)
