"""A small made set of incidents, whose figures are worked out by hand in the tests."""

from datetime import datetime, timedelta

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.kernel.accounts.api import Officer, Role, Station, enlist
from tocsin.registers.catalogue import api as catalogue

NOON = make.NOON


def after(seconds: float) -> datetime:
    """Return a moment so many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def sent(
    place: str,
    *,
    at: datetime,
    assigned: float | None,
    type_code: str = "0301",
    where: tuple[float, float] = make.HERE,
    unit_at: tuple[float, float] = make.HERE,
    **stamps: float,
) -> tuple[Incident, Assignment | None]:
    """Open an incident whose call came a minute before and was answered after six seconds.

    ``assigned`` and the stamps are seconds after ``at``; without ``assigned`` nobody is sent.
    """
    incident = make_dispatch.incident(place, at=at, type_code=type_code, where=where)
    if assigned is None:
        return incident, None
    unit = make.unit(at=unit_at, fixed_at=at)
    assignment = make_dispatch.sent(incident, unit, at=at + timedelta(seconds=assigned))
    for kind, seconds in stamps.items():
        make_dispatch.stamp(assignment, kind, at=at + timedelta(seconds=seconds))
    return incident, assignment


def stamp_at(assignment: Assignment, kind: str, at: datetime) -> Milestone:
    """Write a stamp past the service that would refuse it, as a faulty import would."""
    return Milestone.objects.create(
        bureau_id=assignment.bureau_id,
        assignment=assignment,
        kind=kind,
        at=at,
        recorded_at=at,
        by=make.officer("ma"),
    )


def day_of_work() -> dict[str, Incident]:
    """Make one noon's incidents: fast, slow, withdrawn, without stamps, contradictory, unsent."""
    make_dispatch.tables()
    made = {}
    made["slow"], _one = sent(
        "甲", at=NOON, assigned=6, received=16, departed=56, arrived=246, feedback=306, cleared=600
    )
    made["corrected"], corrected = sent(
        "乙", at=after(600), assigned=20, received=90, departed=420, arrived=620, type_code="0201"
    )
    assert corrected is not None
    dispatch.correct_milestone(
        milestone=corrected.milestones.get(kind="arrived"),
        new_at=after(600 + 500),
        reason="按错",
        actor=make.officer("zhao"),
        at=after(1300),
    )
    made["withdrawn"], withdrawn = sent("丙", at=after(1200), assigned=0)
    assert withdrawn is not None
    dispatch.withdraw(
        assignment=withdrawn, reason="另有任务", actor=make.officer("zhao"), at=after(1230)
    )
    made["no departure"], _two = sent("丁", at=after(1800), assigned=6, arrived=106, cleared=200)
    made["contradiction"], hasty = sent("戊", at=after(2400), assigned=6, departed=100)
    assert hasty is not None
    stamp_at(hasty, "arrived", after(2400 + 90))
    made["unsent"], _nobody = sent("己", at=after(3000), assigned=None)
    dispatch.close_incident(
        incident=made["unsent"],
        disposition=ending_of(made["unsent"]),
        outcome="电话解释后报警人满意",
        actor=make.officer("zhao"),
        at=after(3060),
    )
    return made


def ending_of(incident: Incident) -> str:
    """Choose an ending that fits an incident."""
    found = catalogue.dispositions(incident.bureau, incident_class=incident.type_code[:2])
    return found[0].code


def supervisor(of: Station) -> Officer:
    """Enlist a supervisor who answers for one station."""
    return enlist(
        username=f"guan.{of.code}",
        name="站督察",
        bureau=of.bureau,
        roles=(Role.SUPERVISOR,),
        at=NOON,
        station=of,
    )
