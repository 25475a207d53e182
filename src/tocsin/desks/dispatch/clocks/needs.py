"""What an incident calls for: its response plan and its clock targets, from the catalogue."""

from tocsin.core.dispatching.clocks import Target, units_by_tier
from tocsin.desks.dispatch.models import Incident
from tocsin.registers.catalogue import api as catalogue

# Where the catalogue knows no such type: whoever patrols, one of them.
ANYONE = catalogue.Need(
    order=1,
    kinds=(catalogue.UnitKind.CAR, catalogue.UnitKind.MOTORCYCLE, catalogue.UnitKind.FOOT),
    number=1,
    capabilities=frozenset(),
    tier=1,
)


def plan_of(incident: Incident) -> catalogue.PlanLevel:
    """Return what the incident's type calls for at its urgency."""
    return called_for(incident)[0]


def called_for(incident: Incident) -> tuple[catalogue.PlanLevel, catalogue.Preemption]:
    """Return what an incident's type calls for, and from which incidents units may be taken."""
    level = catalogue.Urgency(incident.priority)
    try:
        kind = catalogue.type_by_code(incident.bureau, incident.type_code)
    except catalogue.NoSuchType:
        nobody = catalogue.Preemption(level, frozenset(), frozenset())
        return catalogue.PlanLevel(level, 0, (ANYONE,)), nobody
    return catalogue.plan_for(kind, level), catalogue.preemption_for(kind, level)


def targets_of(incident: Incident) -> list[Target]:
    """List the clock targets of the ground the incident is on."""
    return [
        Target(target.tier, target.seconds, target.warn_seconds)
        for target in catalogue.clock_targets(incident.bureau, incident.area_class)
    ]


def units_needed(incident: Incident) -> dict[int, int]:
    """Count how many units have to be there for each tier."""
    needs = plan_of(incident).needs
    return units_by_tier([(need.tier, need.number) for need in needs]) or {1: 1}
