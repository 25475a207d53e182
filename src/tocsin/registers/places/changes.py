"""Changing addresses: proposed by one, verified by another, every reading kept."""

import math
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.api import publish
from tocsin.registers.places.acts import PROPOSED, REJECTED, VERIFIED
from tocsin.registers.places.errors import (
    AddressMovedOn,
    AlreadyDecided,
    NoReason,
    NoSuchPlace,
    ProposerCannotVerify,
)
from tocsin.registers.places.events import PlaceChanged
from tocsin.registers.places.ground import beat_at
from tocsin.registers.places.models import Address, AddressChange, AddressVersion
from tocsin.registers.places.naming import name_address

Outcome = AddressChange.Outcome
FARTHEST_EAST, FARTHEST_NORTH = 180.0, 90.0


@transaction.atomic
def propose_change(
    *,
    bureau: Bureau,
    text: str,
    lon: float,
    lat: float,
    reason: str,
    actor: Officer,
    at: datetime,
    address: Address | None = None,
    retire: bool = False,
) -> AddressChange:
    """Propose a new address, or another reading, point or the end of an existing one."""
    if not reason.strip() or not text.strip():
        raise NoReason(_("Give the address and say why it should change."))
    if not on_earth(lon, lat):
        raise NoSuchPlace(_("The point is not on the map. Click the place on the map again."))
    change = AddressChange.objects.create(
        bureau=bureau,
        address=address,
        base_version=address.version if address else 0,
        text=text.strip(),
        lon=lon,
        lat=lat,
        retire=retire and address is not None,
        reason=reason.strip(),
        proposed_by=actor,
        proposed_at=at,
    )
    code = address.code if address else ""
    audit.record(PROPOSED, subject=change, actor=actor, at=at, address=code, retire=change.retire)
    tell(change, code, at)
    return change


@transaction.atomic
def decide_change(
    *, change: AddressChange, verified: bool, reason: str, actor: Officer, at: datetime
) -> AddressChange:
    """Verify or reject a proposed change; a verified one takes effect at once.

    Raises
    ------
    ProposerCannotVerify
        The actor proposed it.
    AlreadyDecided
        Somebody was quicker.
    AddressMovedOn
        The address has changed since.
    """
    change = AddressChange.objects.select_for_update().get(pk=change.pk)
    refuse_unless_open(change, actor)
    if not verified and not reason.strip():
        raise NoReason(_("Say why the change is rejected; the proposer reads it."))
    change.outcome = Outcome.VERIFIED if verified else Outcome.REJECTED
    change.decided_by, change.decided_at, change.decision_reason = actor, at, reason.strip()
    if not verified:
        change.save()
        code = change.address.code if change.address else ""
        audit.record(REJECTED, subject=change, actor=actor, at=at, address=code)
        tell(change, code, at)
        return change
    address = take_effect(change, at)
    change.address = address
    change.save()
    audit.record(
        VERIFIED, subject=change, actor=actor, at=at, address=address.code, version=address.version
    )
    tell(change, address.code, at)
    return change


def refuse_unless_open(change: AddressChange, actor: Officer) -> None:
    """Refuse a second decision, and a decision on one's own proposal."""
    if change.outcome != Outcome.PROPOSED:
        raise AlreadyDecided(_("This change was already decided. Reload the list."))
    if change.proposed_by_id == actor.pk:
        raise ProposerCannotVerify(_("You proposed this change. Ask a colleague to verify it."))


def take_effect(change: AddressChange, at: datetime) -> Address:
    """Write the next version of the address, and keep its name in step."""
    address = address_to_change(change)
    here = beat_at(change.bureau, change.lon, change.lat)
    address.text, address.lon, address.lat = change.text, change.lon, change.lat
    address.beat = here.beat if here else None
    address.retired_at = at if change.retire else None
    address.version = change.base_version + 1
    address.save()
    AddressVersion.objects.create(
        bureau=change.bureau,
        address=address,
        version=address.version,
        text=address.text,
        lon=address.lon,
        lat=address.lat,
        from_at=at,
        change=change,
    )
    name_address(address)
    return address


def address_to_change(change: AddressChange) -> Address:
    """Lock the address, or begin a new one with a code of its own."""
    if change.address_id is None:
        return Address(bureau=change.bureau, code=f"N{change.pk:08}")
    address = Address.objects.select_for_update().get(pk=change.address_id)
    if address.version != change.base_version:
        raise AddressMovedOn(
            _(
                "The address has changed since this was proposed. "
                "Reject it and propose the change anew."
            )
        )
    return address


def on_earth(lon: float, lat: float) -> bool:
    """Say whether degrees are a place at all.

    >>> on_earth(106.65, 35.21), on_earth(float("nan"), 35.21), on_earth(106.65, 351.0)
    (True, False, False)
    """
    return (
        math.isfinite(lon)
        and math.isfinite(lat)
        and abs(lon) <= FARTHEST_EAST
        and abs(lat) <= FARTHEST_NORTH
    )


def tell(change: AddressChange, code: str, at: datetime) -> None:
    """Tell the desks."""
    publish(
        PlaceChanged(
            bureau_id=change.bureau_id,
            subject=f"change:{change.pk}",
            at=at,
            code=code,
            outcome=change.outcome,
        )
    )
