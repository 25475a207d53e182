"""What desks tell of what they refer to, and how they let go of it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from tocsin.core.retention import RetentionClass, Standing

# Of a bureau's people: to which cases they belong. Who is left out belongs to none.
PeopleSource = Callable[[int, Collection[UUID]], Mapping[UUID, Standing]]
# Of a bureau's cases, by their names (``incident:C1``). What is left out is not there.
CaseSource = Callable[[int, Collection[str]], Mapping[str, Standing]]
# Takes away what points to a person in a desk's own rows.
Anonymise = Callable[[int, UUID], None]


@dataclass(frozen=True, slots=True)
class PeopleOfDesk:
    """How a desk speaks of the people it has kept under a class."""

    standing: PeopleSource
    anonymise: Anonymise


PEOPLE: dict[RetentionClass, PeopleOfDesk] = {}
CASES: dict[str, CaseSource] = {}


def look_after_people(kind: RetentionClass, desk: PeopleOfDesk) -> None:
    """Say which desk a class of people belongs to; wired once, when the system starts."""
    PEOPLE[kind] = desk


def look_after_cases(prefix: str, source: CaseSource) -> None:
    """Say who knows the cases whose names begin so; wired once, when the system starts."""
    CASES[prefix] = source


def standings_of_cases(bureau_id: int, cases: Collection[str]) -> dict[str, Standing]:
    """Ask each desk about its own cases."""
    found: dict[str, Standing] = {}
    for prefix, source in CASES.items():
        own = [case for case in cases if case.partition(":")[0] == prefix]
        if own:
            found.update(source(bureau_id, own))
    return found
