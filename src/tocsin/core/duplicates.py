"""How much a call looks like an incident already known, and why: space, time, type and words."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, haversine_metres

# Two callers who see the same thing name places about this far apart: one the door, another the
# shop across the square that everybody knows.
SPREAD_METRES = 250.0
# After this long the passing of time alone halves the likeness.
HALF_LIFE_SECONDS = 45 * 60.0
# Who asks what became of an earlier call rings late, as long as the incident is open.
FOLLOW_UP_HALF_LIFE_SECONDS = 4 * 3600.0
# Who asks about an earlier call names no place anew, and need not stand where that one was;
# and along one road people name what they know of it, far apart.
FOLLOW_UP_SPREADS, SAME_ROAD_SPREADS = 2.0, 2.0
SPACE_AND_TIME_SHARE, TYPE_SHARE, WORDS_SHARE = 0.28, 0.47, 0.25
WORTH_SHOWING, LIKELY = 0.35, 0.6
# What nothing is known about neither speaks for a likeness nor against it.
UNKNOWN = 0.4
# One sees the car, another the blood: other words speak only weakly against the same event.
OTHER_WORDS = 0.25
# Who asks about an earlier call does not describe it again; that call is what they mean.
FOLLOW_UP_WORDS = 0.7
SHORTEST_WORD, LONGEST_NUMBER = 2, 6

CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
LATIN = re.compile(r"[a-z0-9]{3,}")


class Kinship(StrEnum):
    """How two types of incident are related."""

    SAME = "same"
    SAME_CLASS = "same_class"
    COMPATIBLE = "compatible"
    UNKNOWN = "unknown"
    OTHER = "other"


KINSHIP_SCORE = {
    Kinship.SAME: 1.0,
    Kinship.SAME_CLASS: 0.7,
    Kinship.COMPATIBLE: 0.5,
    Kinship.UNKNOWN: UNKNOWN,
    Kinship.OTHER: 0.0,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What one call or incident says.

    ``lon`` and ``lat`` are degrees, ``give_or_take_metres`` is how far off they may be, ``kind`` is
    the type's code and ``family`` the code of its class (both may be empty). ``follows_up`` tells
    that the caller asks what became of an earlier call. ``spread_metres`` is how far apart callers
    usually name the place of such a thing: more on an open road than between houses. ``roads`` are
    the numbers of the roads that the caller named.
    """

    lon: float
    lat: float
    at: datetime
    kind: str = ""
    family: str = ""
    words: str = ""
    give_or_take_metres: float = 0.0
    follows_up: bool = False
    spread_metres: float = SPREAD_METRES
    roads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much one candidate looks like the report, and each reason for it."""

    index: int
    score: float
    metres: float
    give_or_take_metres: float
    seconds: float
    kinship: Kinship
    shared_words: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """Whether it is more likely than not the same event."""
        return self.score >= LIKELY


def rank(
    report: Report,
    candidates: Sequence[Report],
    *,
    compatible: Collection[str] = (),
    filler: Collection[str] = (),
    keywords: Collection[str] = (),
    least: float = WORTH_SHOWING,
) -> list[Likeness]:
    """Rank the candidates that look like the report, the likeliest first.

    Parameters
    ----------
    report
        The call at hand.
    candidates
        Up to a few hundred open and recent incidents.
    compatible
        Codes of types often used for the same event as the report's type.
    filler
        Pairs of characters and words that everybody says, which tell nothing.
    keywords
        Words to name where both mention them, such as those by which types are found.
    least
        Lowest score (0 to 1) still worth showing.

    Notes
    -----
    The score is ``space * time * (0.28 + 0.47 type + 0.25 words)``: nothing far away or long ago is
    a duplicate however alike its words, and nothing is one by nearness alone. In a county two
    events of one type within minutes and a few hundred metres are rare, so the type weighs most;
    words that differ weigh little, because witnesses tell different parts of what they see. Space
    falls as a Gaussian whose width joins the usual spread of callers with the uncertainty of both
    places; an uncertain place also counts for less. The spread is twice as wide for a caller who
    asks about an earlier call, and where both name the same road. Time halves every 45 minutes, in
    both directions; every four hours for a caller who asks about an earlier call.

    Examples
    --------
    >>> from datetime import UTC, timedelta
    >>> noon = datetime(2026, 3, 2, 4, tzinfo=UTC)
    >>> call = Report(106.65, 35.21, noon, "0302", "03", "a motorcycle hit a man")
    >>> before = noon - timedelta(minutes=3)
    >>> seen = Report(106.6509, 35.21, before, "0302", "03", "motorcycle on its side")
    >>> [best] = rank(call, [seen])
    >>> round(best.metres), best.seconds, best.kinship.value, best.shared_words, best.likely
    (82, 180.0, 'same', ('motorcycle',), True)
    """
    if not candidates:
        return []
    metres, doubt = distances(report, candidates)
    seconds = np.array([abs((report.at - one.at).total_seconds()) for one in candidates])
    kinships = [kinship_of(report, one, compatible) for one in candidates]
    kinds = np.array([KINSHIP_SCORE[kinship] for kinship in kinships])
    words = word_likeness(report.words, [one.words for one in candidates], filler)
    half_life = HALF_LIFE_SECONDS
    if report.follows_up:
        words, half_life = np.maximum(words, FOLLOW_UP_WORDS), FOLLOW_UP_HALF_LIFE_SECONDS
    scores = (
        space_likeness(metres, doubt, np.array([spread_of(report, one) for one in candidates]))
        * time_likeness(seconds, half_life)
        * (SPACE_AND_TIME_SHARE + TYPE_SHARE * kinds + WORDS_SHARE * words)
    )
    order = [int(i) for i in np.lexsort((metres, -scores)) if scores[i] >= least]
    shared = [shared_words(report.words, candidates[i].words, filler) for i in order]
    return [
        Likeness(
            index=i,
            score=float(scores[i]),
            metres=float(metres[i]),
            give_or_take_metres=float(doubt[i]),
            seconds=float(seconds[i]),
            kinship=kinships[i],
            shared_words=named(words_of_both, keywords),
        )
        for i, words_of_both in zip(order, shared, strict=True)
    ]


def distances(report: Report, candidates: Sequence[Report]) -> tuple[Floats, Floats]:
    """Measure the metres to each candidate, and how far off each measure may be."""
    lon = np.array([one.lon for one in candidates])
    lat = np.array([one.lat for one in candidates])
    theirs = np.array([one.give_or_take_metres for one in candidates])
    metres = np.atleast_1d(np.asarray(haversine_metres(report.lon, report.lat, lon, lat)))
    return metres, np.hypot(report.give_or_take_metres, theirs)


def spread_of(report: Report, other: Report) -> float:
    """Say how far apart (metres) the two usually name one place.

    >>> from datetime import UTC
    >>> noon, road = datetime(2026, 3, 2, 4, tzinfo=UTC), frozenset({"G344"})
    >>> here = Report(106.65, 35.21, noon, roads=road)
    >>> spread_of(here, here), spread_of(here, Report(106.65, 35.21, noon))
    (500.0, 250.0)
    """
    spreads = FOLLOW_UP_SPREADS if report.follows_up else 1.0
    if report.roads & other.roads:
        spreads = max(spreads, SAME_ROAD_SPREADS)
    return other.spread_metres * spreads


def space_likeness(
    metres: Floats, doubt_metres: Floats, spread_metres: Floats | float = SPREAD_METRES
) -> Floats:
    """Turn distances (metres, any shape) into 0 to 1; more distance never makes more likeness.

    >>> space_likeness(np.array([0.0, 250.0]), np.zeros(2)).round(2).tolist()
    [1.0, 0.61]
    """
    width = np.hypot(spread_metres, doubt_metres)
    return np.asarray(
        np.exp(-0.5 * (metres / width) ** 2) * np.sqrt(np.asarray(spread_metres) / width)
    )


def time_likeness(seconds: Floats, half_life_seconds: float = HALF_LIFE_SECONDS) -> Floats:
    """Turn the time between two reports (seconds, any shape) into 0 to 1.

    >>> time_likeness(np.array([0.0, 2700.0])).tolist()
    [1.0, 0.5]
    """
    return np.exp2(-np.abs(seconds) / half_life_seconds)


def kinship_of(report: Report, other: Report, compatible: Collection[str]) -> Kinship:
    """Say how the types of two reports are related."""
    if not report.kind or not other.kind:
        return Kinship.UNKNOWN
    if report.kind == other.kind:
        return Kinship.SAME
    if report.family and report.family == other.family:
        return Kinship.SAME_CLASS
    return Kinship.COMPATIBLE if other.kind in compatible else Kinship.OTHER


def grams(text: str, filler: Collection[str] = ()) -> frozenset[str]:
    """Cut a text into what can be compared: pairs of Chinese characters, Latin words, numbers.

    Long numbers, such as telephone numbers, are left out.

    >>> sorted(grams("the car ran 13900000000", filler={"the"}))
    ['car', 'ran']
    """
    lowered = text.lower()
    pairs = {run[i : i + 2] for run in CHINESE.findall(lowered) for i in range(len(run) - 1)}
    latin = {
        word
        for word in LATIN.findall(lowered)
        if not (word.isdigit() and len(word) > LONGEST_NUMBER)
    }
    return frozenset(pairs | latin).difference(filler)


def word_likeness(
    text: str, others: Sequence[str], filler: Collection[str] = ()
) -> NDArray[np.float64]:
    """Compare a text with each of the others: 0.25 shares nothing, 1 holds all of the shorter one.

    A text without words to compare is neither like nor unlike.
    """
    own = grams(text, filler)
    return np.array([overlap(own, grams(other, filler)) for other in others], dtype=np.float64)


def overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Share of the smaller set that is in both, a single common pair counting little."""
    if not first or not second:
        return UNKNOWN
    share = len(first & second) / max(min(len(first), len(second)), 3)
    return OTHER_WORDS + (1.0 - OTHER_WORDS) * share


