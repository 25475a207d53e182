"""Which editions anybody may read, and who may print one."""

from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Bureau, Officer, Role
from tocsin.kernel.errors import NotForYou
from tocsin.readers.transparency.models import Edition


def bureau_of(code: str) -> Bureau:
    """Find the bureau of an address; what is printed there is for everybody."""
    return fetch(Bureau.objects.all(), code=code[:12])


def only_bureau() -> Bureau | None:
    """Find the bureau that is meant without a code: the only one there is."""
    found = list(Bureau.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def edition_of(code: str, number: int) -> Edition:
    """Find what a bureau has printed."""
    return fetch(Edition.objects.select_related("bureau"), bureau__code=code[:12], number=number)


def may_print(officer: object, bureau: Bureau) -> bool:
    """Say whether an officer answers for the figures: a supervisor of the whole bureau."""
    return (
        isinstance(officer, Officer)
        and officer.bureau_id == bureau.pk
        and Role.SUPERVISOR in officer.roles
        and scope_of(officer).station_id is None
    )


def bureau_to_print(officer: Officer, message: str) -> Bureau:
    """Find the bureau for which a supervisor may print; that it is one, the door has asked.

    Raises
    ------
    NotForYou
        The officer answers for one station only.
    """
    if scope_of(officer).station_id is not None:
        raise NotForYou(message)
    return officer.bureau
