"""The report for other programs."""

from collections.abc import Mapping
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router

from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders, officer_of
from tocsin.kernel.accounts.api import Role
from tocsin.readers.supervision.access import scope_for
from tocsin.readers.supervision.forms import period_from
from tocsin.readers.supervision.plain import plain_report
from tocsin.readers.supervision.queries import report

router = Router(tags=["report"], auth=Holders(Role.SUPERVISOR, Role.INTEGRATION))


@router.get("", summary="Read the report of a period")
def read_report(
    request: HttpRequest,
    period: Literal["day", "week"] = "day",
    first: Annotated[str, Query(alias="from", max_length=40, description="2026-03-02")] = "",
    last: Annotated[str, Query(alias="to", max_length=40, description="2026-03-08")] = "",
) -> Mapping[str, object]:
    """Answer with the figures of a day, a week, or the days from one to another."""
    officer = officer_of(request)
    asked = period_from(
        {"period": period, "from": first, "to": last},
        at=moment.now(),
        time_zone=officer.bureau.time_zone,
    )
    return plain_report(report(scope_for(officer), asked))
