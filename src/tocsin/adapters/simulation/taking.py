"""Taking over a simulated desk, and giving it back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.adapters.simulation import acts
from tocsin.adapters.simulation.county import CALLS, DISPATCH, desk_of_unit
from tocsin.adapters.simulation.events import DeskTaken
from tocsin.adapters.simulation.models import SimulatedCounty, TakenDesk
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotForYou, Refusal
from tocsin.kernel.events.api import publish
from tocsin.registers.units import api as units

DESK_ROLES = {CALLS: Role.CALL_TAKER, DISPATCH: Role.DISPATCHER}


class DeskTakenByAnother(Refusal):
    """Another person works at the desk."""

    code = "simulation.desk_taken"


@dataclass(frozen=True, slots=True)
class DeskHere:
    """A desk that an officer may take over, and who has it."""

    key: str
    name: str
    taken_by: Officer | None

    def is_held_by(self, officer: Officer) -> bool:
        """Say whether an officer has the desk."""
        return self.taken_by is not None and self.taken_by.pk == officer.pk


def desks_for(officer: Officer) -> list[DeskHere]:
    """List the simulated desks that an officer's roles and crew open."""
    if not SimulatedCounty.objects.filter(bureau=officer.bureau_id).exists():
        return []
    names = {CALLS: _("Call desk"), DISPATCH: _("Dispatch desk")}
    found = {key: names[key] for key, role in DESK_ROLES.items() if role in officer.roles}
    unit = units.unit_for(officer) if Role.OFFICER in officer.roles else None
    if unit is not None:
        found[desk_of_unit(unit.pk)] = unit.name
    rows = TakenDesk.objects.filter(bureau=officer.bureau_id, desk__in=found)
    takers = {row.desk: row.officer for row in rows.select_related("officer")}
    return [DeskHere(key, name, takers.get(key)) for key, name in found.items()]


@transaction.atomic
def take_over(*, desk: str, actor: Officer, at: datetime) -> TakenDesk:
    """Let a simulated desk rest while a person does its work.

    Raises
    ------
    NotForYou
        The officer's roles and crew do not open the desk.
    DeskTakenByAnother
        Another person has it.
    """
    insist_may_take(desk, actor)
    row, made = TakenDesk.objects.get_or_create(
        bureau=actor.bureau, desk=desk, defaults={"officer": actor, "since": at}
    )
    if row.officer_id != actor.pk:
        raise DeskTakenByAnother(
            _("{name} works at this desk. Ask them to give it back.").format(name=row.officer.name)
        )
    if made:
        audit.record(acts.TAKEN_OVER, subject=row, actor=actor, at=at, desk=desk)
        tell(actor, desk, at, taken=True)
    return row


@transaction.atomic
def give_back(*, desk: str, actor: Officer, at: datetime) -> None:
    """Let the simulation go on with the work of a desk; one that rests no more stays as it is.

    Anybody whose role opens the desk may do so: who took it may have gone away.

    Raises
    ------
    NotForYou
        The officer's roles and crew do not open the desk.
    """
    row = TakenDesk.objects.filter(bureau=actor.bureau, desk=desk).first()
    if row is None:
        return
    if row.officer_id != actor.pk:
        insist_may_take(desk, actor)
    audit.record(acts.GIVEN_BACK, subject=row, actor=actor, at=at, desk=desk)
    row.delete()
    tell(actor, desk, at, taken=False)


def insist_may_take(desk: str, officer: Officer) -> None:
    """Refuse a desk that is not open to the officer."""
    if all(one.key != desk for one in desks_for(officer)):
        raise NotForYou(_("This desk is not open to your role. Sign in as another role."))


def tell(actor: Officer, desk: str, at: datetime, *, taken: bool) -> None:
    """Tell the browsers."""
    publish(
        DeskTaken(bureau_id=actor.bureau_id, subject=f"desk:{desk}", at=at, desk=desk, taken=taken)
    )
