"""The same answers for millions of rows: a function to hand to many processes, or to Spark.

Over Spark the rows of a partition are handed on as they come, and every worker opens the index
once, where it lies: ``frame.rdd.mapPartitions(partial(resolve_partition, folder="index"))``.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypedDict

from tocsin.core.addressing.answering import Answered
from tocsin.core.addressing.shards import Answering, open_addresses

MOST_INDEXES = 4


class Place(TypedDict):
    """One place that may be meant, in plain values."""

    id: str
    confidence: float
    level: str
    radius_m: float
    lat: float
    lon: float


class Line(TypedDict):
    """The answer to one row, in plain values."""

    id: str
    answers: list[Place]
    abstained: bool


def resolve_partition(
    rows: Iterable[tuple[str, str]], folder: str, *, limit: int = 5
) -> Iterator[Line]:
    """Answer rows of an id and what was said, one by one, with the index in a folder.

    Raises
    ------
    UnusableIndex
        When the folder holds no whole index of this version.
    """
    addresses = _addresses(folder)
    for identity, said in rows:
        yield plain_answer(identity, addresses.answer(said, limit))


@lru_cache(maxsize=MOST_INDEXES)
def _addresses(folder: str) -> Answering:
    """Open an index once in every process; its arrays are shared by all that read the file."""
    return open_addresses(folder)


def plain_answer(identity: str, answered: Answered) -> Line:
    """Write an answer as plain values."""
    answers = [
        Place(
            id=one.code,
            confidence=one.confidence,
            level=one.level,
            radius_m=one.place.radius_metres,
            lat=round(one.place.lat, 6),
            lon=round(one.place.lon, 6),
        )
        for one in answered.answers
    ]
    return Line(id=identity, answers=answers, abstained=answered.abstained)
