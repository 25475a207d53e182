"""Sending units and calling them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_unit
from tocsin.desks.dispatch.acting.locking import hold_all, insist_open, reasoned, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.assignments.following import follow_assignments
from tocsin.desks.dispatch.errors import AssignmentOver, UnitNotOnDuty, UnitTaken
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.desks.dispatch.states import EntryKind, MilestoneKind, Tier
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Refusal
from tocsin.registers.units.api import DutyStatus, ReadyUnit, Unit

AT_WORK = Assignment.objects.filter(
    bureau_id=OuterRef("bureau_id"), unit=OuterRef("pk"), ended_at=None
).order_by()


@dataclass(frozen=True, slots=True)
class Standing:
    """A numbered post of a cordon: on which road, and where."""

    number: int
    road: str
    lon: float
    lat: float

    @property
    def facts(self) -> dict[str, object]:
        """What an assignment keeps of it."""
        return {
            "post_number": self.number,
            "post_road": self.road[:120],
            "post_lon": self.lon,
            "post_lat": self.lat,
        }


@transaction.atomic
def assign(
    *,
    incident: Incident,
    unit: Unit | ReadyUnit,
    actor: Officer,
    at: datetime,
    tier: int = Tier.NEAREST,
    need: str = "",
    eta_seconds: float | None = None,
    travel_by: str = "",
    recommendation: Mapping[str, object] | None = None,
    recommended: bool = False,
    overrule_reason: str = "",
    take: bool = False,
    post: Standing | None = None,
) -> Assignment:
    """Send a unit to an incident, or to a post of its cordon.

    The row of the unit decides: of two dispatchers who take one unit, the second is told who has
    it. With ``take`` a unit that is not yet on scene elsewhere is taken off that incident first;
    what was recommended is kept beside what was done.

    Raises
    ------
    UnitTaken
        The unit is with another incident.
    UnitNotOnDuty
        The unit is off duty or unavailable.
    NotInThisState
        The incident is no longer open.
    """
    held = hold_all({incident.pk, *incidents_of([unit.pk], incident.bureau_id)})
    here = held[incident.pk]
    insist_open(here)
    locked = hold_unit(unit)
    insist_on_duty(locked)
    taken_from = make_free(locked, here, held, take=take, actor=actor, at=at)
    made = store(
        here,
        locked,
        actor=actor,
        at=at,
        tier=tier,
        need=need[:60],
        eta_seconds=eta_seconds,
        travel_by=travel_by,
        recommendation=dict(recommendation or {}),
        recommended=recommended,
        overrule_reason=overrule_reason[:200],
        **(post.facts if post else {}),
    )
    follow_assignments(here)
    say_assigned(here, made, taken_from)
    save(here, at)
    return made


@dataclass(frozen=True, slots=True)
class Sending:
    """One unit of a set to be sent, and why it."""

    unit: Unit | ReadyUnit
    tier: int = Tier.NEAREST
    need: str = ""
    eta_seconds: float | None = None
    recommended: bool = False
    take: bool = False


@transaction.atomic
def assign_set(
    *,
    incident: Incident,
    sendings: Sequence[Sending],
    actor: Officer,
    at: datetime,
    travel_by: str = "",
    recommendation: Mapping[str, object] | None = None,
    overrule_reason: str = "",
) -> tuple[list[Assignment], list[Refusal]]:
    """Send several units; one that somebody else took meanwhile does not keep the others.

    Returns the assignments made and the refusals; when all were refused, the first is raised.
    """
    hold_concerned(incident, [sending.unit for sending in sendings])
    made: list[Assignment] = []
    refused: list[Refusal] = []
    for sending in sorted(sendings, key=lambda one: one.unit.pk):
        try:
            sent = assign(
                incident=incident,
                unit=sending.unit,
                actor=actor,
                at=at,
                tier=sending.tier,
                need=sending.need,
                eta_seconds=sending.eta_seconds,
                travel_by=travel_by,
                recommendation=recommendation,
                recommended=sending.recommended,
                overrule_reason="" if sending.recommended else overrule_reason,
                take=sending.take,
            )
        except (UnitTaken, UnitNotOnDuty) as refusal:
            refused.append(refusal)
        else:
            made.append(sent)
    if refused and not made:
        raise refused[0]
    return made, refused


def hold_concerned(incident: Incident, units: Sequence[Unit | ReadyUnit]) -> None:
    """Lock the incident and those its units are at: all of them before the first unit."""
    elsewhere = incidents_of([unit.pk for unit in units], incident.bureau_id)
    hold_all({incident.pk, *elsewhere})


def incidents_of(units: Sequence[int], bureau_id: int) -> list[UUID]:
    """Say at which incidents units are now."""
    rows = Assignment.objects.filter(bureau_id=bureau_id, unit_id__in=units, ended_at=None)
    return list(rows.order_by().values_list("incident_id", flat=True))


def store(
    incident: Incident, unit: Unit, *, actor: Officer, at: datetime, **facts: object
) -> Assignment:
    """Store an assignment with where the unit was, and its first stamp."""
    fix = getattr(unit, "position", None)
    made = Assignment.objects.create(
        bureau_id=incident.bureau_id,
        incident=incident,
        unit=unit,
        assigned_at=at,
        assigned_by=actor,
        from_lon=fix.lon if fix else None,
        from_lat=fix.lat if fix else None,
        **facts,
    )
    Milestone.objects.create(
        bureau_id=incident.bureau_id,
        assignment=made,
        kind=MilestoneKind.ASSIGNED,
        at=at,
        recorded_at=at,
        by=actor,
    )
    return made


def hold_unit(unit: Unit | ReadyUnit) -> Unit:
    """Lock a unit until the transaction ends; what only refers to it need not wait.

    Two steps: a read that had to wait for the lock would still show the standing of before.
    """
    list(Unit.objects.select_for_update(no_key=True).values_list("pk").filter(pk=unit.pk))
    rows = Unit.objects.select_related("standing", "position")
    return rows.annotate(at_work=Exists(AT_WORK)).get(pk=unit.pk)


def insist_on_duty(unit: Unit) -> None:
    """Refuse a unit that cannot be sent."""
    standing = getattr(unit, "standing", None)
    if unit.retired_at is None and standing and standing.duty == DutyStatus.AVAILABLE:
        return
    if standing and standing.duty == DutyStatus.UNAVAILABLE:
        raise UnitNotOnDuty(
            _(
                "{unit} is unavailable ({reason}). Set it available first, or choose another."
            ).format(unit=unit.name, reason=standing.reason or _("no reason given"))
        )
    raise UnitNotOnDuty(_("{unit} is off duty. Choose another unit.").format(unit=unit.name))


def make_free(
    unit: Unit,
    incident: Incident,
    held: Mapping[UUID, Incident],
    *,
    take: bool,
    actor: Officer,
    at: datetime,
) -> str:
    """Take the unit off where it is, when that was asked for; return that incident's number."""
    current = open_assignment_of(unit) if getattr(unit, "at_work", True) else None
    if current is None:
        return ""
    other = held.get(current.incident_id)
    arrived = current.milestones.filter(
        kind__in=[MilestoneKind.ARRIVED, MilestoneKind.FEEDBACK], superseded_at=None
    )
    if not take or other is None or other.pk == incident.pk or arrived.exists():
        raise UnitTaken(who_has_it(unit, current, incident))
    end(
        current,
        other,
        reason=_("Taken for {number}").format(number=incident.number),
        actor=actor,
        at=at,
        taken_for=incident.number,
    )
    return other.number


