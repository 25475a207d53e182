"""The answer to what a caller said: places with points, how sure they are, and what to ask next."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tocsin.core.addressing.changing import Changes
from tocsin.core.addressing.confidence import GREEN_FROM, Light, light_of
from tocsin.core.addressing.crossing import crossing_of
from tocsin.core.addressing.ground import Ground
from tocsin.core.addressing.index import NONE, AddressIndex
from tocsin.core.addressing.judging import Found
from tocsin.core.addressing.latin import written
from tocsin.core.addressing.placing import Place, Reason, place_of
from tocsin.core.addressing.priors import NOTHING, Circumstances
from tocsin.core.addressing.relative import Said
from tocsin.core.addressing.resolving import Resolved, Resolver
from tocsin.core.geo import Point

# In characters: places closer together than this fit equally well.
ALIKE = 0.3
JUNCTION = "junction"
# Two roads of these names meet there; that none of another town is meant is for the desk to ask.
CROSSING_CONFIDENCE = 0.9


class Question(StrEnum):
    """What to ask next."""

    NOTHING = "nothing"
    WHICH_OF_THESE = "which_of_these"
    WHICH_NUMBER = "which_number"
    WHICH_NAME = "which_name"
    WHERE_ABOUTS = "where_abouts"


@dataclass(frozen=True, slots=True)
class Answer:
    """One place that may be meant."""

    node: int
    code: str
    level: str
    text: str
    confidence: float
    place: Place
    found: Found | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """The places that may be meant, likeliest first; ``abstained`` when none is sure enough."""

    said: Said
    answers: list[Answer]
    light: Light
    question: Question

    @property
    def abstained(self) -> bool:
        """Say whether the desk must ask on rather than take the first answer."""
        return self.light is not Light.GREEN

    @property
    def confidence(self) -> float:
        """Say how sure the first answer is."""
        return self.answers[0].confidence if self.answers else 0.0


def answer(
    resolver: Resolver,
    text: str,
    limit: int = 5,
    ground: Ground | None = None,
    here: Circumstances = NOTHING,
) -> Answered:
    """Answer where something is, asked in Chinese, in English or in pinyin.

    With the roads of the ``ground``, one goes along them, and a junction that the register lacks is
    found where they meet; such an answer has neither node nor code. ``here`` is what is known
    beside the words.

    Examples
    --------
    >>> from tocsin.core.addressing.building import build_index
    >>> from tocsin.core.addressing.register import read_register
    >>> rows = [("1", "", "town", "安口镇", "106.8", "35.2", ""),
    ...     ("2", "1", "street", "东大街", "106.81", "35.21", ""),
    ...     ("3", "2", "street_no", "3号", "106.812", "35.21", "")]
    >>> answered = answer(Resolver(build_index(read_register(rows))), "喂，安口东大街三号斜对面")
    >>> first = answered.answers[0]
    >>> first.code, first.text, answered.said.relation.value, first.place.radius_metres
    ('3', '安口镇东大街3号', 'opposite', 65.0)
    """
    best: Answered | None = None
    for reading in resolver.readings(text):
        answered = _answered(resolver, reading, limit, ground, here)
        if best is None or answered.confidence > best.confidence:
            best = answered
        if best.light is Light.GREEN:
            break
    return best or _answered(resolver, text, limit, ground, here)


def _answered(
    resolver: Resolver, text: str, limit: int, ground: Ground | None, here: Circumstances
) -> Answered:
    resolved = resolver.resolve(text, limit, here)
    said, index = resolved.said, resolver.index
    around = _around(resolver, said, ground)
    answers = [_told(index, found, around, text_of(index, found.node)) for found in resolved.found]
    if ground is not None:
        answers = with_crossing(resolved, answers, ground)[:limit]
    light = light_for(answers[0]) if answers else Light.RED
    return Answered(said, answers, light, question_for(resolved))


def light_for(first: Answer) -> Light:
    """Say whether a first answer may be taken: never while other places are named as well by it."""
    light, found = light_of(first.confidence), first.found
    is_one_of_several = found is not None and found.alike > 0
    return Light.AMBER if is_one_of_several and light is Light.GREEN else light


@dataclass(frozen=True, slots=True)
class Around:
    """What was said around a place, the other places that were found for it, and the roads."""

    said: Said
    second: Found | None
    goal: Found | None
    ground: Ground | None


def _around(resolver: Resolver, said: Said, ground: Ground | None) -> Around:
    return Around(said, _first(resolver, said.second), _first(resolver, said.goal), ground)


def _told(index: AddressIndex, found: Found, around: Around, text: str) -> Answer:
    """Write what was found as an answer."""
    return Answer(
        found.node,
        index.id_of(found.node),
        index.level_of(found.node),
        text,
        round(found.confidence, 4),
        place_of(
            index, found, around.said, second=around.second, goal=around.goal, ground=around.ground
        ),
        found,
    )


def with_crossing(resolved: Resolved, answers: list[Answer], ground: Ground) -> list[Answer]:
    """Put the junction first that was named and that the register lacks."""
    first = answers[0] if answers else None
    if first and first.level == JUNCTION and first.confidence >= GREEN_FROM:
        return answers
    near = Point(first.place.lon, first.place.lat) if first else None
    found = crossing_of(resolved.words, ground, near)
    if found is None:
        return answers
    lon, lat = found.point
    place = Place(lon, lat, found.radius_metres, Reason.WHERE_ROADS_MEET)
    return [Answer(NONE, "", JUNCTION, found.text, CROSSING_CONFIDENCE, place), *answers]


def _first(resolver: Resolver, words: str) -> Found | None:
    if not words:
        return None
    found = resolver.resolve(words, 1).found
    return found[0] if found else None


def text_of(index: AddressIndex, node: int) -> str:
    """Write the whole address of a place, in the order in which its script is written."""
    return written([index.name_of(one) for one in index.path_of(node)])


def question_for(resolved: Resolved) -> Question:
    """Say what to ask so that the place becomes sure."""
    if not resolved.found:
        return Question.WHERE_ABOUTS
    first = resolved.found[0]
    if first.walked.missing:
        return Question.WHICH_NUMBER if first.evidence.open_run <= 1 else Question.WHICH_NAME
    if first.confidence >= GREEN_FROM and not first.alike:
        return Question.NOTHING
    if first.alike or first.evidence.margin < ALIKE:
        return Question.WHICH_OF_THESE
    return Question.WHICH_NAME if first.evidence.gain else Question.WHERE_ABOUTS


def answer_with_changes(
    resolver: Resolver,
    changes: Changes,
    changed: Resolver,
    text: str,
    *,
    limit: int = 5,
    ground: Ground | None = None,
    here: Circumstances = NOTHING,
) -> Answered:
    """Answer from an index and from what was changed since; the surer place comes first.

    Parameters
    ----------
    changed
        What ``changes.resolver()`` prepared after the last change.
    """
    before, since = (answer(one, text, limit, ground, here) for one in (resolver, changed))
    kept = [_as_now(one, changes, changed) for one in before.answers]
    kept = [one for one in kept if not changes.is_stale(one.code)]
    new = [one for one in since.answers if changes.is_new(one.code)]
    around = _around(resolver, since.said, ground)
    mine = [*_below(resolver, changes, changed, around, new), *new]
    told = [(before, kept), (since, mine)]
    for node, words in changes.reworded(text):
        answered = answer(resolver, words, limit, ground, here)
        inside = [one for one in answered.answers if _lies_in(resolver, one, node)]
        opened = [one for one in inside if not changes.is_stale(one.code)]
        rival = max(
            (one.confidence for one in kept if not _lies_in(resolver, one, node)), default=0
        )
        sure = [replace(one, confidence=min(one.confidence, 1 - rival)) for one in opened]
        told.append((answered, [_as_now(one, changes, changed) for one in sure]))
    return _together(told, limit)


def _together(told: list[tuple[Answered, list[Answer]]], limit: int) -> Answered:
    """Order what was told in several ways, the surest first; of equals the last told."""
    every = [(one, answered) for answered, some in reversed(told) for one in some]
    every.sort(key=lambda pair: -pair[0].confidence)
    best: dict[str, tuple[Answer, Answered]] = {}
    for one, answered in every:
        best.setdefault(one.code, (one, answered))
    before = told[0][0]
    ordered = list(best.values())[:limit]
    if not ordered:
        return replace(before, answers=[], light=Light.RED)
    first, surer = ordered[0]
    answers = [one for one, _answered in ordered]
    return Answered(before.said, answers, light_for(first), surer.question)


def _as_now(one: Answer, changes: Changes, changed: Resolver) -> Answer:
    """Write an answer of the large index with the names that places have by now."""
    if one.node == NONE:
        return one
    return replace(one, text=written(changes.names_of(changed.index, one.node)))


def _lies_in(resolver: Resolver, one: Answer, node: int) -> bool:
    return one.node != NONE and node in resolver.index.path_of(one.node)


def _below(
    resolver: Resolver, changes: Changes, changed: Resolver, around: Around, new: list[Answer]
) -> Iterator[Answer]:
    """Give the numbered places of the index that lie below changed ones, by their new names."""
    for one in new:
        found = changes.further(changed.index, one.found) if one.found is not None else None
        if found is not None:
            text = written(changes.names_of(changed.index, found.node))
            yield _told(resolver.index, found, around, text)
