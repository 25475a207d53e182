"""The response clocks of an incident: started, read from arrivals, warned of and escalated."""

from dataclasses import dataclass
from datetime import datetime

from tocsin.core.dispatching import clocks as rules
from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_clock, tell_incident
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.clocks import needs
from tocsin.desks.dispatch.models import Clock, Incident, Milestone
from tocsin.desks.dispatch.states import ClockState, EntryKind, IncidentState, MilestoneKind
from tocsin.kernel.accounts.api import service_officer
from tocsin.kernel.audit import api as audit

TICKING = [ClockState.RUNNING, ClockState.WARNED]


# Help was there but nobody stamped the arrival, or none was needed: there is nothing to count.
UNCOUNTED = {
    IncidentState.CLEARED,
    IncidentState.CLOSED,
    IncidentState.MERGED,
    IncidentState.TRANSFERRED,
}


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What one look at the clocks found."""

    warned: int = 0
    breached: int = 0
    met: int = 0

    def __add__(self, other: "ScanReport") -> "ScanReport":
        """Count two looks together."""
        return ScanReport(
            self.warned + other.warned, self.breached + other.breached, self.met + other.met
        )


def start_clocks(incident: Incident, at: datetime) -> list[Clock]:
    """Start the tiers that the plan calls for; a tier that adds no unit is kept as not counted."""
    wanted = needs.units_needed(incident)
    made = []
    for target in needs.targets_of(incident):
        started = rules.start(target, wanted.get(target.tier, 1), at)
        made.append(
            Clock(
                bureau_id=incident.bureau_id,
                incident=incident,
                tier=target.tier,
                state=ClockState.RUNNING if target.tier in wanted else ClockState.VOID,
                started_at=started.started_at,
                warn_at=started.warn_at,
                due_at=started.due_at,
                units_needed=started.units_needed,
            )
        )
    return Clock.objects.bulk_create(made)


def restart_clocks(incident: Incident, at: datetime) -> None:
    """Ask the clocks for what the plan now calls for; a tier newly called for starts now."""
    wanted = needs.units_needed(incident)
    targets = {target.tier: target for target in needs.targets_of(incident)}
    for clock in incident.clocks.filter(state__in=[*TICKING, ClockState.VOID]):
        if clock.tier not in wanted:
            clock.state = ClockState.VOID
        elif clock.state == ClockState.VOID and clock.tier in targets:
            started = rules.start(targets[clock.tier], wanted[clock.tier], at)
            clock.state = ClockState.RUNNING
            clock.started_at, clock.warn_at = started.started_at, started.warn_at
            clock.due_at = started.due_at
        clock.units_needed = wanted.get(clock.tier, clock.units_needed)
        clock.save()


def arrivals_of(incident: Incident) -> list[datetime]:
    """List when units arrived, one moment for each assignment that has one."""
    stamps = Milestone.objects.filter(
        bureau_id=incident.bureau_id,
        assignment__incident=incident,
        kind=MilestoneKind.ARRIVED,
        superseded_at=None,
    )
    return list(stamps.values_list("at", flat=True))


def settle_clocks(
    incident: Incident, at: datetime, arrivals: list[datetime] | None = None
) -> ScanReport:
    """Read every tier of a held incident again and store what changed.

    A merged incident has handed its units on, so that what its tiers had come to by then stands.
    """
    report = ScanReport()
    counted = incident.clocks.exclude(state=ClockState.VOID)
    if incident.state == IncidentState.MERGED:
        counted = counted.filter(state__in=TICKING)
    clocks = list(counted)
    known = arrivals_of(incident) if clocks and arrivals is None else arrivals or []
    for clock in clocks:
        report += settle(incident, clock, known, at)
    return report


def settle(incident: Incident, clock: Clock, arrivals: list[datetime], at: datetime) -> ScanReport:
    """Read one tier and store, tell and escalate a change; a miss is told once and never again."""
    span = rules.TierClock(clock.started_at, clock.warn_at, clock.due_at, clock.units_needed)
    reading = rules.read(span, arrivals, at)
    before, after = ClockState(clock.state), ClockState(reading.state.value)
    if before == ClockState.WARNED and after == ClockState.RUNNING:
        after = before
    if after in TICKING and incident.state in UNCOUNTED:
        after = ClockState.VOID
    if before == after and clock.stopped_at == reading.stopped_at:
        return ScanReport()
    clock.state, clock.stopped_at = after, reading.stopped_at
    clock.breached_at = reading.breached_at
    newly_missed = after == ClockState.BREACHED and not clock.escalated_to
    if newly_missed:
        clock.escalated_to = list(rules.escalate_to(clock.tier, incident.priority))
    clock.save(update_fields=["state", "stopped_at", "breached_at", "escalated_to"])
    if before == after:
        return ScanReport()
    tell_clock(incident, clock.tier, after, at)
    if after == ClockState.WARNED or newly_missed:
        announce(incident, clock, at)
    return ScanReport(
        warned=int(after == ClockState.WARNED),
        breached=int(newly_missed),
        met=int(after == ClockState.MET),
    )


def announce(incident: Incident, clock: Clock, at: datetime) -> None:
    """Write a warning or a missed tier into the timeline and the trail."""
    clerk = service_officer(incident.bureau, "clock")
    missed = clock.state == ClockState.BREACHED
    tell(
        incident,
        EntryKind.CLOCK,
        "clock_breached" if missed else "clock_warned",
        by=clerk,
        at=at,
        tier=clock.tier,
        units=clock.units_needed,
        seconds=(clock.due_at - clock.started_at).total_seconds(),
        left=max(0.0, (clock.due_at - at).total_seconds()),
        escalated_to=", ".join(clock.escalated_to),
    )
    facts: dict[str, str | int] = {"number": incident.number, "tier": clock.tier}
    if missed:
        facts["escalated_to"] = ",".join(clock.escalated_to)
    kind = acts.CLOCK_BREACHED if missed else acts.CLOCK_WARNED
    audit.record(kind, subject=incident, actor=clerk, at=at, **facts)
    tell_incident(incident, at)