def who_has_it(unit: Unit, current: Assignment, incident: Incident) -> str:
    """Say where a unit is and who sent it there."""
    if current.incident_id == incident.pk:
        return _("{unit} is already with this incident, sent by {officer}.").format(
            unit=unit.name, officer=current.assigned_by.name
        )
    return _("{unit} is with {number} ({place}), sent by {officer}. Choose another unit.").format(
        unit=unit.name,
        number=current.incident.number,
        place=current.incident.place_text,
        officer=current.assigned_by.name,
    )


def say_assigned(incident: Incident, made: Assignment, taken_from: str) -> None:
    """Write into timeline, trail and events that a unit was sent."""
    at, actor = made.assigned_at, made.assigned_by
    tell(
        incident,
        EntryKind.ASSIGNMENT,
        "assigned",
        by=actor,
        at=at,
        text=made.overrule_reason,
        unit=made.unit.name,
        tier=made.tier,
        eta=made.eta_seconds,
        travel_by=made.travel_by,
        overruled=bool(made.recommendation) and not made.recommended,
        taken_from=taken_from,
        post=made.post_number,
        road=made.post_road,
    )
    audit.record(
        acts.ASSIGNED,
        subject=incident,
        actor=actor,
        at=at,
        number=incident.number,
        unit=made.unit.code,
        tier=made.tier,
        recommended=made.recommended,
        eta_seconds=made.eta_seconds,
        taken_from=taken_from,
        post=made.post_number,
    )
    tell_unit(incident, made.unit_id, at)


@transaction.atomic
def withdraw(*, assignment: Assignment, reason: str, actor: Officer, at: datetime) -> Assignment:
    """Call a unit back before its work is done.

    Raises
    ------
    AssignmentOver
        The unit has been cleared or withdrawn already.
    """
    held = hold_all([assignment.incident_id])[assignment.incident_id]
    current = fresh(assignment, held)
    end(current, held, reason=reasoned(reason), actor=actor, at=at)
    return current


def fresh(assignment: Assignment, incident: Incident) -> Assignment:
    """Read an assignment again under the lock of its held incident, or refuse when it is over."""
    current = Assignment.objects.select_related("unit").get(pk=assignment.pk)
    current.incident = incident
    if current.ended_at is not None:
        raise AssignmentOver(
            _("{unit} is no longer with {number}.").format(
                unit=current.unit.name, number=incident.number
            )
        )
    return current


def end(
    current: Assignment,
    incident: Incident,
    *,
    reason: str,
    actor: Officer,
    at: datetime,
    taken_for: str = "",
) -> None:
    """End an assignment as withdrawn; the incident is held."""
    current.ended_at = max(at, current.assigned_at)
    current.end_reason, current.withdrawn = reason[:200], True
    current.save(update_fields=["ended_at", "end_reason", "withdrawn"])
    follow_assignments(incident)
    tell(
        incident,
        EntryKind.ASSIGNMENT,
        "withdrawn",
        by=actor,
        at=at,
        text="" if taken_for else reason,
        unit=current.unit.name,
        taken_for=taken_for,
    )
    audit.record(
        acts.WITHDRAWN,
        subject=incident,
        actor=actor,
        at=at,
        number=incident.number,
        unit=current.unit.code,
        taken_for=taken_for,
    )
    tell_unit(incident, current.unit_id, at)
    save(incident, at)


def open_assignment_of(unit: Unit) -> Assignment | None:
    """Return where a unit is now; None when it is free."""
    rows = Assignment.objects.filter(bureau_id=unit.bureau_id, unit=unit, ended_at=None)
    return rows.select_related("incident", "assigned_by", "unit").first()
