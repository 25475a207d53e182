"""Which places and changes an officer may see."""

from django.db.models import QuerySet

from tocsin.kernel.access.api import fetch
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.places.models import (
    Address,
    AddressChange,
    AddressVersion,
    Closure,
    ClosureVersion,
    Premises,
    RoadWeather,
)


def address_named(officer: Officer, code: str) -> Address:
    """Fetch an address of the officer's bureau."""
    rows = Address.objects.filter(bureau=officer.bureau)
    return fetch(rows.select_related("bureau", "division__parent", "beat__station"), code=code)


def changes_within(officer: Officer) -> QuerySet[AddressChange]:
    """Keep the changes proposed in the officer's bureau."""
    rows = AddressChange.objects.filter(bureau=officer.bureau)
    return rows.select_related("address", "proposed_by", "decided_by")


def change_numbered(officer: Officer, number: int) -> AddressChange:
    """Fetch a proposed change of the officer's bureau."""
    return fetch(changes_within(officer), pk=number)


def versions_of(address: Address) -> QuerySet[AddressVersion]:
    """List how an address has read, the latest first."""
    return address.versions.select_related("change__proposed_by", "change__decided_by").order_by(
        "-version"
    )


def premises_within(officer: Officer) -> QuerySet[Premises]:
    """Keep the premises of the officer's bureau, retired ones too."""
    return Premises.objects.filter(bureau=officer.bureau).select_related("address", "bureau")


def premises_named(officer: Officer, code: str) -> Premises:
    """Fetch premises of the officer's bureau, retired ones too."""
    return fetch(premises_within(officer), code=code)


def closures_within(officer: Officer) -> QuerySet[Closure]:
    """Keep the closures of the officer's bureau, past ones too."""
    return Closure.objects.filter(bureau=officer.bureau).select_related("bureau")


def closure_numbered(officer: Officer, number: int) -> Closure:
    """Fetch a closure of the officer's bureau."""
    return fetch(closures_within(officer), number=number)


def closure_history(closure: Closure) -> QuerySet[ClosureVersion]:
    """List how a closure has read, the latest first."""
    return closure.versions.select_related("by").order_by("-version")


def weather_within(officer: Officer) -> QuerySet[RoadWeather]:
    """List what was said of the weather in the officer's bureau, what comes last first."""
    rows = RoadWeather.objects.filter(bureau=officer.bureau).select_related("by")
    return rows.order_by("-from_at", "-pk")
