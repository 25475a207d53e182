"""A backup spoiled in every way a disk can, and one brought back: is all of it there again."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

import psycopg
from psycopg import sql

from tocsin.adapters.postgres import archive, dumping, embedded
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.desks.calls.api import Arrival, Channel, receive
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.personal.api import Kind
from tocsin.project import backing, copying, startup
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.outcome import Outcome

CALLS = 40
DAMAGED = "damaged-file"
PLANTS = (DAMAGED,)


@dataclass(frozen=True, slots=True)
class Drill:
    """How often to spoil the backup, by which chance, and a fault to plant."""

    damages: int
    seed: int
    plant: str | None
    at: datetime


@dataclass(slots=True)
class Tally:
    """What became of the backup."""

    damages_overlooked: int = 0
    tables_that_differ: int = 0
    not_brought_back: str = ""
    tables: int = 0
    returned: copying.Return | None = None
    found: dict[str, int] = field(default_factory=dict)

    @property
    def failures(self) -> int:
        """Add up what went wrong."""
        return self.damages_overlooked + self.tables_that_differ + bool(self.not_brought_back)


def run(drill: Drill, server: embedded.Server, told: Callable[[int], None]) -> Outcome:
    """Back a lived-in county up, spoil the copy again and again, then bring it back."""
    rng, tally = Random(drill.seed), Tally()  # noqa: S311 - a seeded campaign
    lived_in(drill)
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        home = Path(name)
        home.chmod(0o711)
        # The backup is written down after it, so that is not in it.
        before = digests_of(server.url)
        written = backing.write(
            target=home / "copy", url=server.url, server=server.folder, with_keys=True
        )
        startup.let_go()
        for done in range(drill.damages):
            spoil_once(home / "copy", rng, tally)
            told(done + 1)
        if drill.plant == DAMAGED:
            flip(chosen_file(home / "copy", rng), rng)
        bring_back(home / "copy", home / "data", before, tally)
    return outcome_of(drill, tally, written)


def lived_in(drill: Drill) -> None:
    """Let calls come in, with facts about their callers, and sign what was done."""
    county = scene.found(code="drill", workers=1, at=drill.at)
    for number in range(CALLS):
        arrival = Arrival(
            channel=Channel.SMS,
            source_id=f"drill-{number}",
            words=f"Drill {number}",
            caller={Kind.TELEPHONE: f"1390000{number:04}"},
        )
        receive(arrival=arrival, actor=county.switch.officer, at=drill.at)
    ledger.sequence(look=ledger.horizon_when_alone)
    ledger.sign(at=drill.at)


def spoil_once(folder: Path, rng: Random, tally: Tally) -> None:
    """Spoil one file of a backup, see whether that is noticed, and mend it."""
    kind = rng.choice(sorted(DAMAGES))
    with mended(chosen_file(folder, rng)) as file:
        DAMAGES[kind](file, rng)
        try:
            archive.verify(folder)
        except DatabaseUnusable:
            tally.found[kind] = tally.found.get(kind, 0) + 1
        else:
            tally.damages_overlooked += 1


@contextmanager
def mended(file: Path) -> Iterator[Path]:
    """Lend a file, and put it back as it was."""
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        kept = Path(name) / "kept"
        shutil.copy2(file, kept)
        try:
            yield file
        finally:
            shutil.copy2(kept, file)


def chosen_file(folder: Path, rng: Random) -> Path:
    """Choose a file that holds something."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    return rng.choice(sorted(files))


def flip(file: Path, rng: Random) -> None:
    """Change one byte."""
    with file.open("r+b") as opened:
        place = rng.randrange(file.stat().st_size)
        opened.seek(place)
        [byte] = opened.read(1)
        opened.seek(place)
        opened.write(bytes([byte ^ rng.randrange(1, 256)]))


def cut(file: Path, rng: Random) -> None:
    """Cut the end off."""
    with file.open("r+b") as opened:
        opened.truncate(rng.randrange(file.stat().st_size))


def lose(file: Path, _rng: Random) -> None:
    """Take the file away."""
    file.unlink()


DAMAGES: dict[str, Callable[[Path, Random], None]] = {"flipped": flip, "cut": cut, "lost": lose}


def bring_back(folder: Path, data: Path, before: dict[str, str], tally: Tally) -> None:
    """Bring the backup back into an empty data folder, and hold it against what was there."""
    try:
        result = copying.restore(copying.Wishes(folder), data=data, url=None)
    except DatabaseUnusable as problem:
        tally.not_brought_back = str(problem)
        return
    with embedded.running(data) as server:
        after = digests_of(server.url)
    differing = {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    }
    tally.tables, tally.tables_that_differ = len(before), len(differing)
    tally.returned = result


def digests_of(url: str) -> dict[str, str]:
    """Hash the rows of every table, in an order of their own."""
    found = {}
    with psycopg.connect(url) as connection:
        for name in dumping.rows_in(connection):
            question = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(
                sql.Identifier(*name.split(".", 1))
            )
            rows = hashlib.sha256()
            for (row,) in connection.execute(question):
                rows.update(row.encode() + b"\n")
            found[name] = rows.hexdigest()
    return found


def outcome_of(drill: Drill, tally: Tally, written: dict[str, object]) -> Outcome:
    """Write down how it went."""
    returned = tally.returned
    figures: dict[str, object] = {
        "method": written["method"],
        "bytes": written["bytes"],
        "rows": written["rows"],
        "damages": drill.damages,
        "damages_found": tally.found,
        "damages_overlooked": tally.damages_overlooked,
        "tables": tally.tables,
        "tables_that_differ": tally.tables_that_differ,
        "not_brought_back": tally.not_brought_back,
        "checks": [one.name for one in returned.findings if one.ok] if returned else [],
        "restore_seconds": round(returned.seconds, 3) if returned else None,
    }
    return Outcome(
        campaign="restore",
        seed=drill.seed,
        planted=drill.plant,
        trials=drill.damages + 1,
        failures=tally.failures,
        figures=figures,
    )
