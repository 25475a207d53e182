"""Which editions there are."""

from tocsin.kernel.accounts.api import Bureau
from tocsin.readers.transparency.models import Edition


def bureaus_with_editions() -> list[Bureau]:
    """List the bureaus that have printed anything."""
    rows = Bureau.objects.filter(pk__in=Edition.objects.values("bureau"))
    return list(rows.order_by("code"))


def editions_of(bureau: Bureau) -> list[Edition]:
    """List the editions of a bureau, the newest first, without what they print."""
    return list(Edition.objects.filter(bureau=bureau).defer("printed"))


def newest_of(bureau: Bureau) -> Edition | None:
    """Find what a bureau printed last; it is for everybody."""
    return Edition.objects.select_related("bureau").filter(bureau=bureau).first()
