"""Operations of the register of units for other programs."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders, officer_of, scope_of
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once_for_programs
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.units.access import unit_named
from tocsin.registers.units.facts import UnitHere
from tocsin.registers.units.queries import units_here
from tocsin.registers.units.services import set_duty
from tocsin.registers.units.states import DutyStatus

READERS = Holders(
    Role.CALL_TAKER,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.COMMUNITY_OFFICER,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
    Role.INTEGRATION,
)
SETTERS = Holders(Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.INTEGRATION)
router = Router(tags=["units"], auth=READERS)


class FixOut(Schema):
    """The last known place of a unit."""

    lon: float
    lat: float
    at: datetime
    age_seconds: float
    stale: bool


class UnitOut(Schema):
    """A unit as the register shows it; people are counted, not named."""

    code: str
    name: str
    kind: str
    capabilities: list[str]
    station: str | None
    duty: str
    reason: str
    since: datetime | None
    shift: str
    crew: int
    fix: FixOut | None


class DutyIn(Schema):
    """What a unit is doing; unavailable needs a reason."""

    duty: Literal["off_duty", "available", "unavailable"]
    reason: str = Field("", max_length=120)


def described(here: UnitHere) -> dict[str, object]:
    """Write a unit for a program."""
    unit, fix = here.unit, here.fix
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "capabilities": unit.capabilities,
        "station": unit.station.code if unit.station else None,
        "duty": here.duty,
        "reason": here.reason,
        "since": here.since,
        "shift": here.shift,
        "crew": len(here.members),
        "fix": {
            "lon": fix.lon,
            "lat": fix.lat,
            "at": fix.fixed_at,
            "age_seconds": fix.age.total_seconds(),
            "stale": fix.stale,
        }
        if fix
        else None,
    }


@router.get("", response=list[UnitOut], operation_id="units_list")
def listed(request: SignedInRequest) -> list[dict[str, object]]:
    """List the units within the key's sight."""
    scope = scope_of(request.user)
    rows = units_here(request.user.bureau, moment.now(), station_id=scope.station_id)
    return [described(here) for here in rows]


@router.post("/{code}/duty", auth=SETTERS, operation_id="units_set_duty")
@once_for_programs
def duty_set(request: HttpRequest, code: str, sent: DutyIn) -> dict[str, object]:
    """Say what a unit is doing."""
    officer = officer_of(request)
    standing = set_duty(
        unit=unit_named(officer, code),
        duty=DutyStatus(sent.duty),
        reason=sent.reason,
        actor=officer,
        at=moment.now(),
    )
    return {"code": code, "duty": standing.duty, "since": standing.since}
