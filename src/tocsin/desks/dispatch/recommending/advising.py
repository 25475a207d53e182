"""Recommendations from live positions: what the plan needs, filled by travel time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tocsin.core.dispatching.coverage import Coverage
from tocsin.core.dispatching.forces import (
    Doing,
    Force,
    Hindrance,
    Need,
    Recommendation,
    Rules,
)
from tocsin.core.dispatching.recommend import recommend as fill_needs
from tocsin.desks.dispatch.clocks.needs import called_for
from tocsin.desks.dispatch.cover.covering import Cover, cover_of, covers
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.queries.engagements import Busy, busy_units
from tocsin.desks.dispatch.queries.progress import progress_of
from tocsin.desks.dispatch.recommending.travel_times import expected_ways
from tocsin.desks.dispatch.travel.moving import fix_age
from tocsin.desks.dispatch.travel.spans import Expected
from tocsin.registers.units import api as units
from tocsin.registers.units.api import DutyStatus, ReadyUnit


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation, how its travel times were found, and by code the units and their times.

    ``bared`` names the ground that would be left bare by units that are spared for it.
    """

    found: Recommendation
    needs: tuple[Need, ...]
    by: str
    units: dict[str, ReadyUnit]
    at: datetime
    expected: Mapping[str, Expected] = field(default_factory=dict)
    bared: Mapping[str, str] = field(default_factory=dict)

    def kept(self) -> dict[str, object]:
        """Write what is kept beside an assignment: whom the desk recommended, and how."""
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "picks": [
                {
                    "unit": pick.code,
                    "need": pick.need.order if pick.need else "",
                    "tier": pick.need.tier if pick.need else 1,
                    "seconds": round(pick.seconds),
                    "taken_from": pick.taken_from,
                }
                for pick in self.found.picks
            ],
            "missing": sum(gap.missing for gap in self.found.shortfalls),
        }


def recommend(*, incident: Incident, at: datetime) -> Advice:
    """Say whom to send to an incident now, from live positions and the roads in force."""
    needs, rules = asked_by(incident, at)
    crews = units.ready(incident.bureau)
    busy = busy_units(incident.bureau_id)
    ways, by = expected_ways(incident, crews, at)
    here: list[Force] = []
    elsewhere: list[Force] = []
    for unit, way in zip(crews, ways, strict=True):
        current = busy.get(unit.pk)
        force = force_of(unit, current, way.seconds, at)
        (here if current and current.incident_id == incident.pk else elsewhere).append(force)
    cover = cover_of(incident.bureau_id)
    free = [unit for unit in crews if unit.pk not in busy and covers(unit, at)]
    coverage = cover.coverage(free) if cover else None
    found = fill_needs(needs, elsewhere, rules, sent=here, coverage=coverage)
    return Advice(
        found=found,
        needs=needs,
        by=by,
        units={unit.code: unit for unit in crews},
        at=at,
        expected={unit.code: way for unit, way in zip(crews, ways, strict=True)},
        bared=bared_by(found, cover, coverage),
    )


def asked_by(incident: Incident, at: datetime) -> tuple[tuple[Need, ...], Rules]:
    """Say what an incident's plan calls for now, and by which rules."""
    plan, preemption = called_for(incident)
    left = {clock.tier: (clock.due_at - at).total_seconds() for clock in incident.clocks.all()}
    needs = tuple(
        Need(
            need.order,
            tuple(kind.value for kind in need.kinds),
            need.number,
            frozenset(ability.value for ability in need.capabilities),
            need.tier,
            left.get(need.tier),
        )
        for need in plan.needs
    )
    return needs, Rules(
        reserve_floor=plan.reserve_floor,
        own_station=str(incident.station_id or ""),
        take_from=frozenset(int(level) for level in preemption.may_take_from_levels),
        while_doing=preemption.while_status,
        worth_taking_seconds=float(plan.weights.taking_seconds),
        level=incident.priority,
        coverage_seconds=float(plan.weights.coverage_seconds),
    )


def bared_by(
    found: Recommendation, cover: Cover | None, coverage: Coverage | None
) -> dict[str, str]:
    """Name for each unit that is spared for its area the ground that it alone covers."""
    if cover is None or coverage is None:
        return {}
    spared = {
        passed.code
        for pick in found.picks
        for passed in pick.nearer
        if passed.cause == Hindrance.COVERAGE
    }
    places = {code: coverage.bared_by(code) for code in sorted(spared)}
    return {code: cover.names[at] for code, at in places.items() if at is not None}


def force_of(unit: ReadyUnit, current: Busy | None, seconds: float, at: datetime) -> Force:
    """Describe a unit to the rules."""
    doing = Doing.AVAILABLE
    if current is not None:
        doing = Doing(progress_of(current.stamps).value)
    elif unit.duty != DutyStatus.AVAILABLE:
        doing = Doing.UNAVAILABLE
    return Force(
        code=unit.code,
        kind=unit.kind,
        seconds=seconds,
        capabilities=frozenset(unit.capabilities),
        station=str(unit.station_id or ""),
        doing=doing,
        fix_age_seconds=fix_age(unit, at),
        busy_with=current.number if current else "",
        busy_level=current.priority if current else None,
    )
