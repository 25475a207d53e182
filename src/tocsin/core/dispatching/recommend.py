"""Whom to send: the needs of a plan filled by travel time, each pick and each gap explained.

All needs are filled together, as an assignment problem: see :mod:`.filling` for what counts before
what. A unit that alone can do something is therefore kept for it even when it is the nearest for
something simpler, and the pick says so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from tocsin.core.dispatching.coverage import Coverage
from tocsin.core.dispatching.explaining import Outcome, next_ones, picks_of, shortfalls_of
from tocsin.core.dispatching.filling import Filled, fill
from tocsin.core.dispatching.forces import (
    Doing,
    Force,
    Hindrance,
    Need,
    Objective,
    Recommendation,
    Rules,
    hindrance_of,
)
from tocsin.core.dispatching.weighing import MILLISECONDS, Table, tabulate

GAP = 1e12


def recommend(
    needs: Sequence[Need],
    forces: Sequence[Force],
    rules: Rules,
    sent: Sequence[Force] = (),
    coverage: Coverage | None = None,
) -> Recommendation:
    """Fill the needs that are still open.

    Equal inputs in any order give equal answers: ties go to the kind named first in the need,
    then to the units whose codes come first, and that need by need.

    Parameters
    ----------
    needs
        What the plan calls for.
    forces
        Units on duty; those already sent are passed over.
    sent
        Units that are with the incident already; each meets one place of one need.
    coverage
        What the free units cover; None where it is not to be looked at.

    Raises
    ------
    ValueError
        When two units have the same code.

    Examples
    --------
    >>> need = Need(1, ("car",), 1)
    >>> near, far = Force("02", "car", 90.0), Force("01", "car", 200.0)
    >>> found = recommend([need], [far, near], Rules())
    >>> [(pick.code, pick.seconds) for pick in found.picks]
    [('02', 90.0)]
    """
    there = {force.code for force in sent}
    ordered = sorted((f for f in forces if f.code not in there), key=lambda force: force.code)
    if len({force.code for force in ordered}) < len(ordered):
        raise ValueError("Each unit has a code of its own.")
    places = open_places(needs, sent)
    hindered = {
        force.code: found for force in ordered if (found := hindrance_of(force, rules)) is not None
    }
    fit = [force for force in ordered if force.code not in hindered]
    lost = coverage.lost_with() if coverage else {}
    table = tabulate(
        sorted(set(needs), key=_by_tier), fit, rules, lost, _remaining(ordered, hindered)
    )
    filled = fill(table, places, rules)
    outcome = Outcome(table, places, filled, ordered, hindered | reserved(table, filled))
    return Recommendation(
        picks=picks_of(outcome, lost),
        others=next_ones(outcome),
        shortfalls=shortfalls_of(outcome),
        left_out=outcome.left_out,
        objective=objective_of(outcome, coverage),
    )


def _remaining(forces: Sequence[Force], hindered: Mapping[str, Hindrance]) -> Mapping[str, int]:
    """Count by station the free units that only the way keeps from being sent."""
    far = {code for code, why in hindered.items() if why is Hindrance.TOO_FAR}
    return Counter(f.station for f in forces if f.code in far and f.doing is Doing.AVAILABLE)


def _by_tier(need: Need) -> tuple[int, int]:
    return need.tier, need.order


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


def reserved(table: Table, filled: Filled) -> dict[str, Hindrance]:
    """Name the units that stay because their station would be left below its floor."""
    picked = set(filled.chosen)
    return {
        table.forces[column].code: Hindrance.RESERVE
        for station in sorted(filled.held)
        for column in table.free_at[station]
        if column not in picked
    }


def objective_of(outcome: Outcome, coverage: Coverage | None) -> Objective:
    """Add up what was made as good as possible."""
    table = outcome.table
    sent = [(need, table.row_of[need], column) for need, column in outcome.sent()]
    places = Counter(need.tier for need in outcome.places)
    in_time = Counter(
        need.tier
        for need, row, column in sent
        if need.within_seconds is None or table.seconds[row, column] <= need.within_seconds
    )
    met = Counter(need.tier for need, _row, _column in sent)
    gone = [table.forces[column].code for _need, _row, column in sent]
    return Objective(
        in_time=_counts(places, in_time),
        places=_counts(places, places),
        unmet=_counts(places, places - met),
        reserve_broken=len(outcome.filled.over),
        total_seconds=float(sum(table.seconds[row, column] for _, row, column in sent)),
        weighed_seconds=float(sum(table.weighed[row, at] for _, row, at in sent)) / MILLISECONDS,
        coverage_lost=coverage.expected() - coverage.expected(gone) if coverage else None,
    )


def _counts(tiers: Mapping[int, int], counted: Mapping[int, int]) -> dict[int, int]:
    return {tier: counted.get(tier, 0) for tier in sorted(tiers)}
