"""How right and how quick addresses are found, beside other ways over the same normalised texts."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import inf
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.index import AddressIndex
from tocsin.core.addressing.normalising import normalise
from tocsin.core.addressing.register import Register
from tocsin.core.addressing.resolving import Resolver
from tocsin.project.addressfiles import register_in, rows_in
from tocsin.project.bench.address_peers import Ask, Peer
from tocsin.project.bench.address_queries import Query, make_queries
from tocsin.project.bench.address_visitors import make_visits
from tocsin.project.bench.latin_queries import make_writings
from tocsin.project.bench.rows import quantile_ms

OURS = "tocsin"
CHINESE, LATIN, VISITORS = "chinese", "latin", "visitors"
MAKERS: dict[str, Callable[[Register, int, int], list[Query]]] = {
    CHINESE: make_queries,
    LATIN: make_writings,
    VISITORS: make_visits,
}
Told = TypeVar("Told")
BINS = 15
MADE, TIMES = 2000, 2
TRUSTED = 0.99


@dataclass(frozen=True, slots=True)
class Measured:
    """How one way did: shares of first answers and of five that are right, and milliseconds."""

    name: str
    top1: float
    top5: float
    p50_ms: float
    p99_ms: float
    build_seconds: float


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether the confidences are true.

    ``calibration_error`` is the mean distance between confidence and share of right answers over
    fifteen bins, ``coverage`` the share that can be taken at 99 % right, ``accepted`` and
    ``wrongly_accepted`` the shares that were not abstained from.
    """

    calibration_error: float
    coverage: float
    accepted: float
    wrongly_accepted: float


def questions_of(
    register: Register, file: Path | None, count: int | None, spoken: str = CHINESE
) -> list[Query]:
    """Read questions with their true answers, all or so many, or make some from the register."""
    if file is None:
        return MAKERS[spoken](register, count or MADE, 1)
    rows = rows_in(file, ("id", "query", "truth"))
    if count is not None and count < len(rows):
        rows = [rows[place * len(rows) // count] for place in range(count)]
    return [Query(row[0], row[1], frozenset(row[2].split("|")), "") for row in rows]


def measure(
    file: Path,
    queries: Path | None,
    count: int | None,
    told: Callable[[str], None],
    *,
    peers: Sequence[Peer] = (),
    spoken: str = CHINESE,
) -> tuple[list[Measured], Trust]:
    """Measure ours and those of the peers that are installed."""
    told("reading the register")
    register = register_in(file)
    questions = questions_of(register, queries, count, spoken)
    begun = perf_counter()
    index = build_index(register)
    seconds = perf_counter() - begun
    told(f"{OURS}: {len(questions)} questions")
    ours, trust = _ours(index, questions, seconds)
    rows = [ours]
    there = [peer for peer in peers if peer.can_be_had]
    places, texts = spoken_texts(register, index) if there else ([], [])
    ids = [register.ids[place] for place in places]
    for peer in there:
        told(f"{peer.name}: {len(texts)} texts")
        begun = perf_counter()
        ask = peer.prepare(texts)
        seconds = perf_counter() - begun
        found, took = _theirs(ask, ids, index, questions)
        rows.append(_measured(peer.name, found, questions, took, seconds))
    return rows, trust


def _asked(
    ask: Callable[[str], Told], questions: Sequence[Query]
) -> tuple[list[Told], list[float]]:
    """Ask everything twice; of each question the quicker time counts.

    What else the machine does then tells less, for ours as for the peers.
    """
    told, took = list[Told](), [inf] * len(questions)
    for _ in range(TIMES):
        told.clear()
        for place, question in enumerate(questions):
            begun = perf_counter()
            told.append(ask(question.text))
            took[place] = min(took[place], perf_counter() - begun)
    return told, took


def _ours(
    index: AddressIndex, questions: Sequence[Query], seconds: float
) -> tuple[Measured, Trust]:
    resolver = Resolver(index)
    answered, took = _asked(lambda text: answer(resolver, text), questions)
    found = [[place.code for place in one.answers] for one in answered]
    sure = [one.confidence for one in answered]
    accepted = [not one.abstained for one in answered]
    right = rights(found, questions)
    measured = _measured(OURS, found, questions, took, seconds)
    return measured, trust_in(sure, right, accepted)


def _theirs(
    ask: Ask, ids: Sequence[str], index: AddressIndex, questions: Sequence[Query]
) -> tuple[list[list[str]], list[float]]:
    told, took = _asked(lambda text: ask(normalise(text, index.codes)), questions)
    return [[ids[place] for place in places] for places in told], took


def _measured(
    name: str,
    found: Sequence[list[str]],
    questions: Sequence[Query],
    took: Sequence[float],
    seconds: float,
) -> Measured:
    pairs = list(zip(found, questions, strict=True))
    top5 = sum(bool(question.truth.intersection(some)) for some, question in pairs)
    return Measured(
        name,
        round(sum(rights(found, questions)) / len(questions), 4),
        round(top5 / len(questions), 4),
        quantile_ms(took, 0.5),
        quantile_ms(took, 0.99),
        round(seconds, 2),
    )


def rights(found: Sequence[list[str]], questions: Sequence[Query]) -> list[bool]:
    """Say of every question whether its first answer is right."""
    return [
        bool(some) and some[0] in question.truth
        for some, question in zip(found, questions, strict=True)
    ]


def trust_in(sure: Sequence[float], right: Sequence[bool], accepted: Sequence[bool]) -> Trust:
    """Compare confidences with what was right.

    >>> trust_in([1.0, 1.0, 0.0], [True, True, False], [True, True, False])
    Trust(calibration_error=0.0, coverage=0.6667, accepted=0.6667, wrongly_accepted=0.0)
    """
    error = 0.0
    for bin_ in range(BINS):
        inside = [place for place, one in enumerate(sure) if min(int(one * BINS), BINS - 1) == bin_]
        error += abs(sum(sure[place] - right[place] for place in inside)) / len(sure)
    order = sorted(range(len(sure)), key=lambda place: -sure[place])
    covered = hits = 0
    for taken, place in enumerate(order, start=1):
        hits += right[place]
        covered = taken if hits >= TRUSTED * taken else covered
    wrong = sum(took and not is_right for took, is_right in zip(accepted, right, strict=True))
    shares = (error, covered / len(sure), sum(accepted) / len(sure), wrong / len(sure))
    return Trust(*(round(share, 4) for share in shares))


def spoken_texts(register: Register, index: AddressIndex) -> tuple[list[int], list[str]]:
    """Write every place as people would say it whole, and again for each of its aliases."""
    paths: list[str] = []
    places, texts = [], []
    for place, (name, parent) in enumerate(zip(register.names, register.parents, strict=True)):
        above = paths[parent] if parent >= 0 else ""
        paths.append(above + name)
        for called in (name, *register.aliases.get(place, ())):
            places.append(place)
            texts.append(normalise(above + called, index.codes))
    return places, texts


def plain(rows: Sequence[Measured], trust: Trust) -> dict[str, object]:
    """Write what was measured as plain values."""
    return {"rows": [asdict(row) for row in rows], "trust": asdict(trust)}