def shared_words(
    first: str, second: str, filler: Collection[str] = (), *, most: int = 3
) -> tuple[str, ...]:
    """Find what both texts mention, the longest first.

    >>> shared_words("a motorcycle fell", "motorcycle, one hurt")
    ('motorcycle',)
    """
    common = grams(first, filler) & grams(second, filler)
    runs = {word for word in common if word.isascii()}
    for run in CHINESE.findall(first.lower()):
        runs |= joined(run, common)
    text = second.lower()
    kept: list[str] = []
    for word in sorted(runs, key=lambda run: (-len(run), run)):
        if word in text and not any(word in longer for longer in kept):
            kept.append(word)
    return tuple(kept[:most])


def named(runs: tuple[str, ...], keywords: Collection[str]) -> tuple[str, ...]:
    """Name the keywords in the runs; where there is none, the runs themselves.

    >>> named(("motorcycle hit", "red"), {"motorcycle"}), named(("red",), {"motorcycle"})
    (('motorcycle',), ('red',))
    """
    longest = sorted(keywords, key=len, reverse=True)
    known = [next((word for word in longest if word and word in run), "") for run in runs]
    return tuple(dict.fromkeys(word for word in known if word)) or runs


def joined(run: str, common: Collection[str]) -> set[str]:
    """Join neighbouring pairs of a run of characters that are in both texts into words."""
    words, start = set(), 0
    for i in range(len(run)):
        if run[i : i + 2] in common and i < len(run) - 1:
            continue
        if i + 1 - start >= SHORTEST_WORD:
            words.add(run[start : i + 1])
        start = i + 1
    return words
