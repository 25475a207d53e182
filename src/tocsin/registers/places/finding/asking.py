"""One index ready to be asked, with what was changed since it was built."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from tocsin.core.addressing.answering import Answer, Answered, answer, answer_with_changes
from tocsin.core.addressing.changing import Changes
from tocsin.core.addressing.ground import Ground
from tocsin.core.addressing.index import MICRO, NONE, AddressIndex
from tocsin.core.addressing.priors import NOTHING, Circumstances
from tocsin.core.addressing.resolving import Resolver
from tocsin.core.addressing.typeahead import Typing

HAN = re.compile(r"[\u3400-\u9fff]")
WIDE = frozenset({"province", "city", "county"})


@dataclass(frozen=True, slots=True)
class Offered:
    """A place that goes on like what is typed."""

    identity: str
    text: str
    lon: float
    lat: float
    left: int


@dataclass
class Index:
    """An index with what answers from it; to be asked by one thread at a time."""

    held: AddressIndex

    @cached_property
    def resolver(self) -> Resolver:
        """Answer what was said."""
        return Resolver(self.held)

    @cached_property
    def typing(self) -> Typing:
        """Complete what is being typed."""
        return Typing.over(self.held)

    def offers(self, typed: str, limit: int, here: Circumstances) -> list[Offered]:
        """List the places that go on like what is typed."""
        held, offers = self.held, list[Offered]()
        for one in self.typing.complete(typed, limit, here):
            lon, lat = (held.lonlat[one.node] / MICRO).tolist()
            identity, text = held.id_of(one.node), self.text_of(one.node)
            offers.append(Offered(identity, text, lon, lat, one.left))
        return offers

    def lies_in(self, identity: str, node: int) -> bool:
        """Say whether a place lies in another, or is it."""
        return node in self.held.path_of(self.held.node_of(identity))

    def text_of(self, node: int) -> str:
        """Write a place with what it lies in, but not the county that all of it lies in."""
        held = self.held
        path = [one for one in held.path_of(node) if held.level_of(one) not in WIDE] or [node]
        names = [held.name_of(one) for one in path]
        if any(HAN.search(name) for name in names):
            return "".join(reversed(names))
        return ", ".join(names)


@dataclass
class Ready:
    """The index of a register at one edition: as ``built`` in one, with the changes since.

    ``changes`` and ``changed`` are the changed places and the index of those alone.
    """

    edition: int
    built: int
    index: Index
    changes: Changes | None = None
    changed: Index | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def open(self) -> None:
        """Prepare what the first question would have to wait for."""
        with self._lock:
            _prepared = self.index.resolver, self.index.typing

    def answer(
        self, words: str, limit: int, here: Circumstances = NOTHING, ground: Ground | None = None
    ) -> Answered:
        """Answer what the words mean; with the roads, along them."""
        with self._lock:
            if self.changes is None or self.changed is None:
                return answer(self.index.resolver, words, limit, ground, here)
            return answer_with_changes(
                self.index.resolver,
                self.changes,
                self.changed.resolver,
                words,
                limit=limit,
                ground=ground,
                here=here,
            )

    def text_of(self, one: Answer) -> str:
        """Write the place of an answer with what it lies in."""
        if one.node == NONE:
            return one.text
        came = self.changes is not None and self.changes.is_new(one.code)
        index = self.changed if came and self.changed is not None else self.index
        return index.text_of(one.node)

    def complete(self, typed: str, limit: int, here: Circumstances = NOTHING) -> list[Offered]:
        """List the places that go on like what is typed, those with least to come first."""
        with self._lock:
            offers = self.index.offers(typed, limit, here)
            if self.changes is None or self.changed is None:
                return offers
            for node, words in self.changes.reworded(typed):
                opened = self.index.offers(words, limit, here)
                offers += [one for one in opened if self.index.lies_in(one.identity, node)]
            stands = [one for one in offers if not self.changes.is_stale(one.identity)]
            came = self.changed.offers(typed, limit, here)
            stands += [one for one in came if self.changes.is_new(one.identity)]
            each = {one.identity: one for one in sorted(stands, key=lambda one: -one.left)}
            return sorted(each.values(), key=lambda one: one.left)[:limit]
