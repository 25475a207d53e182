"""Whether somebody looks at people of their own surname more often than chance would have it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from tocsin.core.accesses.patterns import Hit, Pattern, Rules
from tocsin.core.accesses.record import Look, Record, Span


@dataclass(frozen=True, slots=True)
class Stratum:
    """People looked at in cases of one place, by whoever looked.

    ``people`` were looked at, ``alike`` of them bear the surname, and ``drawn`` are those whom the
    officer looked at.
    """

    people: int
    alike: int
    drawn: int


def chance_of(strata: Iterable[Stratum], seen: int) -> float:
    """Say how likely chance alone gives the officer as many of the surname as were seen, or more.

    The exact conditional test of Fisher, over places as Mantel and Haenszel add them up: within a
    place each officer's people are drawn from all who were looked at there, so that a village of
    one surname is no reason for suspicion. Under chance the answer is below any level at most that
    often.

    >>> round(chance_of([Stratum(people=20, alike=5, drawn=4)], 4), 5)
    0.00103
    >>> chance_of([Stratum(people=20, alike=20, drawn=4)], 4)
    1.0
    """
    spread = np.ones(1)
    for one in strata:
        spread = np.convolve(spread, chances_in(one))
    return float(min(1.0, spread[seen:].sum()))


def chances_in(one: Stratum) -> NDArray[np.float64]:
    """Give the chance of each number of the surname in one place, from none: hypergeometric."""
    counts = np.arange(min(one.drawn, one.alike) + 1)
    others = log_ways(np.array(one.people - one.alike), one.drawn - counts)
    every = log_ways(np.array(one.people), np.array(one.drawn))
    return np.exp(log_ways(np.array(one.alike), counts) + others - every)


def log_ways(people: NDArray[np.int_], drawn: NDArray[np.int_]) -> NDArray[np.float64]:
    """Count in how many ways people are drawn, as a logarithm; no way is minus infinity."""
    ways: NDArray[np.float64] = (
        gammaln(people + 1) - gammaln(drawn + 1) - gammaln(people - drawn + 1)
    )
    return ways


def own_surname(record: Record, week: Span, rules: Rules) -> Iterator[Hit]:
    """Find officers who in three months looked at their own surname beyond chance.

    The accepted alarms of a week are shared among those who looked, so that chance alone raises no
    more than ``surname_alarms`` of them a week in the bureau; measured by the chance.
    """
    asked: defaultdict[int, list[int]] = defaultdict(list)
    for look in named(record, week):
        if look.surname == record.readers[look.officer].surname:
            asked[look.officer].append(look.number)
    if not asked:
        return
    seen = named(record, Span(week.until - rules.surnames_over, week.until))
    mine, everybody = people_by_place(record, seen)
    for officer, looks in asked.items():
        surname = record.readers[officer].surname
        chance = chance_of(*laid_out(mine[officer], everybody, surname))
        if chance < rules.surname_alarms / len(mine):
            yield Hit(Pattern.OWN_SURNAME, officer, looks, chance)


def named(record: Record, span: Span) -> list[Look]:
    """List looks at people whose surname is known, other than of the officer's own full name."""
    return [
        look
        for look in record.during(span)
        if look.surname and not (look.name and look.name == record.readers[look.officer].name)
    ]


# The surname of each person, by the place of the cases in which they were looked at.
People = dict[str, dict[str, str]]


def people_by_place(record: Record, looks: Sequence[Look]) -> tuple[dict[int, People], People]:
    """Sort people by place: those whom each officer looked at, and all of them; each once."""
    mine: dict[int, People] = {}
    everybody: People = {}
    for look in looks:
        case = record.cases.get(look.case)
        place = case.place if case is not None else ""
        everybody.setdefault(place, {})[look.person] = look.surname
        mine.setdefault(look.officer, {}).setdefault(place, {})[look.person] = look.surname
    return mine, everybody


def laid_out(mine: People, everybody: People, surname: str) -> tuple[list[Stratum], int]:
    """Lay out each place in which an officer looked, and count how many bore the surname."""
    strata = [
        Stratum(len(everybody[place]), alike(everybody[place], surname), len(people))
        for place, people in mine.items()
    ]
    return strata, sum(alike(people, surname) for people in mine.values())


def alike(people: Mapping[str, str], surname: str) -> int:
    """Count the people of one surname."""
    return sum(name == surname for name in people.values())
