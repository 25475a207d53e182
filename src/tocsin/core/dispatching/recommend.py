"""Whom to send: the needs of a plan filled by travel time, each pick and each gap explained.

All needs are filled together, as an assignment problem (Kuhn 1955, solved by SciPy): as many
needs as possible, then the earlier tiers as soon as possible. A unit that alone can do something
is therefore kept for it even when it is the nearest for something simpler, and the pick says so.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from tocsin.core.dispatching.forces import (
    Doing,
    Force,
    Hindrance,
    Need,
    Option,
    Recommendation,
    Rules,
    Shortfall,
    hindrance_of,
)
from tocsin.core.geo import Floats

OTHERS_SHOWN = 9
# A tier counts this much more than the next; whole seconds, so that ties are really ties.
TIER_WEIGHT = {1: 10_000, 2: 100, 3: 1}
FIRST_TIER = 1
TIE_STEP = 1e-3
GAP = 1e12


def recommend(
    needs: Sequence[Need],
    forces: Sequence[Force],
    rules: Rules,
    sent: Sequence[Force] = (),
) -> Recommendation:
    """Fill the needs that are still open.

    Equal inputs in any order give equal answers: ties go to the kind named first in the need,
    then to the unit whose code comes first.

    Parameters
    ----------
    needs
        What the plan calls for.
    forces
        Units on duty, except those already sent.
    sent
        Units that are with the incident already; each meets one place of one need.

    Examples
    --------
    >>> need = Need(1, ("car",), 1)
    >>> near, far = Force("02", "car", 90.0), Force("01", "car", 200.0)
    >>> found = recommend([need], [far, near], Rules())
    >>> [(pick.code, pick.seconds) for pick in found.picks]
    [('02', 90.0)]
    """
    places = open_places(needs, sent)
    ordered = sorted(forces, key=lambda force: force.code)
    left_out = {
        force.code: found for force in ordered if (found := hindrance_of(force, rules)) is not None
    }
    fit = [force for force in ordered if force.code not in left_out]
    chosen, reserved, released = fill_with_reserve(places, fit, rules)
    left_out |= dict.fromkeys(reserved, Hindrance.RESERVE)
    usable = [force for force in fit if force.code not in reserved]
    picked = frozenset(force.code for force in chosen if force is not None)
    picks = tuple(
        explain(need, force, by_time(need, usable, rules), picked, force.code in released)
        for need, force in zip(places, chosen, strict=True)
        if force is not None
    )
    return Recommendation(
        picks=picks,
        others=next_ones(needs, usable, picked, rules),
        shortfalls=gaps(places, chosen, ordered, left_out),
        left_out=left_out,
    )


def open_places(needs: Sequence[Need], sent: Sequence[Force]) -> list[Need]:
    """List one entry for each unit still wanted, earlier tiers first."""
    ordered = sorted(needs, key=lambda need: (need.tier, need.order))
    places = [need for need in ordered for _ in range(need.number)]
    if not places or not sent:
        return places
    unfit = np.array(
        [[not place.fits(unit.kind, unit.capabilities) for unit in sent] for place in places],
        dtype=np.float64,
    )
    # An unfit unit meets nothing; among fit places the earliest is met first.
    cost = unfit * GAP + np.arange(len(places), dtype=np.float64)[:, None]
    rows, columns = linear_sum_assignment(cost)
    met = {int(r) for r, c in zip(rows, columns, strict=True) if not unfit[r, c]}
    return [place for index, place in enumerate(places) if index not in met]


def fill_with_reserve(
    places: Sequence[Need], forces: Sequence[Force], rules: Rules
) -> tuple[list[Force | None], frozenset[str], frozenset[str]]:
    """Fill the places, holding back units where a station would be left below its reserve.

    The reserve of a station is kept for its own ground, so that a need there may take all of it.
    A reserve never keeps the nearest help from being sent: where nobody else would do for the
    first tier, the soonest of those held back are released. Returns what fills the places, who is
    held back and who was released.
    """
    held: set[str] = set()
    while True:
        chosen = fill(places, [force for force in forces if force.code not in held], rules)
        over = beyond_reserve(chosen, forces, rules) - held
        if not over:
            break
        held |= over
    released = released_for(places, chosen, [f for f in forces if f.code in held], rules)
    if released:
        held -= released
        chosen = fill(places, [force for force in forces if force.code not in held], rules)
    return chosen, frozenset(held), frozenset(released)


def released_for(
    places: Sequence[Need],
    chosen: Sequence[Force | None],
    held: Sequence[Force],
    rules: Rules,
) -> set[str]:
    """Name the units to release so that the first tier is not left without help."""
    bare = [
        need
        for need, force in zip(places, chosen, strict=True)
        if force is None and need.tier == FIRST_TIER
    ]
    found = fill(bare, held, rules)
    return {force.code for force in found if force is not None}


def beyond_reserve(
    chosen: Sequence[Force | None], forces: Sequence[Force], rules: Rules
) -> set[str]:
    """Name the units to hold back at stations from which too many were chosen, farthest first."""
    bound = {"", rules.own_station}
    free = [
        force for force in forces if force.doing == Doing.AVAILABLE and force.station not in bound
    ]
    picked = {force.code for force in chosen if force is not None}
    held: set[str] = set()
    for station, there in Counter(force.station for force in free).items():
        may_go = max(0, there - rules.reserve_floor)
        ours = [force for force in free if force.station == station]
        going = sorted(
            (force for force in ours if force.code in picked),
            key=lambda force: (force.seconds, force.code),
        )
        if len(going) > may_go:
            stay = {force.code for force in ours} - {force.code for force in going[:may_go]}
            held |= stay
    return held


def fill(places: Sequence[Need], forces: Sequence[Force], rules: Rules) -> list[Force | None]:
    """Choose a unit for each place, or None; all places together."""
    if not places:
        return []
    cost = costs(places, forces, rules)
    rows, columns = linear_sum_assignment(cost)
    found: list[Force | None] = [None] * len(places)
    for row, column in zip(rows, columns, strict=True):
        if column < len(forces) and cost[row, column] < GAP:
            found[row] = forces[column]
    return found


def costs(places: Sequence[Need], forces: Sequence[Force], rules: Rules) -> Floats:
    """Weigh each unit for each place, with a gap for each place beside them.

    Returns
    -------
    ndarray of float
        Shape (places, forces + places); at or above ``GAP`` where the unit would not do.
    """
    count = len(places)
    cost = np.full((count, len(forces) + count), 4 * GAP)
    for row, need in enumerate(places):
        for column, force in enumerate(forces):
            if need.fits(force.kind, force.capabilities):
                tie = need.kinds.index(force.kind) * len(forces) + column
                spent = round(seconds_weighed(force, rules)) + tie * TIE_STEP / len(forces)
                cost[row, column] = spent * TIER_WEIGHT[need.tier]
        # A gap costs more than any unit; early places more than late ones.
        cost[row, len(forces) + row] = GAP * (1 + (count - row) / (count + 1))
    return cost


def seconds_weighed(force: Force, rules: Rules) -> float:
    """Add to the travel time of a busy unit what taking it must save."""
    return force.seconds + (rules.worth_taking_seconds if force.busy_with else 0.0)


def by_time(need: Need, forces: Sequence[Force], rules: Rules) -> list[Force]:
    """List the units that would do, soonest first."""
    fitting = [force for force in forces if need.fits(force.kind, force.capabilities)]
    return sorted(
        fitting,
        key=lambda force: (
            round(seconds_weighed(force, rules)),
            need.kinds.index(force.kind),
            force.code,
        ),
    )


def explain(
    need: Need,
    force: Force,
    ranked: Sequence[Force],
    picked: frozenset[str],
    breaks_reserve: bool,  # noqa: FBT001 - one of the facts of a pick
) -> Option:
    """Say how a pick compares with the others that would do, soonest first."""
    rank = ranked.index(force) + 1
    faster = next((other.code for other in ranked[: rank - 1] if other.code in picked), "")
    return option(need, force, rank, keeps=faster, breaks_reserve=breaks_reserve)


def option(
    need: Need | None,
    force: Force,
    rank: int,
    *,
    keeps: str = "",
    breaks_reserve: bool = False,
) -> Option:
    """Describe a unit for a need."""
    return Option(
        code=force.code,
        need=need,
        seconds=force.seconds,
        rank=rank,
        fix_age_seconds=force.fix_age_seconds or 0.0,
        taken_from=force.busy_with,
        keeps=keeps,
        breaks_reserve=breaks_reserve,
    )


def next_ones(
    needs: Sequence[Need], usable: Sequence[Force], picked: frozenset[str], rules: Rules
) -> tuple[Option, ...]:
    """List who would come next, soonest first, each under the first need it fits.

    After them come free units that no need calls for: the dispatcher may know better.
    """
    found: dict[str, Option] = {}
    for need in sorted(needs, key=lambda need: (need.tier, need.order)):
        for rank, force in enumerate(by_time(need, usable, rules), start=1):
            if force.code not in picked and force.code not in found:
                found[force.code] = option(need, force, rank)
    weight = {force.code: round(seconds_weighed(force, rules)) for force in usable}
    fitting = sorted(found.values(), key=lambda other: (weight[other.code], other.code))
    spare = [
        force
        for force in sorted(usable, key=lambda force: (force.seconds, force.code))
        if force.code not in picked and force.code not in found and not force.busy_with
    ]
    unfit = [option(None, force, rank) for rank, force in enumerate(spare, start=1)]
    return tuple((fitting + unfit)[:OTHERS_SHOWN])


def gaps(
    places: Sequence[Need],
    chosen: Sequence[Force | None],
    forces: Sequence[Force],
    left_out: dict[str, Hindrance],
) -> tuple[Shortfall, ...]:
    """Say of each unmet need how many units are missing, and what hinders those that would do."""
    missing = Counter(need for need, force in zip(places, chosen, strict=True) if force is None)
    found = []
    for need, number in missing.items():
        hindered = Counter(
            left_out.get(force.code, Hindrance.NEEDED_ELSEWHERE)
            for force in forces
            if need.fits(force.kind, force.capabilities) and not serves(need, force, places, chosen)
        )
        found.append(Shortfall(need, number, dict(sorted(hindered.items()))))
    return tuple(found)


def serves(
    need: Need, force: Force, places: Sequence[Need], chosen: Sequence[Force | None]
) -> bool:
    """Say whether a unit was chosen for this very need."""
    return any(
        place == need and pick is not None and pick.code == force.code
        for place, pick in zip(places, chosen, strict=True)
    )
