"""Finding a place while its words are typed, beside a plain search for the words."""

from time import perf_counter

import numpy as np
from django.db import connection

from tocsin.project.bench.ground import BenchGround
from tocsin.project.bench.rows import Row, less_is_better, quantile_ms
from tocsin.registers.places import api as places

PEER = "text ILIKE '%words%' over the same names"
SHOWN = 8
FEWEST_LETTERS, MOST_LETTERS = 3, 9


def typed(ground: BenchGround, rng: np.random.Generator) -> str:
    """Draw words as they stand in the box while somebody types: a piece of an address."""
    text = ground.texts[int(rng.integers(len(ground.texts)))]
    begin = int(rng.integers(0, max(1, len(text) - FEWEST_LETTERS)))
    return text[begin : begin + int(rng.integers(FEWEST_LETTERS, MOST_LETTERS))]


def measure(ground: BenchGround) -> list[Row]:
    """Measure both on the same words, one after the other."""
    rng = np.random.default_rng(1)
    until = perf_counter() + ground.size.lookup_seconds
    places.suggest(ground.bureau, typed(ground, rng))
    ours: list[float] = []
    theirs: list[float] = []
    while not ours or perf_counter() < until:
        words = typed(ground, rng)
        begun = perf_counter()
        places.suggest(ground.bureau, words, limit=SHOWN)
        between = perf_counter()
        plainly(ground.bureau.pk, words)
        theirs.append(perf_counter() - between)
        ours.append(between - begun)
    name = f"place found while typing among {len(ground.texts)} addresses"
    return [
        less_is_better(
            f"{name}, {label}", "ms", quantile_ms(ours, share), PEER, quantile_ms(theirs, share)
        )
        for label, share in (("p50", 0.5), ("p99", 0.99))
    ]


def plainly(bureau_id: int, words: str) -> list[tuple[object, ...]]:
    """Search the way one would without our index."""
    pattern = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, code, text, detail, lon, lat FROM places_placename"
            " WHERE bureau_id = %s AND text ILIKE %s ORDER BY length(text) LIMIT %s",
            [bureau_id, f"%{pattern}%", SHOWN],
        )
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows
