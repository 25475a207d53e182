"""Finding places by the words of a caller, with PostgreSQL's trigrams."""

import math

from django.db import connection, transaction

from tocsin.kernel.accounts.models import Bureau
from tocsin.registers.places.facts import Candidate, PlaceFinder
from tocsin.registers.places.wording import grams, is_latin, letter_grams

LONGEST_QUERY = 80
# First only what nearly fits, so that common words do not drag in half the county.
THRESHOLDS = (0.85, 0.55, 0.35)
METRES_PER_DEGREE = 111_195.0

CHINESE = "grams %%> %(grams)s"
LETTERS = "(pinyin %%> %(letters)s OR grams %%> %(grams)s)"
LIKENESS = "word_similarity(%(grams)s, grams) + 0.2 * similarity(%(grams)s, grams)"
LETTER_LIKENESS = (
    f"greatest({LIKENESS}, word_similarity(%(letters)s, pinyin)"
    " + 0.2 * similarity(%(letters)s, pinyin))"
)
# At most 1,500 rows are weighed: words that fit more places than that tell none of them apart.
QUERY = """
    SELECT kind, code, text, detail, lon, lat, metres,
           likeness + 0.15 * coalesce(exp(-metres / 3000), 0) - 0.001 * char_length(text) AS score
    FROM (
        SELECT kind, code, text, detail, lon, lat, {likeness} AS likeness,
               sqrt(((lon - %(lon)s) * %(east)s) ^ 2 + ((lat - %(lat)s) * %(north)s) ^ 2) AS metres
        FROM (
            SELECT * FROM places_placename WHERE bureau_id = %(bureau)s AND {fits} LIMIT 1500
        ) fitting
    ) weighed
    ORDER BY score DESC, code LIMIT %(limit)s
"""


class TrigramFinder:
    """Compares pairs of characters; a word misheard or left out costs a little, not everything."""

    def suggest(
        self, bureau_id: int, text: str, *, near: tuple[float, float] | None, limit: int
    ) -> list[Candidate]:
        """List the places that the words may mean, likeliest first."""
        words = text[:LONGEST_QUERY]
        facts: dict[str, object] = {
            "bureau": bureau_id,
            "grams": grams(words),
            "limit": limit,
            **beside(near),
        }
        if not facts["grams"]:
            return []
        sql = QUERY.format(likeness=LIKENESS, fits=CHINESE)
        if is_latin(words):
            facts["letters"] = letter_grams(words)
            sql = QUERY.format(likeness=LETTER_LIKENESS, fits=LETTERS)
        return search(sql, facts, limit)


def beside(near: tuple[float, float] | None) -> dict[str, object]:
    """Write a point as the facts of the query; without one every distance is unknown."""
    if near is None:
        return {"lon": None, "lat": None, "east": 0.0, "north": 0.0}
    lon, lat = near
    east = METRES_PER_DEGREE * math.cos(math.radians(lat))
    return {"lon": lon, "lat": lat, "east": east, "north": METRES_PER_DEGREE}


def search(sql: str, facts: dict[str, object], limit: int) -> list[Candidate]:
    """Ask with falling demands until enough places fit."""
    rows: list[tuple[str, str, str, str, float, float, float | None, float]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for threshold in THRESHOLDS:
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(threshold)]
            )
            cursor.execute(sql, facts)
            rows = cursor.fetchall()
            if len(rows) >= limit:
                break
    return [
        Candidate(kind, code, text, detail, lon, lat, round(score, 3), metres)
        for kind, code, text, detail, lon, lat, metres, score in rows
    ]


_in_use: list[PlaceFinder] = [TrigramFinder()]


def use_finder(finder: PlaceFinder) -> None:
    """Put another engine in place; wired once, when the system starts."""
    _in_use[0] = finder


def suggest(
    bureau: Bureau, text: str, *, near: tuple[float, float] | None = None, limit: int = 8
) -> list[Candidate]:
    """List the places of a bureau that the words may mean, likeliest first."""
    return _in_use[0].suggest(bureau.pk, text, near=near, limit=limit)
