"""What is done to premises: added, changed, retired, put back in use."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.api import publish
from tocsin.kernel.retiring import insist_in_use, restore, retire
from tocsin.registers.places import acts
from tocsin.registers.places.changes import on_earth
from tocsin.registers.places.errors import EditedMeanwhile, NoSuchPlace
from tocsin.registers.places.events import PlaceChanged
from tocsin.registers.places.facts import PremisesRow
from tocsin.registers.places.finding.edition import renew
from tocsin.registers.places.finding.tree import PREMISES
from tocsin.registers.places.models import Address, Premises


@transaction.atomic
def add_premises(
    *, bureau: Bureau, described: PremisesRow, actor: Officer, at: datetime
) -> Premises:
    """Add premises under a code of their own.

    Raises
    ------
    NoSuchPlace
        The point is not on the earth, or there is no address of this code.
    """
    premises = Premises(bureau=bureau, code=uuid4().hex, version=2)
    write(premises, described)
    premises.code = f"N{premises.pk:08}"
    premises.save(update_fields=["code"])
    audit.record(
        acts.PREMISES_ADDED,
        subject=premises,
        actor=actor,
        at=at,
        code=premises.code,
        kind=premises.kind,
    )
    tell(premises, at)
    return premises


@transaction.atomic
def change_premises(
    *, premises: Premises, described: PremisesRow, version: int, actor: Officer, at: datetime
) -> Premises:
    """Change what a crew reads of premises; *version* is what the writer saw.

    Raises
    ------
    EditedMeanwhile
        Somebody has changed them since.
    NotInUse
        They are retired.
    NoSuchPlace
        The point is not on the earth, or there is no address of this code.
    """
    premises = held(premises)
    insist_in_use(premises, premises.name)
    if premises.version != version:
        raise EditedMeanwhile(
            _(
                "Somebody has changed {name} since you opened this page. What you typed is still "
                "here: open the page again beside it and compare."
            ).format(name=premises.name)
        )
    premises.version += 1
    write(premises, described)
    audit.record(
        acts.PREMISES_CHANGED,
        subject=premises,
        actor=actor,
        at=at,
        code=premises.code,
        version=premises.version,
    )
    tell(premises, at)
    return premises


@transaction.atomic
def retire_premises(*, premises: Premises, actor: Officer, at: datetime) -> Premises:
    """Show premises to crews no longer; what is known of them stays on record."""
    premises = held(premises)
    retire(premises, premises.name, at)
    premises.save(update_fields=["retired_at"])
    audit.record(acts.PREMISES_RETIRED, subject=premises, actor=actor, at=at, code=premises.code)
    tell(premises, at)
    return premises


@transaction.atomic
def restore_premises(*, premises: Premises, actor: Officer, at: datetime) -> Premises:
    """Show retired premises to crews again."""
    premises = held(premises)
    restore(premises, premises.name)
    premises.version += 1
    premises.save(update_fields=["retired_at", "version"])
    audit.record(acts.PREMISES_RESTORED, subject=premises, actor=actor, at=at, code=premises.code)
    tell(premises, at)
    return premises


def held(premises: Premises) -> Premises:
    """Lock the row of premises, so that two who change them queue up."""
    rows = Premises.objects.select_for_update(of=("self",)).select_related("bureau")
    return rows.get(pk=premises.pk)


def write(premises: Premises, described: PremisesRow) -> None:
    """Store what is described."""
    points = [(described.lon, described.lat)]
    points += [(way["lon"], way["lat"]) for way in described.entrances]  # type: ignore[misc] # numbers by the form
    if not all(on_earth(lon, lat) for lon, lat in points):
        raise NoSuchPlace(_("The point is not on the map. Click the place on the map again."))
    premises.address = address_of(premises, described.address)
    premises.name, premises.kind = described.name, described.kind
    premises.lon, premises.lat = described.lon, described.lat
    premises.entrances, premises.hazards = described.entrances, described.hazards
    premises.access_notes = described.access_notes
    premises.save()


def address_of(premises: Premises, code: str) -> Address | None:
    """Find the address of premises by its code; none is no address."""
    if not code:
        return None
    found = Address.objects.filter(bureau=premises.bureau, code=code, retired_at=None).first()
    if found is None:
        raise NoSuchPlace(
            _("There is no address {code}. Find it under Places and copy its code.").format(
                code=code
            )
        )
    return found


def tell(premises: Premises, at: datetime) -> None:
    """Tell the desks, and those who look for it by name."""
    renew(premises.bureau_id, (PREMISES, premises.code))
    publish(
        PlaceChanged(
            bureau_id=premises.bureau_id,
            subject=f"premises:{premises.pk}",
            at=at,
            code=premises.code,
            outcome="premises",
        )
    )
