"""A response plan as fields of a form: what is typed becomes the document that is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from tocsin.registers.catalogue.plans import TAKEABLE, Need, PlanLevel, Preemption
from tocsin.registers.catalogue.states import Urgency

KINDS, ABILITIES, MOST_NEEDS = 4, 3, 20


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need as it stands in the form."""

    number: str = ""
    kinds: tuple[str, ...] = ("",) * KINDS
    abilities: tuple[str, ...] = ("",) * ABILITIES
    tier: str = "1"

    @classmethod
    def of(cls, need: Need) -> "NeedLine":
        """Show a stored need."""
        return cls(
            str(need.number),
            padded((kind.value for kind in need.kinds), KINDS),
            padded(sorted(name.value for name in need.capabilities), ABILITIES),
            str(need.tier),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.number.strip() and not any(self.kinds) and not any(self.abilities)

    def document(self, order: int) -> dict[str, object]:
        """Write what was typed the way a plan stores it."""
        return {
            "order": order,
            "kinds": list(dict.fromkeys(kind for kind in self.kinds if kind)),
            "number": number_of(self.number),
            "capabilities": sorted({name for name in self.abilities if name}),
            "tier": number_of(self.tier),
        }


@dataclass(frozen=True, slots=True)
class LevelFields:
    """One urgency level as it stands in the form."""

    level: Urgency
    reserve: str
    needs: tuple[NeedLine, ...]
    coverage: str = "0"
    taking: str = "300"

    def document(self) -> dict[str, object]:
        """Write what was typed the way a plan stores it."""
        filled = [line for line in self.needs if not line.is_empty]
        return {
            "level": int(self.level),
            "reserve_floor": number_of(self.reserve or "0"),
            "needs": [line.document(place) for place, line in enumerate(filled, start=1)],
            "weights": {
                "coverage_seconds": number_of(self.coverage or "0"),
                "taking_seconds": number_of(self.taking or "300"),
            },
        }

    @property
    def lines(self) -> tuple[NeedLine, ...]:
        """The needs, and an empty line for one more."""
        filled = tuple(line for line in self.needs if not line.is_empty)
        return (*filled, NeedLine())


@dataclass(frozen=True, slots=True)
class TakingFields:
    """From which less urgent incidents a level takes units, as it stands in the form."""

    level: Urgency
    from_levels: frozenset[str]
    doing: frozenset[str]

    @property
    def lower(self) -> tuple[Urgency, ...]:
        """The levels that are less urgent."""
        return tuple(level for level in Urgency if level > self.level)

    def document(self) -> dict[str, object]:
        """Write what was typed the way a plan stores it."""
        return {
            "for_level": int(self.level),
            "may_take_from_levels": [number_of(level) for level in sorted(self.from_levels)],
            "while_status": [status for status in TAKEABLE if status in self.doing],
        }


def levels_shown(levels: Iterable[PlanLevel]) -> list[LevelFields]:
    """Show a stored plan; without one, four empty levels."""
    known = {part.level: part for part in levels}
    shown = []
    for level in Urgency:
        part = known.get(level)
        if part is None:
            shown.append(LevelFields(level, "0", ()))
            continue
        needs = tuple(NeedLine.of(need) for need in part.needs)
        weights = str(part.weights.coverage_seconds), str(part.weights.taking_seconds)
        shown.append(LevelFields(level, str(part.reserve_floor), needs, *weights))
    return shown


def levels_typed(post: QueryDict) -> list[LevelFields]:
    """Take a plan as typed."""
    return [
        LevelFields(
            level,
            post.get(f"reserve-{level.value}", "0"),
            tuple(line_typed(post, f"need-{level.value}-{place}") for place in range(MOST_NEEDS)),
            post.get(f"coverage-{level.value}", "0"),
            post.get(f"taking-{level.value}", "300"),
        )
        for level in Urgency
    ]


def line_typed(post: QueryDict, name: str) -> NeedLine:
    """Take one need as typed."""
    return NeedLine(
        post.get(f"{name}-number", ""),
        padded(post.getlist(f"{name}-kind"), KINDS),
        padded(post.getlist(f"{name}-able"), ABILITIES),
        post.get(f"{name}-tier", "1"),
    )


def takings_shown(rows: Iterable[Preemption]) -> list[TakingFields]:
    """Show a stored pre-emption table."""
    known = {row.for_level: row for row in rows}
    shown = []
    for level in Urgency:
        row = known.get(level)
        levels = frozenset(str(int(one)) for one in row.may_take_from_levels) if row else None
        doing = row.while_status if row else frozenset[str]()
        shown.append(TakingFields(level, levels or frozenset(), doing))
    return shown


def takings_typed(post: QueryDict) -> list[TakingFields]:
    """Take a pre-emption table as typed."""
    return [
        TakingFields(
            level,
            frozenset(post.getlist(f"take-{level.value}")),
            frozenset(post.getlist(f"while-{level.value}")),
        )
        for level in Urgency
    ]


def padded(words: Iterable[str], least: int) -> tuple[str, ...]:
    """Fill up with empty words.

    >>> padded(["car"], 3)
    ('car', '', '')
    """
    given = [word for word in words if word]
    return (*given, *[""] * (least - len(given)))


def number_of(text: str) -> object:
    """Take a whole number; what is none stays text, and the plan refuses it in its own words.

    >>> number_of("3"), number_of("three")
    (3, 'three')
    """
    digits = text.strip()
    fits = digits.isascii() and digits.isdigit() and len(digits) < len("1000000000")
    return int(digits) if fits else digits


def documents_typed(post: QueryDict) -> Mapping[str, object]:
    """Write a plan as typed the way it is stored."""
    return {
        "levels": [level.document() for level in levels_typed(post)],
        "preemption": [row.document() for row in takings_typed(post)],
    }
