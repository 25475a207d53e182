"""Which free units are still on their way home from their last incident."""

from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, F, OuterRef, QuerySet, Subquery, When

from tocsin.desks.dispatch.models import Assignment
from tocsin.registers.units import api as units
from tocsin.registers.units.api import DutyStatus, Unit

# So long after it was cleared a unit is taken to be home, whatever its positions say.
LONGEST_WAY_HOME = timedelta(minutes=60)


def with_way_home(rows: QuerySet[Unit], at: datetime) -> QuerySet[Unit]:
    """Read with units, in the same query, since when each returns; ``returning_since`` holds it.

    A unit returns from the end of its last assignment, if that was cleared, until it was seen at
    its home post, says anything of itself, or an hour has passed.
    """
    on_the_way = ~units.seen_at_home("unit", since="ended_at")
    cleared = When(
        on_the_way,
        withdrawn=False,
        unit__standing__duty=DutyStatus.AVAILABLE,
        unit__standing__since__lte=F("ended_at"),
        then=F("ended_at"),
    )
    last = (
        Assignment.objects.filter(unit=OuterRef("pk"), ended_at__gt=at - LONGEST_WAY_HOME)
        .order_by("-ended_at")
        .values(since=Case(cleared, output_field=DateTimeField()))
    )
    return rows.annotate(returning_since=Subquery(last[:1]))


def returning_since(unit: Unit) -> datetime | None:
    """Say since when a unit read by ``with_way_home`` returns; None for one that does not."""
    since: datetime | None = getattr(unit, "returning_since", None)
    return since
