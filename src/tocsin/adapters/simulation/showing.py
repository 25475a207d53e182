"""What the pages show of the demonstration."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.adapters.simulation.accounts import PASSWORD, ROLES
from tocsin.adapters.simulation.county import CALLS
from tocsin.adapters.simulation.models import Voice
from tocsin.adapters.simulation.taking import desks_for
from tocsin.desks.calls import api as calls
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.shell.desks import desks_open_to

WORK = {
    Role.CALL_TAKER: _("Answer the telephone, find the place, link what belongs together."),
    Role.DISPATCHER: _("Send the right crews and keep the response clocks."),
    Role.OFFICER: _("Take an assignment on the telephone and stamp each step."),
    Role.COMMUNITY_OFFICER: _("Look after a beat, and help where needed."),
    Role.SUPERVISOR: _("See whether help was fast, right and finished."),
    Role.ADMINISTRATOR: _("Keep the reference data and the addresses in order."),
    Role.SECURITY_OFFICER: _("Approve what needs two people, and review broken glass."),
    Role.AUDITOR: _("Examine the ledger and who looked at whom, without facts."),
}
# Where a role begins whose own desk is not the one that it is sent to first.
BEGINS = {Role.SECURITY_OFFICER: "review:desk"}


@dataclass(frozen=True, slots=True)
class RoleCard:
    """One role of the demonstration: what it does, and the desk it lands on."""

    role: Role
    work: str | Promise
    desk: str | Promise


def landing_of(role: Role) -> tuple[str, str | Promise]:
    """Say which page a role begins with, and what it is called."""
    desks = desks_open_to(frozenset({role}))
    first = BEGINS.get(role)
    # Else the desk that the fewest others share is the role's own.
    own = min(desks, key=lambda desk: (desk.address != first, len(desk.roles)), default=None)
    return (own.url, own.label) if own else ("/", _("Start"))


def role_cards() -> dict[str, object]:
    """List the roles by which one may sign in, with the password that unlocks them all."""
    cards = [RoleCard(role, WORK[role], landing_of(role)[1]) for role in ROLES]
    return {"roles": cards, "password": PASSWORD}


def strip_facts(officer: Officer) -> dict[str, object]:
    """Say which desks an officer may take over, and what the callers they talk to say."""
    desks = desks_for(officer)
    mine = {desk.key for desk in desks if desk.is_held_by(officer)}
    pace = moment.pace()
    return {
        "desks": [{"desk": desk, "mine": desk.key in mine} for desk in desks],
        "voices": voices_for(officer) if CALLS in mine else [],
        "hears_calls": CALLS in mine,
        "speed": f"{pace.speed:g}" if pace else "1",
    }


def voices_for(officer: Officer) -> list[Voice]:
    """List what the callers say to whom an officer is talking."""
    numbers = calls.Call.objects.filter(
        bureau=officer.bureau_id, state=calls.CallState.OPEN, answered_by=officer
    ).values("number")
    return list(Voice.objects.filter(bureau=officer.bureau_id, call_number__in=numbers))
