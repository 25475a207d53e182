"""Why a unit is recommended, told for a written scenario."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tocsin.core.dispatching.forces import Hindrance, Objective, Option, PassedOver, Shortfall

PERCENT = 100.0
TENTHS, MILLIONTHS = 1, 6


def reasons_of(pick: Option) -> list[str]:
    """Say why this unit, and why not the nearer ones."""
    told = [_rank(pick)]
    if pick.in_time is not None:
        told.append(_("in time") if pick.in_time else _("later than its tier allows"))
    if pick.taken_from:
        told.append(_("taken from {number}").format(number=pick.taken_from))
    if pick.breaks_reserve:
        told.append(_("leaves its station without reserve"))
    if pick.coverage_lost is not None:
        told.append(
            _("takes {share} % of the expected coverage along").format(
                share=round(pick.coverage_lost * PERCENT, TENTHS)
            )
        )
    return told + [nearer_told(passed) for passed in pick.nearer]


def _rank(pick: Option) -> str:
    if pick.rank == 1:
        return _("soonest of all that would do")
    return _("place {rank} of all that would do").format(rank=pick.rank)


def nearer_told(passed: PassedOver) -> str:
    """Say of a nearer unit why it is not sent."""
    sentences = {
        Hindrance.BUSY: _("{unit} is nearer but busy"),
        Hindrance.STALE: _("{unit} was nearer, but its position is old"),
        Hindrance.NEVER_FIXED: _("{unit} may be nearer, but has no position"),
        Hindrance.UNAVAILABLE: _("{unit} is nearer but unavailable"),
        Hindrance.RESTING: _("{unit} is nearer but resting"),
        Hindrance.RESERVE: _("{unit} is nearer but kept as its station's reserve"),
        Hindrance.NEEDED_ELSEWHERE: _("{unit} is nearer but needed for another part of this plan"),
        Hindrance.SAVES_TOO_LITTLE: _("{unit} is nearer, but too little to be taken off"),
        Hindrance.COVERAGE: _("{unit} is nearer, but would leave its area bare"),
        Hindrance.TOO_FAR: _("{unit} is nearer, but farther than may be sent"),
    }
    return sentences[passed.cause].format(unit=passed.code)


def shortfall_written(gap: Shortfall) -> Mapping[str, object]:
    """Write what is missing and why."""
    causes = {cause.value: number for cause, number in gap.hindrances.items()}
    told = ", ".join(f"{cause} {number}" for cause, number in causes.items())
    return {
        "reason": told or _("no unit of this kind and ability is there"),
        "missing": gap.missing,
        "causes": causes,
    }


def objective_written(objective: Objective) -> Mapping[str, object]:
    """Write what was made as good as possible, in the order in which it counts."""
    return {
        "in_time": {str(tier): number for tier, number in objective.in_time.items()},
        "in_time_share": {
            str(tier): round(objective.in_time[tier] / number, MILLIONTHS)
            for tier, number in objective.places.items()
            if number
        },
        "places": {str(tier): number for tier, number in objective.places.items()},
        "unmet": {str(tier): number for tier, number in objective.unmet.items()},
        "reserve_broken": objective.reserve_broken,
        "total_seconds": objective.total_seconds,
        "weighed_seconds": objective.weighed_seconds,
        "coverage_lost": objective.coverage_lost,
    }
