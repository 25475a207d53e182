"""The chosen units against every other choice there is."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from tocsin.core.dispatching.coverage import Coverage
from tocsin.core.dispatching.forces import Doing, Force, Need, Rules
from tocsin.core.dispatching.lexicographic import assign
from tocsin.core.dispatching.recommend import recommend

SCENARIOS = 1_000
KINDS = ["car", "motorcycle", "foot"]
TIERS = (1, 2, 3)


def drawn_forces(rng):
    """One to five units, some busy, some whose way depends on the need."""
    numbers = range(int(rng.integers(1, 6)))
    apart = rng.random() < 0.3
    return [
        Force(
            code=f"U{number}",
            kind=str(rng.choice(KINDS[:2])),
            seconds=float(rng.integers(1, 12) * 30),
            capabilities=frozenset({"first_aid"} if rng.random() < 0.4 else ()),
            station=str(rng.choice(["S1", "S2", ""])),
            doing=(doing := Doing.EN_ROUTE if rng.random() < 0.2 else Doing.AVAILABLE),
            busy_with="C9" if doing == Doing.EN_ROUTE else "",
            busy_level=4 if doing == Doing.EN_ROUTE else None,
            seconds_by_need={n: float(rng.integers(1, 12) * 30) for n in (1, 2)} if apart else {},
        )
        for number in numbers
    ]


def drawn(rng):
    """Units, needs, rules and coverage of a small scenario."""
    forces = drawn_forces(rng)
    needs = [
        Need(
            order,
            tuple(rng.permutation(KINDS)[: rng.integers(1, 4)].tolist()),
            int(rng.integers(1, 3)),
            frozenset({"first_aid"} if rng.random() < 0.3 else ()),
            int(rng.integers(1, 4)),
            within_seconds=[None, 60.0, 180.0][int(rng.integers(0, 3))],
        )
        for order in range(1, int(rng.integers(1, 3)) + 1)
    ]
    rules = Rules(
        reserve_floor=int(rng.integers(0, 3)),
        take_from=frozenset({4}),
        while_doing=frozenset({"en_route"}),
        level=int(rng.integers(1, 3)),
        coverage_seconds=float(rng.choice([0.0, 5.0])),
        reach_seconds=300.0,
    )
    coverage = Coverage(
        tuple(force.code for force in forces),
        rng.uniform(0, 600, (len(forces), 4)),
        np.array([3.0, 1.0, 2.0, 5.0]),
        300.0,
        0.4,
    )
    return forces, needs, rules, coverage


def every_choice(forces, places):
    """All ways to give each place a fitting unit or none, none twice, within reach."""
    open_to = [
        [None, *(f for f in forces if need.fits(f.kind, f.capabilities) and way(f, need) <= 300)]
        for need in places
    ]
    for choice in product(*open_to):
        sent = [force.code for force in choice if force]
        if len(set(sent)) == len(sent):
            yield choice


def way(force, need):
    return force.seconds_by_need.get(need.order, force.seconds)


def worth_of(choice, places, forces, rules, lost):
    """What counts, in the order in which it counts; None where a reserve forbids it.

    Forces are all that are on duty, also those too far away: these stay with their stations.
    """
    late: Counter[int] = Counter()
    unmet: Counter[int] = Counter()
    weighed = 0
    for force, need in zip(choice, places, strict=True):
        if force is None:
            unmet[need.tier] += 1
        elif need.within_seconds is None or way(force, need) <= need.within_seconds:
            late[need.tier] -= 1
        if force is not None:
            added = rules.worth_taking_seconds if force.busy_with else 0.0
            added += lost[force.code] * 100 * rules.coverage_seconds
            weighed += round((way(force, need) + added) * 1000)
    broken = below_floor(choice, forces, rules)
    if broken and rules.level > 1:
        return None
    gone = sum(round(lost[force.code] * 1e6) for force in choice if force)
    return (*(late[t] for t in TIERS), *(unmet[t] for t in TIERS), broken, weighed, gone)


def below_floor(choice, forces, rules):
    """Count the units that went though their station should have kept them."""
    free = Counter(f.station for f in forces if f.station and f.doing == Doing.AVAILABLE)
    gone = Counter(f.station for f in choice if f and f.station and f.doing == Doing.AVAILABLE)
    return sum(
        max(0, gone[station] - max(0, there - rules.reserve_floor))
        for station, there in free.items()
    )


def usable(forces):
    return [f for f in forces if min(f.seconds_by_need.values(), default=f.seconds) <= 300]


def test_no_other_choice_is_better_in_a_thousand_scenarios():
    rng = np.random.default_rng(20261124)
    reserves, breaks, gaps = 0, 0, 0
    for _ in range(SCENARIOS):
        forces, needs, rules, coverage = drawn(rng)
        found = recommend(needs, forces, rules, coverage=coverage)
        places = [
            n for n in sorted(needs, key=lambda n: (n.tier, n.order)) for _ in range(n.number)
        ]
        there, lost = usable(forces), coverage.lost_with()
        best = min(
            worth
            for choice in every_choice(there, places)
            if (worth := worth_of(choice, places, forces, rules, lost)) is not None
        )
        assert worth_of(chosen_of(found, places, there), places, forces, rules, lost) == best
        reserves += any(cause == "reserve" for cause in found.left_out.values())
        breaks += found.objective.reserve_broken
        gaps += sum(found.objective.unmet.values())
    assert min(reserves, breaks, gaps) > SCENARIOS / 20


def chosen_of(found, places, forces):
    """Lay the picks out over the places."""
    by_code = {force.code: force for force in forces}
    waiting = list(found.picks)
    choice = []
    for need in places:
        pick = next((pick for pick in waiting if pick.need == need), None)
        if pick is not None:
            waiting.remove(pick)
        choice.append(by_code[pick.code] if pick else None)
    assert not waiting
    return choice


def test_ten_needs_are_filled_out_of_a_thousand_units():
    rng = np.random.default_rng(3)
    forces = [
        Force(f"{n:04}", str(rng.choice(KINDS)), float(way), station=f"S{n % 40}")
        for n, way in enumerate(rng.uniform(20, 1_700, 1_000))
    ]
    needs = [
        Need(n, ("car", "motorcycle"), 1, tier=1 + n % 3, within_seconds=60.0 * (1 + n % 3))
        for n in range(1, 11)
    ]
    rules = Rules(reserve_floor=1, level=2)

    found = recommend(needs, forces, rules)

    assert len({pick.code for pick in found.picks}) == 10
    assert not found.shortfalls


@pytest.mark.parametrize("seed", range(5))
def test_each_cost_counts_before_all_that_follow(seed):
    rng = np.random.default_rng(seed)
    for _ in range(60):
        rows = int(rng.integers(1, 5))
        columns = rows + int(rng.integers(0, 3))
        levels = [rng.integers(0, 3, (rows, columns)).astype(np.float64) for _ in range(4)]
        allowed = rng.random((rows, columns)) < 0.8
        allowed[np.arange(rows), np.arange(rows)] = True

        chosen = assign(levels, allowed).tolist()

        sums = [
            tuple(sum(level[row, column] for row, column in enumerate(picked)) for level in levels)
            for picked in product(range(columns), repeat=rows)
            if len(set(picked)) == rows and all(allowed[row, at] for row, at in enumerate(picked))
        ]
        assert len(set(chosen)) == rows
        assert tuple(sum(lv[row, at] for row, at in enumerate(chosen)) for lv in levels) == min(
            sums
        )


def test_rows_that_cannot_all_have_a_column_are_refused():
    with pytest.raises(ValueError, match="infeasible"):
        assign([np.zeros((2, 2))], np.array([[True, False], [True, False]]))
