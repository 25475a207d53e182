"""Brings together what the detectors judge: looks, those who looked, and the cases."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tocsin.core.accesses.record import Act, Case, Look, Reader, Record, Span
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Bureau, Officer, Role
from tocsin.kernel.audit import api as audit
from tocsin.kernel.personal import api as personal
from tocsin.registers.units import api as units

CALL = "call:"
# Who does nothing but patrol is on duty with the crew of a unit; all others have a plan or none.
ROSTERED = frozenset({Role.OFFICER})


def gathered(bureau_id: int, span: Span, seen: personal.Sightings) -> Record:
    """Put the looks of a span together with their readers and cases."""
    looks = [look_of(one) for one in seen.looks]
    crews = crewed(bureau_id, span)
    readers = readers_of(bureau_id, seen.officers, roster_of(bureau_id, crews, span))
    return Record(looks, readers, cases_of(bureau_id, {look.case for look in looks}, crews, span))


def look_of(seen: personal.Seen) -> Look:
    """Write a look for the detectors."""
    return Look(
        number=seen.number,
        officer=seen.officer,
        person=str(seen.person),
        case=seen.case,
        at=seen.at,
        name=seen.likeness.name,
        surname=seen.likeness.surname,
        break_glass=seen.task == personal.BREAK_GLASS,
    )


Crewed = Mapping[int, Sequence[tuple[int, Span]]]


def crewed(bureau_id: int, span: Span) -> Crewed:
    """List for each unit who was on it, and when."""
    rows = units.Crew.objects.filter(bureau_id=bureau_id, from_at__lt=span.until).exclude(
        until_at__lte=span.since
    )
    found: defaultdict[int, list[tuple[int, Span]]] = defaultdict(list)
    for unit, member, since, until in rows.values_list("unit", "members", "from_at", "until_at"):
        found[unit].append((member, Span(since, until or span.until)))
    return found


def duty_in(crews: Crewed) -> dict[int, list[Span]]:
    """List the shifts of each who was on a unit, in order."""
    duty: defaultdict[int, list[Span]] = defaultdict(list)
    for members in crews.values():
        for officer, shift in members:
            duty[officer].append(shift)
    return {
        officer: sorted(shifts, key=lambda shift: shift.since) for officer, shifts in duty.items()
    }


@dataclass(frozen=True, slots=True)
class Roster:
    """Who was on a unit and at a desk when, and how far the plan of each reaches."""

    crews: Mapping[int, Sequence[Span]]
    desks: Mapping[int, Sequence[Span]]
    reach: Mapping[int, Span]

    def duty_of(self, officer: int, roles: Collection[Role]) -> Sequence[Span] | None:
        """List the shifts of somebody; nothing where nobody planned any."""
        crewed = self.crews.get(officer, ())
        if officer in self.reach:
            return sorted([*crewed, *self.desks.get(officer, ())], key=lambda span: span.since)
        return crewed or None if roles == ROSTERED else None

    def reach_for(self, officer: int, roles: Collection[Role]) -> Span | None:
        """Say how far somebody's shifts are known: those of crews always."""
        known_always = roles == ROSTERED and officer in self.crews
        return None if known_always else self.reach.get(officer)


def roster_of(bureau_id: int, crews: Crewed, span: Span) -> Roster:
    """Bring together who was on duty in a span."""
    known = units.desk_shifts_known(bureau_id, span.since, span.until)
    reach = units.plan_reach(Bureau.objects.get(pk=bureau_id))
    return Roster(
        duty_in(crews),
        {officer: [Span(*ends) for ends in shifts] for officer, shifts in known.items()},
        {officer: Span(*ends) for officer, ends in reach.items()},
    )


def readers_of(
    bureau_id: int, likenesses: Mapping[int, personal.Likeness], roster: Roster
) -> dict[int, Reader]:
    """Describe everybody of the bureau who may have looked."""
    rows = Officer.objects.filter(bureau_id=bureau_id).prefetch_related("grants")
    return {officer.pk: reader_of(officer, likenesses, roster) for officer in rows}


def reader_of(
    officer: Officer, likenesses: Mapping[int, personal.Likeness], roster: Roster
) -> Reader:
    """Describe one officer: what work, whose name, which shifts, and whether they have left."""
    grants = list(officer.grants.all())
    roles = {Role(grant.role) for grant in grants if grant.ended_at is None}
    ends = [grant.ended_at for grant in grants if grant.ended_at is not None]
    likeness = likenesses.get(officer.pk, personal.Likeness())
    return Reader(
        officer=officer.pk,
        work="+".join(sorted(roles)),
        name=likeness.name,
        surname=likeness.surname,
        duty=roster.duty_of(officer.pk, roles),
        planned=roster.reach_for(officer.pk, roles),
        left_at=max(ends) if ends and not roles else None,
    )


def cases_of(bureau_id: int, names: Collection[str], crews: Crewed, span: Span) -> dict[str, Case]:
    """Find what was done in the cases that are calls; of others nothing is known."""
    numbers = {name.removeprefix(CALL) for name in names if name.startswith(CALL)}
    traces = calls.call_traces(bureau_id=bureau_id, numbers=numbers)
    acts = acts_on(bureau_id, traces, span.until)
    sent = sent_to(bureau_id, [one.incident for one in traces if one.incident], crews)
    return {
        f"{CALL}{one.number}": Case(
            one.opened_by,
            one.opened_at,
            one.station,
            [act for name in one.subjects for act in acts[name]]
            + (sent[one.incident] if one.incident else []),
        )
        for one in traces
    }


def acts_on(
    bureau_id: int, traces: Iterable[calls.CallTrace], until: datetime
) -> defaultdict[str, list[Act]]:
    """List what people did about calls and their incidents, other than looking."""
    subjects = {name for one in traces for name in one.subjects}
    acts: defaultdict[str, list[Act]] = defaultdict(list)
    for done in audit.done_to(bureau_id=bureau_id, subjects=subjects, until=until):
        if done.action not in calls.LOOKS:
            work = done.action not in calls.AT_THE_EDGES
            acts[done.subject].append(Act(done.officer, done.at, work=work))
    return acts


def sent_to(
    bureau_id: int, incidents: Collection[UUID], crews: Crewed
) -> defaultdict[UUID, list[Act]]:
    """List who was sent to incidents: everybody on the unit at that moment."""
    rows = dispatch.Assignment.objects.filter(bureau_id=bureau_id, incident__in=incidents)
    sent: defaultdict[UUID, list[Act]] = defaultdict(list)
    for incident, unit, at in rows.values_list("incident", "unit", "assigned_at"):
        sent[incident] += [Act(who, at) for who, shift in crews.get(unit, ()) if at in shift]
    return sent
