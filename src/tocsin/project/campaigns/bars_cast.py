"""Who tries the bars behind the doors, and what they find there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import Model

from tocsin.desks.calls.api import Call
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer, Role, enlist
from tocsin.kernel.personal import api as personal
from tocsin.kernel.seals import services as seals
from tocsin.kernel.two_person.api import Proposal
from tocsin.project.campaigns.bars import (
    Dropped,
)
from tocsin.project.campaigns.belongings import Neighbours

# Longer than what two people decide holds.
LATE = timedelta(hours=25)
Tried = Callable[[], object]
# Of each bar its kind, how it is dropped, and what must not go through.
Bars = dict[str, tuple[str, Dropped, Tried]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts, and when."""

    jack: Officer
    yonder: Officer
    leader: Officer
    guard: Officer
    patrol: Officer
    # Leads and watches: the two roles that propose and approve, in one person.
    both: Officer
    at: datetime

    def first(self, label: str) -> Model:
        """Take the first row of a table of the home bureau."""
        rows = apps.get_model(label)._default_manager.filter(bureau=self.jack.bureau)
        row = rows.order_by("pk")[0]
        assert isinstance(row, Model)  # noqa: S101 - a row of a table
        return row

    def incident(self) -> dispatch.Incident:
        """Take the first incident."""
        rows = dispatch.Incident.objects.filter(bureau=self.jack.bureau)
        return rows.order_by("number")[0]

    def proposed(self, by: Officer) -> Proposal:
        """Seal a caller and propose that a patrol officer looks."""
        call = Call.objects.filter(bureau=by.bureau).order_by("number")[0]
        case = f"call:{call.number}"
        assert call.caller is not None  # noqa: S101 - they left a number
        personal.seal(
            subject=call.caller, case=case, reason="witness", actor=self.leader, at=self.at
        )
        return seals.propose_unsealing(
            subject=call.caller,
            case=case,
            username=self.patrol.username,
            hours=1,
            reason="hearing",
            actor=by,
            at=self.at,
        )


def cast_of(there: Neighbours, at: datetime) -> Cast:
    """Find who is there already, and enlist who holds two roles."""
    by_name = {one.name: one.officer for one in there.askers if one.officer is not None}
    jack, yonder = there.jack.officer, there.yonder.officer
    assert jack is not None  # noqa: S101 - both are somebody
    assert yonder is not None  # noqa: S101 - both are somebody
    roles = [Role.SUPERVISOR, Role.SECURITY_OFFICER]
    both = enlist(username="both.drill", name="both", bureau=jack.bureau, roles=roles, at=at)
    leader, guard = by_name[Role.SUPERVISOR.value], by_name[Role.SECURITY_OFFICER.value]
    return Cast(jack, yonder, leader, guard, by_name[Role.OFFICER.value], both, at)
