"""What is connected to what; the only place where that is said."""

from tocsin.adapters.intake import standing_in as intake
from tocsin.adapters.switch import standing_in as switch
from tocsin.desks.calls import api as calls
from tocsin.desks.calls import spooling
from tocsin.desks.calls.desk import CALLS, HELP
from tocsin.desks.calls.views import without
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.desk import DISPATCH
from tocsin.desks.duty.desk import PHONE
from tocsin.kernel.access.api import Policy, declare_named
from tocsin.kernel.events.api import subscribe
from tocsin.kernel.keyacts.desk import KEYS, TOUCHED_ALONE
from tocsin.kernel.personal.api import GlassBroken
from tocsin.kernel.retention import api as retention
from tocsin.kernel.shell.desks import open_desk
from tocsin.kernel.shell.doors import open_door
from tocsin.kernel.shell.notices import give_notice
from tocsin.kernel.shell.officers import OFFICERS as PEOPLE
from tocsin.kernel.shell.standing_in import stand_in
from tocsin.kernel.two_person.desk import TWO_PEOPLE
from tocsin.readers.exports.desk import EXPORTS, RECEIVERS
from tocsin.readers.records.desk import RETENTION
from tocsin.readers.residents.desk import CORRECTIONS, OWN_RECORD, WINDOW, WISHES
from tocsin.readers.review import api as review
from tocsin.readers.review.desk import BROKEN, REVIEW
from tocsin.readers.supervision.desk import COPIES, SUPERVISION
from tocsin.readers.transparency.door import FIGURES
from tocsin.registers.catalogue.desk import CATALOGUE
from tocsin.registers.places import api as places
from tocsin.registers.places.desk import PLACES
from tocsin.registers.units import api as units
from tocsin.registers.units.desk import UNITS

# In the order in which the top bar lists them.
DESKS = (
    CALLS,
    DISPATCH,
    PHONE,
    SUPERVISION,
    REVIEW,
    RETENTION,
    WINDOW,
    WISHES,
    CORRECTIONS,
    UNITS,
    PLACES,
    CATALOGUE,
    PEOPLE,
    TWO_PEOPLE,
    KEYS,
    EXPORTS,
    RECEIVERS,
)

EVERYONE = Policy(everyone=True)
OFFICERS = Policy()

# Addresses of libraries, by name; what is not named here is refused.
LIBRARY_POLICIES = {
    "account_login": EVERYONE,
    "account_logout": EVERYONE,
    "account_inactive": EVERYONE,
    "account_reauthenticate": OFFICERS,
    "account_change_password": OFFICERS,
    "mfa_authenticate": EVERYONE,
    "mfa_login_webauthn": EVERYONE,
    "mfa_reauthenticate": OFFICERS,
    "mfa_reauthenticate_webauthn": OFFICERS,
    "mfa_index": OFFICERS,
    "mfa_activate_totp": OFFICERS,
    "mfa_deactivate_totp": OFFICERS,
    "mfa_view_recovery_codes": OFFICERS,
    "mfa_generate_recovery_codes": OFFICERS,
    "mfa_download_recovery_codes": OFFICERS,
    "mfa_list_webauthn": OFFICERS,
    "mfa_add_webauthn": OFFICERS,
    "mfa_edit_webauthn": OFFICERS,
    "mfa_remove_webauthn": OFFICERS,
}


def connect() -> None:
    """Connect the parts; called once when the system starts."""
    declare_named(LIBRARY_POLICIES)
    for desk in DESKS:
        open_desk(desk)
    for door in (HELP, OWN_RECORD, FIGURES):
        open_door(door)
    give_notice(BROKEN)
    give_notice(TOUCHED_ALONE)
    give_notice(COPIES)
    subscribe(GlassBroken, review.glass_broken)
    units.keep_while(incident_at_hand)
    look_after_what_is_kept()
    stand_in_for_the_database()


def look_after_what_is_kept() -> None:
    """Say which desk knows of which people and cases whether they are still needed."""
    kinds = retention.RetentionClass
    retention.look_after_people(
        kinds.CALL, retention.PeopleOfDesk(calls.callers, calls.let_go_of_caller)
    )
    retention.look_after_people(
        kinds.PREMISES,
        retention.PeopleOfDesk(places.key_holders_kept, places.let_go_of_key_holder),
    )
    retention.look_after_cases("call", calls.call_standings)
    retention.look_after_cases("incident", dispatch.incident_standings)
    retention.look_after_cases("premises", places.premises_standings)


def stand_in_for_the_database() -> None:
    """Say which pages go on without the database, and how what they keep is entered."""
    spooling.wire()
    for name in ("calls:desk", "calls:without", "dispatch:desk"):
        stand_in(name, without.desk)
    for name in ("calls:help", "calls:help_of"):
        stand_in(name, without.help_asked)
    stand_in("calls:save", without.save)
    for name, answer in (intake.STAND_INS | switch.STAND_INS).items():
        stand_in(name, answer)


def incident_at_hand(unit: units.Unit) -> str:
    """Name the incident that a unit is assigned to; empty where there is none."""
    engaged = dispatch.open_assignments_by_unit(unit.bureau_id, only=[unit.pk]).get(unit.pk)
    return engaged.incident.number if engaged else ""
