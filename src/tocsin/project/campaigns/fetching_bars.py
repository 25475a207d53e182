"""Fetching behind another fetching: another bureau's rows asked of the function itself."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet

from tocsin.desks.dispatch import access as dispatching
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.duty import access as duty
from tocsin.kernel.access.api import not_there
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.project.campaigns.bars import Bar
from tocsin.project.campaigns.belongings import Neighbours
from tocsin.registers.units import api as units


@dataclass(frozen=True, slots=True)
class Sides:
    """Somebody who may do everything at home, and a first row of the other bureau."""

    jack: Officer
    yonder: Bureau
    home: Bureau

    def theirs(self, label: str) -> Model:
        """Take the first row of a table of the other bureau."""
        row = apps.get_model(label)._default_manager.filter(bureau=self.yonder).order_by("pk")[0]
        assert isinstance(row, Model)  # noqa: S101 - a row of a table
        return row

    def incident(self) -> dispatch.Incident:
        """Take the first incident of the other bureau."""
        return dispatch.Incident.objects.filter(bureau=self.yonder).order_by("number")[0]


def fetching_bars(there: Neighbours) -> Iterator[Bar]:
    """List them: while the check stands, nothing of the other bureau is there."""
    jack, yonder = there.jack.officer, there.yonder.officer
    assert jack is not None  # noqa: S101 - both are somebody
    assert yonder is not None  # noqa: S101 - both are somebody
    sides = Sides(jack, yonder.bureau, jack.bureau)
    for function, tried in tries_of(sides).items():
        # Dropped where all functions that fetch are: here it is only tried.
        yield Bar(function, "scope", nullcontext, tried)


def tries_of(sides: Sides) -> dict[str, Callable[[], object]]:
    """Name the functions, and how each is asked for what is not its asker's."""
    here = "tocsin.desks.dispatch.access"
    return {
        f"{here}.assignment_for": lambda: dispatching.assignment_for(
            sides.jack, sides.incident(), sent_to(sides.incident()).pk
        ),
        f"{here}.assignment_for_programs": lambda: dispatching.assignment_for_programs(
            sides.jack, sides.incident(), sent_to(sides.incident()).pk
        ),
        f"{here}.milestone_for": lambda: dispatching.milestone_for(
            sides.jack, sides.incident(), int(of_incident("dispatch.Milestone", sides).pk)
        ),
        f"{here}.entry_for": lambda: dispatching.entry_for(
            sides.jack, sides.incident(), int(of_incident("dispatch.TimelineEntry", sides).pk)
        ),
        f"{here}.units_for": lambda: some(
            dispatching.units_for(sides.jack).filter(bureau=sides.yonder)
        ),
        f"{here}.sent_as_partner": lambda: written_by_others(sides),
        "tocsin.desks.duty.access.own_assignments": lambda: lent(sides),
        f"{here}.offers_to": lambda: offered_to_others(sides),
    }


def sent_to(incident: dispatch.Incident) -> dispatch.Assignment:
    """Take the first assignment of an incident."""
    return dispatch.Assignment.objects.filter(incident=incident)[0]


def of_incident(label: str, sides: Sides) -> Model:
    """Take a row that belongs to the other bureau's incident."""
    path = "assignment__incident" if label.endswith("Milestone") else "incident"
    row = apps.get_model(label)._default_manager.filter(**{path: sides.incident()})[0]
    assert isinstance(row, Model)  # noqa: S101 - a row of a table
    return row


def some(rows: "QuerySet[units.Unit] | QuerySet[dispatch.Assignment]") -> object:
    """Return the first of some rows, or say that there is none."""
    found = rows.first()
    if found is None:
        raise not_there()
    return found


def written_by_others(sides: Sides) -> object:
    """Let the own partner unit be sent by a row of the other bureau, and ask for it."""
    unit = units.Unit.objects.filter(bureau=sides.home).order_by("code")[0]
    units.Unit.objects.filter(pk=unit.pk).update(kind=units.UnitKind.PARTNER)
    crew = units.Crew.objects.filter(unit=unit, until_at=None)[0]
    crew.members.add(sides.jack)
    dispatch.Assignment.objects.filter(unit=unit).update(bureau=sides.yonder)
    return some(dispatching.sent_as_partner(sides.jack))


def lent(sides: Sides) -> object:
    """Be on the crew of a unit of the other bureau, and ask for what it was sent to."""
    sent = sent_to(sides.incident())
    units.Crew.objects.filter(unit=sent.unit, until_at=None)[0].members.add(sides.jack)
    return duty.assignment_for(sides.jack, UUID(str(sent.pk)))


def offered_to_others(sides: Sides) -> object:
    """Offer an incident to the other bureau, and look for the offer at home."""
    incident = dispatch.Incident.objects.filter(bureau=sides.home).order_by("number")[0]
    made = dispatch.offer_transfer(
        incident=incident,
        to_bureau=sides.yonder,
        reason="theirs",
        actor=sides.jack,
        at=incident.opened_at,
    )
    return dispatching.offer_for(sides.jack, int(made.pk))
