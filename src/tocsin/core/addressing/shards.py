"""One question to the indexes of many counties, answered as if they were one.

The counties whose names are among the words are asked first. Where they have no sure answer, or
none is named, others are asked too, for a street may be called like a county: those that know as
much of the words as any other. Where names said whole explain the words in some of them, only these
are asked, as in one index no other names would be looked for either. The nearest rival of a place
may lie in another index, and the place is only as sure as it is beside that one.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol
from zipfile import BadZipFile

import numpy as np

from tocsin.core.addressing.alignment import LONGEST_WORDS
from tocsin.core.addressing.answering import Answer, Answered, Question, answer, light_for
from tocsin.core.addressing.confidence import Light, confidence_of
from tocsin.core.addressing.counted import numbers_in
from tocsin.core.addressing.holdings import Holdings
from tocsin.core.addressing.judging import EQUAL
from tocsin.core.addressing.normalising import unified
from tocsin.core.addressing.relative import heard
from tocsin.core.addressing.resolving import LONGEST_TEXT, Resolver, weights
from tocsin.core.addressing.storage import UnusableIndex, load_index

MANIFEST = "shards.json"
VERSION = 2
RANKS = "县市区旗"
# A shorter name than this stands in too many words by chance.
SHORTEST = 2


class Answering(Protocol):
    """Answers what was said."""

    def answer(self, text: str, limit: int = 5) -> Answered:
        """Answer where something is."""
        ...


class Part(Answering, Protocol):
    """One of several that are asked together."""

    def says_whole(self, text: str) -> bool:
        """Say whether names said whole explain the words."""
        ...


@dataclass
class Whole:
    """One index, opened with the first question."""

    folder: str
    _resolver: list[Resolver] = field(default_factory=list)

    def answer(self, text: str, limit: int = 5) -> Answered:
        """Answer where something is."""
        return answer(self.resolver, text, limit)

    def says_whole(self, text: str) -> bool:
        """Say whether names said whole explain the words."""
        return self.resolver.says_whole(text)

    @property
    def resolver(self) -> Resolver:
        """The index, ready to be asked."""
        if not self._resolver:
            self._resolver.append(Resolver(load_index(self.folder)))
        return self._resolver[0]


@dataclass(frozen=True, slots=True)
class Shard:
    """An index and the counties in it, as they may be called."""

    names: tuple[str, ...]
    index: Part

    def is_named(self, words: str) -> bool:
        """Say whether one of its counties is among the words."""
        return any(name in words for name in self.names)


@dataclass(frozen=True, slots=True)
class Shards:
    """Indexes of some counties each; not to be used by two threads at once."""

    each: tuple[Shard, ...]
    holdings: Holdings

    def answer(self, text: str, limit: int = 5) -> Answered:
        """Answer where something is: from the counties that are named, or else from all."""
        words = unified(text)
        named = [one for one in self.each if one.is_named(words)]
        # What lies in no county may be meant whatever county is named.
        anywhere = [one for one in self.each if not one.names]
        asked = {id(one): one.index.answer(text, limit) for one in (*named, *anywhere)}
        if named:
            told = merged(asked.values(), limit)
            if told.light is Light.GREEN:
                return told
        for one in self._hopeful(text):
            if id(one) not in asked:
                asked[id(one)] = one.index.answer(text, limit)
        return merged(asked.values(), limit)

    def _hopeful(self, text: str) -> list[Shard]:
        """List the indexes in whose names most of the words stand."""
        words = unified(heard(text[:LONGEST_TEXT]).words)[:LONGEST_WORDS]
        weight = weights(words, numbers_in(words))
        some = [self.each[place] for place in self.holdings.hopeful(words, weight).tolist()]
        return [one for one in some if one.index.says_whole(text)] or some


def merged(answered: Iterable[Answered], limit: int) -> Answered:
    """Bring the answers of several indexes together, the surest place first."""
    some = list(answered)
    best = [_best(one) for one in some]
    found: dict[str, tuple[Answer, Answered]] = {}
    for number, one in enumerate(some):
        rivals = [*best[:number], *best[number + 1 :]]
        for place in one.answers:
            weighed = _beside(place, rivals)
            known = found.get(place.code)
            if known is None or known[0].confidence < weighed.confidence:
                found[place.code] = weighed, one
    ordered = sorted(found.values(), key=lambda pair: -pair[0].confidence)[:limit]
    if not ordered:
        return some[0]
    first, source = ordered[0]
    light = light_for(first)
    question = source.question
    if source.light is Light.GREEN and light is not Light.GREEN:
        question = Question.WHICH_OF_THESE
    return Answered(source.said, [place for place, _source in ordered], light, question)


def _best(answered: Answered) -> tuple[float, str]:
    """Say how well the best place of an answer fits, and which it is."""
    scores = [(one.found.score, one.code) for one in answered.answers if one.found is not None]
    return max(scores, default=(0.0, ""))


def _beside(place: Answer, rivals: list[tuple[float, str]]) -> Answer:
    """Say how sure a place is beside the best ones of the other indexes."""
    scores = [score for score, code in rivals if code not in {place.code, ""}]
    if place.found is None or not scores:
        return place
    margin = place.found.score - max(scores)
    evidence = place.found.evidence
    if margin >= evidence.margin:
        return place
    alike = place.found.alike + sum(place.found.score - score <= EQUAL for score in scores)
    sure = min(place.confidence, confidence_of(replace(evidence, margin=margin)))
    found = replace(place.found, alike=alike)
    return replace(place, confidence=round(sure, 4), found=found)


def short_names(counties: Iterable[str]) -> tuple[str, ...]:
    """List how counties may be called: with their rank and without it.

    >>> short_names(["华亭市", "泾县", "崆峒区"])
    ('华亭市', '华亭', '泾县', '崆峒区', '崆峒')
    """
    found: dict[str, None] = {}
    for county in counties:
        name = unified(county)
        short = name.rstrip(RANKS)
        found[name] = None
        if len(short) >= SHORTEST:
            found[short] = None
    return tuple(found)


def write_manifest(
    folder: str, shards: Iterable[tuple[str, tuple[str, ...]]], holdings: Holdings, file: str
) -> None:
    """Write which folder below this one holds which counties, and into a file which words."""
    np.savez(f"{folder}/{file}", key=holdings.key, held=holdings.held)
    told = [{"folder": name, "counties": list(counties)} for name, counties in shards]
    with open(f"{folder}/{MANIFEST}", "w", encoding="utf-8") as kept:  # noqa: PTH123 - the core knows no paths
        json.dump({"version": VERSION, "holdings": file, "shards": told}, kept, ensure_ascii=False)


def open_addresses(folder: str) -> Answering:
    """Open what was built in a folder: one index, or one for some counties each.

    Raises
    ------
    UnusableIndex
        When the folder holds no whole index of this version.
    """
    try:
        with open(f"{folder}/{MANIFEST}", encoding="utf-8") as kept:  # noqa: PTH123 - as above
            told = json.load(kept)
    except FileNotFoundError:
        whole = Whole(folder)
        whole.resolver  # noqa: B018 - an unusable index is told at once
        return whole
    except (OSError, json.JSONDecodeError) as broken:
        raise UnusableIndex("There is no whole index in this folder.") from broken
    try:
        if told["version"] != VERSION:
            raise UnusableIndex("These indexes were built by another version: build them again.")
        shards = [
            Shard(short_names(one["counties"]), Whole(f"{folder}/{one['folder']}"))
            for one in told["shards"]
        ]
        with np.load(f"{folder}/{told['holdings']}") as kept:
            holdings = Holdings(len(shards), kept["key"], kept["held"])
    except (OSError, KeyError, TypeError, AttributeError, ValueError, BadZipFile) as broken:
        if isinstance(broken, UnusableIndex):
            raise
        raise UnusableIndex("There is no whole index in this folder.") from broken
    return Shards(tuple(shards), holdings)
