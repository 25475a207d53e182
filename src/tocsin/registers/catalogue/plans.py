"""Response plans: which units each urgency level calls for, and whom they may be taken from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tocsin.registers.catalogue import reading
from tocsin.registers.catalogue.errors import Malformed
from tocsin.registers.catalogue.states import Capability, UnitKind, Urgency

NEED_FACTS = frozenset({"order", "kinds", "number", "capabilities", "tier"})
LEVEL_FACTS = frozenset({"level", "reserve_floor", "needs", "weights"})
WEIGHT_FACTS = frozenset({"coverage_seconds", "taking_seconds"})
PREEMPTION_FACTS = frozenset({"for_level", "may_take_from_levels", "while_status"})
TAKEABLE = ("assigned", "en_route", "returning")


@dataclass(frozen=True, slots=True)
class Need:
    """So many units of certain kinds, each able to do certain things.

    ``kinds`` is in order of preference; ``tier`` is the tier of the response clock that the need
    belongs to: 1 first help, 2 reinforcement, 3 the whole team.
    """

    order: int
    kinds: tuple[UnitKind, ...]
    number: int
    capabilities: frozenset[Capability]
    tier: int

    @classmethod
    def read(cls, value: object) -> "Need":
        """Read one need, or say what is wrong with it."""
        document = reading.facts(value, known=NEED_FACTS)
        kinds = tuple(
            reading.one_of(kind, UnitKind)
            for kind in reading.items(reading.fact(document, "kinds"), most=len(UnitKind))
        )
        if not kinds:
            raise Malformed(_("A need names at least one kind of unit."))
        capabilities = reading.items(document.get("capabilities", []), most=len(Capability))
        return cls(
            order=reading.whole(reading.fact(document, "order"), least=1, most=30),
            kinds=kinds,
            number=reading.whole(reading.fact(document, "number"), least=1, most=30),
            capabilities=frozenset(reading.one_of(name, Capability) for name in capabilities),
            tier=reading.whole(document.get("tier", 1), least=1, most=3),
        )

    def written(self) -> dict[str, object]:
        """Write the need the way it is stored."""
        return {
            "order": self.order,
            "kinds": [kind.value for kind in self.kinds],
            "number": self.number,
            "capabilities": sorted(name.value for name in self.capabilities),
            "tier": self.tier,
        }


@dataclass(frozen=True, slots=True)
class Weights:
    """What else counts beside the way, in seconds of it.

    ``coverage_seconds`` is how much longer one may wait to keep a hundredth of the expected
    coverage; ``taking_seconds`` is what taking a busy unit must save.
    """

    coverage_seconds: int = 0
    taking_seconds: int = 300

    @classmethod
    def read(cls, value: object) -> "Weights":
        """Read the weights, or say what is wrong with them; what is left out is as usual."""
        document = reading.facts(value, known=WEIGHT_FACTS)
        usual = cls()
        return cls(
            coverage_seconds=reading.whole(
                document.get("coverage_seconds", usual.coverage_seconds), least=0, most=600
            ),
            taking_seconds=reading.whole(
                document.get("taking_seconds", usual.taking_seconds), least=0, most=3600
            ),
        )

    def written(self) -> dict[str, object]:
        """Write what is not as usual the way it is stored."""
        usual = Weights()
        return {
            name: getattr(self, name)
            for name in sorted(WEIGHT_FACTS)
            if getattr(self, name) != getattr(usual, name)
        }


@dataclass(frozen=True, slots=True)
class PlanLevel:
    """What a plan calls for at one urgency level.

    ``reserve_floor`` is how many available units must stay with the station.
    """

    level: Urgency
    reserve_floor: int
    needs: tuple[Need, ...]
    weights: Weights = Weights()

    @classmethod
    def read(cls, value: object) -> "PlanLevel":
        """Read one level, or say what is wrong with it."""
        document = reading.facts(value, known=LEVEL_FACTS)
        needs = [
            Need.read(need) for need in reading.items(reading.fact(document, "needs"), most=20)
        ]
        if len({need.order for need in needs}) != len(needs):
            raise Malformed(_("Two needs of one level have the same order."))
        return cls(
            level=reading.one_of(reading.fact(document, "level"), Urgency),
            reserve_floor=reading.whole(document.get("reserve_floor", 0), least=0, most=50),
            needs=tuple(sorted(needs, key=lambda need: need.order)),
            weights=Weights.read(document.get("weights", {})),
        )

    def written(self) -> dict[str, object]:
        """Write the level the way it is stored; weights that are as usual are left out."""
        weights = self.weights.written()
        return {
            "level": int(self.level),
            "reserve_floor": self.reserve_floor,
            "needs": [need.written() for need in self.needs],
            **({"weights": weights} if weights else {}),
        }


@dataclass(frozen=True, slots=True)
class Preemption:
    """From which less urgent incidents units may be taken, and while doing what."""

    for_level: Urgency
    may_take_from_levels: frozenset[Urgency]
    while_status: frozenset[str]

    @classmethod
    def read(cls, value: object) -> "Preemption":
        """Read one row of the table, or say what is wrong with it."""
        document = reading.facts(value, known=PREEMPTION_FACTS)
        asking = reading.one_of(reading.fact(document, "for_level"), Urgency)
        giving = frozenset(
            reading.one_of(level, Urgency)
            for level in reading.items(reading.fact(document, "may_take_from_levels"), most=4)
        )
        if any(level <= asking for level in giving):
            raise Malformed(_("Units may be taken only from less urgent incidents."))
        doing = frozenset(reading.words(reading.fact(document, "while_status"), most=len(TAKEABLE)))
        if not doing <= set(TAKEABLE):
            raise Malformed(_("A unit on scene or transporting is never taken away."))
        return cls(asking, giving, doing)

    def written(self) -> dict[str, object]:
        """Write the row the way it is stored."""
        return {
            "for_level": int(self.for_level),
            "may_take_from_levels": sorted(int(level) for level in self.may_take_from_levels),
            "while_status": [status for status in TAKEABLE if status in self.while_status],
        }


def read_levels(value: object) -> tuple[PlanLevel, ...]:
    """Read a whole plan: every urgency level once, most urgent first."""
    levels = [PlanLevel.read(level) for level in reading.items(value, most=len(Urgency))]
    if sorted(level.level for level in levels) != list(Urgency):
        raise Malformed(_("A plan says for each of the levels 1 to 4, once, what it needs."))
    return tuple(sorted(levels, key=lambda level: level.level))


def read_preemption(value: object) -> tuple[Preemption, ...]:
    """Read a pre-emption table; a level is named at most once."""
    rows = [Preemption.read(row) for row in reading.items(value, most=len(Urgency))]
    if len({row.for_level for row in rows}) != len(rows):
        raise Malformed(_("A level is named twice in the pre-emption table."))
    return tuple(sorted(rows, key=lambda row: row.for_level))
