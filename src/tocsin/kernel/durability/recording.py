"""Acts of a whole installation, written into the trail of each of its bureaus."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tocsin.kernel.accounts.api import Bureau, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.audit.acts import Act

KEEPER = "keeper"


def of_all_bureaus() -> QuerySet[Bureau]:
    """List the bureaus of the installation."""
    return Bureau.objects.order_by("pk")


@transaction.atomic
def record(kind: Act, at: datetime, **facts: str | int | float | bool) -> None:
    """Write an act of the whole installation into the trail of each bureau."""
    for bureau in of_all_bureaus():
        keeper = service_officer(bureau, KEEPER)
        audit.record(kind, subject=bureau, actor=keeper, at=at, **facts)
