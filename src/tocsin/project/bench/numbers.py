"""Many who draw numbers at once: what the counter without gaps costs beside ones nobody shares."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from time import perf_counter

from django.db import connection, transaction

from tocsin.desks.calls import api as calls
from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.kernel.numbering.api import next_number
from tocsin.project.bench.ground import MIDDLE, BenchGround
from tocsin.project.bench.rows import Row, less_is_better, more_is_better, quantile_ms

WRITERS = 16
# Writers, and room for whoever else asks meanwhile.
POOL = WRITERS + 4
SEQUENCE = "bench_numbers"
NEXT = f"SELECT nextval('{SEQUENCE}')"
APART = "the same calls, no two of whose writers share a counter"
BARE = "a bare sequence, which leaves gaps, beside a row of one's own"


@dataclass(frozen=True, slots=True)
class Drawn:
    """How long each act took, all together, and whether the numbers had neither gap nor twin."""

    took: list[float]
    rate: float
    whole: bool


def measure(ground: BenchGround) -> list[Row]:
    """Measure calls taken by many at once, then draws alone."""
    connection.pool.resize(1, POOL)  # type: ignore[attr-defined] # Django's stubs know no pool
    seconds = ground.size.cycle_seconds
    homes = [home_of(ground.bureau, number) for number in range(WRITERS)]
    shared = homes[0]
    taken = together(lambda _writer: take(shared, ground), seconds)
    apart = together(lambda writer: take(homes[writer], ground), seconds)
    drawn = together(lambda _writer: draw(shared, ground, "N"), seconds)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {SEQUENCE}")
    bare = together(lambda writer: draw_bare(shared, ground, f"B{writer}"), seconds)
    name = f"{WRITERS} writers at once"
    return [
        more_is_better(
            f"{name}: calls taken a second",
            "1/s",
            round(taken.rate, 1),
            APART,
            round(apart.rate, 1),
            equal=taken.whole,
        ),
        less_is_better(
            f"{name}: one call taken, p99",
            "ms",
            quantile_ms(taken.took, 0.99),
            APART,
            quantile_ms(apart.took, 0.99),
            equal=taken.whole,
        ),
        more_is_better(
            f"{name}: numbers drawn and committed a second",
            "1/s",
            round(drawn.rate, 1),
            BARE,
            round(bare.rate, 1),
            equal=drawn.whole,
        ),
    ]


def home_of(pattern: Bureau, number: int) -> Officer:
    """Found a bureau of one writer's own, and its clerk."""
    bureau, _made = Bureau.objects.get_or_create(
        code=f"{pattern.code}-w{number}",
        defaults={"name_zh": f"Writers {number}", "lon": MIDDLE[0], "lat": MIDDLE[1]},
    )
    return service_officer(bureau, "bench")


def take(clerk: Officer, ground: BenchGround) -> str:
    """Take a call down."""
    return calls.take_by_hand(actor=clerk, at=ground.at).number


def draw(clerk: Officer, ground: BenchGround, series: str) -> str:
    """Draw a number and commit."""
    with transaction.atomic():
        return next_number(bureau=clerk.bureau, series=series, at=ground.at)


def draw_bare(clerk: Officer, ground: BenchGround, series: str) -> str:
    """Draw from the sequence, write a row nobody else writes, and commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NEXT)
        (number,) = cursor.fetchone()
        next_number(bureau=clerk.bureau, series=series, at=ground.at)
    return f"{number:04d}"


def together(act: Callable[[int], str], seconds: float) -> Drawn:
    """Let all writers act again and again for so long."""
    gate = threading.Barrier(WRITERS + 1)
    took: list[float] = []
    numbers: list[str] = []

    def write(writer: int) -> None:
        try:
            act(writer)
            gate.wait()
            while perf_counter() < ends[0]:
                begun = perf_counter()
                numbers.append(act(writer))
                took.append(perf_counter() - begun)
        finally:
            connection.close()

    # Until it is set, behind the gate, they go on.
    ends = [float("inf")]
    writers = [threading.Thread(target=write, args=[writer]) for writer in range(WRITERS)]
    for one in writers:
        one.start()
    gate.wait()
    begun = perf_counter()
    ends[0] = begun + seconds
    for one in writers:
        one.join()
    return Drawn(took, len(took) / (perf_counter() - begun), is_whole(numbers))


def is_whole(numbers: list[str]) -> bool:
    """Say whether numbers follow one another without gap or twin.

    >>> is_whole(["J20260302-0002", "J20260302-0001"]), is_whole(["J20260302-0001"] * 2)
    (True, False)
    """
    drawn = sorted(int(number.rpartition("-")[2]) for number in numbers)
    expected = count(drawn[0]) if drawn else count()
    return all(number == wanted for number, wanted in zip(drawn, expected, strict=False))
