"""Finding places by the words of a caller, with PostgreSQL's trigrams."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from tocsin.core.geo import Point, metres_between
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.database.api import rows_planned_anew
from tocsin.registers.places.facts import Candidate, PlaceFinder
from tocsin.registers.places.wording import clauses, grams, is_latin, letter_grams

LONGEST_QUERY = 80
# The end of an address tells most; the county's name at its beginning tells nothing.
MOST_PAIRS = 7
# Words that fit more places than this tell none of them apart.
MOST_WEIGHED = 800
# Tried only where nothing holds the words as they are: nearly all of them, more than half, some.
THRESHOLDS = (0.8, 0.55, 0.35)
WHOLE, NEAR, NEAR_METRES, LENGTH = 0.3, 0.15, 3_000.0, 0.001

SELECT = """
    SELECT kind, code, text, detail, lon, lat, {column} FROM places_placename
    WHERE bureau_id = %s AND {column} {test} LIMIT %s
"""  # one of our own columns and one of two tests
Row = tuple[str, str, str, str, float, float, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for in which column: pairs of characters, or of pinyin initials."""

    column: str
    grams: str

    @property
    def tail(self) -> str:
        """The last pairs, by which the table is searched."""
        return "".join(f" {pair}" for pair in self.grams.split()[-MOST_PAIRS:])

    def likeness(self, found: str) -> float:
        """Say how much of the words a name holds, 0 to 1, and whether in one piece."""
        wanted = self.grams.split()
        *before, last = wanted
        if self.grams in found:
            ending = 1.0 if f" {last} " in f"{found} " else 0.8
            return (len(before) + ending) / len(wanted) + WHOLE
        held = set(found.split())
        hits = sum(pair in held for pair in before)
        # The last pair may be a number that is still being typed.
        ending = 1.0 if last in held else 0.8 if f" {last}" in found else 0.0
        return (hits + ending) / len(wanted)


class TrigramFinder:
    """Compares pairs of characters; a word misheard or left out costs a little, not everything."""

    def suggest(
        self, bureau_id: int, text: str, *, near: tuple[float, float] | None, limit: int
    ) -> list[Candidate]:
        """List the places that the words may mean, likeliest first."""
        words = text[:LONGEST_QUERY]
        asked = [Wanted("grams", grams(words))]
        if is_latin(words):
            asked.append(Wanted("pinyin", letter_grams(words)))
        best = likeliest(bureau_id, asked, near)
        if not best:
            # Said with more than the name: each part that may be one is looked for by itself.
            parts = [Wanted("grams", grams(part)) for part in clauses(words)]
            best = likeliest(bureau_id, parts, near)
        return sorted(best.values(), key=lambda found: (-found.score, found.code))[:limit]


def likeliest(
    bureau_id: int, asked: Iterable[Wanted], near: tuple[float, float] | None
) -> dict[tuple[str, str], Candidate]:
    """Map each place that was found to its best score."""
    best: dict[tuple[str, str], Candidate] = {}
    for wanted in asked:
        for found in weighed(wanted, search(bureau_id, wanted), near):
            key = found.kind, found.code
            if key not in best or best[key].score < found.score:
                best[key] = found
    return best


def search(bureau_id: int, wanted: Wanted) -> list[Row]:
    """Fetch places that hold the words as they are or, where none does, that hold most of them."""
    if not wanted.grams:
        return []
    exactly = SELECT.format(column=wanted.column, test="LIKE %s")
    roughly = SELECT.format(column=wanted.column, test="%%> %s")
    rows = rows_of(exactly, bureau_id, f"%{wanted.grams}%")
    for threshold in THRESHOLDS:
        if rows:
            break
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(threshold)]
            )
            rows = rows_of(roughly, bureau_id, wanted.tail)
    return rows


def rows_of(statement: str, bureau_id: int, words: str) -> list[Row]:
    """Run a search; what is the best plan for it depends on the words."""
    found: list[Row]
    found = rows_planned_anew(statement, [bureau_id, words, MOST_WEIGHED])  # type: ignore[assignment] # the columns of SELECT
    return found


def weighed(
    wanted: Wanted, rows: Iterable[Row], near: tuple[float, float] | None
) -> Iterable[Candidate]:
    """Score places by their likeness, their nearness and their shortness."""
    here = Point(*near) if near else None
    for kind, code, text, detail, lon, lat, held in rows:
        metres = metres_between(here, Point(lon, lat)) if here else None
        score = wanted.likeness(held) - LENGTH * len(text)
        if metres is not None:
            score += NEAR * math.exp(-metres / NEAR_METRES)
        yield Candidate(kind, code, text, detail, lon, lat, round(score, 3), metres)


_in_use: list[PlaceFinder] = [TrigramFinder()]


def use_finder(finder: PlaceFinder) -> None:
    """Put another engine in place; wired once, when the system starts."""
    _in_use[0] = finder


def suggest(
    bureau: Bureau, text: str, *, near: tuple[float, float] | None = None, limit: int = 8
) -> list[Candidate]:
    """List the places of a bureau that the words may mean, likeliest first."""
    return _in_use[0].suggest(bureau.pk, text, near=near, limit=limit)
