"""Carrying out a line of the command bar: words become units and incidents, or are asked back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.dispatching.commands import Command, LineError, Trouble, Verb, naming, parse
from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.assignments.assigning import assign_set, open_assignment_of, withdraw
from tocsin.desks.dispatch.assignments.stamping import record_milestone
from tocsin.desks.dispatch.assignments.transporting import state_transport
from tocsin.desks.dispatch.board.rows import open_incidents
from tocsin.desks.dispatch.commanding.choosing import Shown, nothing_shown, sendings
from tocsin.desks.dispatch.errors import NotInThisState, NotUnderstood, ReasonMissing
from tocsin.desks.dispatch.incidents.amending import raise_level
from tocsin.desks.dispatch.incidents.closing import close_incident, merge, reopen
from tocsin.desks.dispatch.incidents.linking import link_incidents
from tocsin.desks.dispatch.incidents.notes import add_note
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.desks.dispatch.states import UnitProgress
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.units.api import DutyStatus, Unit, set_duty

MOST_CHOICES = 8
TROUBLES = {
    Trouble.EMPTY: gettext_lazy("Type a command, or ? for the list."),
    Trouble.TOO_LONG: gettext_lazy("The line is too long. Shorten it, or use a note."),
    Trouble.UNKNOWN_VERB: gettext_lazy("“{word}” is no command. Type ? for the list."),
    Trouble.UNKNOWN_FIELD: gettext_lazy("There is no field “{word}”. Type ? for the list."),
    Trouble.NEEDS_UNIT: gettext_lazy("Name a unit."),
    Trouble.NEEDS_INCIDENT: gettext_lazy("Name an incident by its number."),
    Trouble.NEEDS_TEXT: gettext_lazy("Say more: the words are missing."),
    Trouble.NEEDS_REASON: gettext_lazy("This needs a reason: add reason=… at the end."),
    Trouble.NEEDS_LEVEL: gettext_lazy("Name a level from 1 to 4."),
    Trouble.NEEDS_DESTINATION: gettext_lazy("Say where somebody is taken: add to=… at the end."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One meaning of an unclear line: what is shown, and the line that says it."""

    label: str
    line: str


class Unclear(NotUnderstood):
    """A word names several things; the dispatcher chooses."""

    code = "dispatch.unclear"

    def __init__(self, message: str, choices: list[Choice]) -> None:
        super().__init__(message)
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a line did: a sentence, the incident to show, and whether to go there or elsewhere."""

    said: str
    incident: Incident | None = None
    go: bool = False
    helps: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A line on its way: who gave it, with which incident open and which recommendation shown."""

    line: str
    command: Command
    officer: Officer
    at: datetime
    open_number: str
    shown: Shown | None

    def incident(self) -> Incident:
        """Find the incident that the line names, else the one that is open."""
        if not self.command.incident:
            if not self.open_number:
                raise NotUnderstood(str(TROUBLES[Trouble.NEEDS_INCIDENT]))
            return access.incident_for(self.officer, self.open_number)
        return self.named(self.command.incident)

    def here(self) -> Incident:
        """Find the incident that is open on the desk."""
        if not self.open_number:
            raise NotUnderstood(_("Open an incident first, then name the other one."))
        return access.incident_for(self.officer, self.open_number)

    def named(self, word: str) -> Incident:
        """Find an incident by its number, or by the end of it among the open ones."""
        rows = access.incidents_for(self.officer)
        exact = rows.filter(number=word.upper()).first()
        if exact is not None:
            return exact
        tail = f"-{word.lstrip('cC-').zfill(4)}"
        found = [one for one in open_incidents(rows)[:500] if one.number.endswith(tail)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotUnderstood(_("No open incident is called {word}.").format(word=word))
        raise Unclear(
            _("Several incidents are called {word}. Which one?").format(word=word),
            [
                Choice(f"{one.number} {one.place_text}", self.line.replace(word, one.number, 1))
                for one in found[:MOST_CHOICES]
            ],
        )

    def unit(self, word: str) -> Unit:
        """Find the unit that a word names, or ask which."""
        units = {unit.code: unit for unit in access.units_for(self.officer)}
        found = naming(word, {code: (unit.name, code) for code, unit in units.items()})
        if len(found) == 1:
            return units[found[0]]
        if not found:
            raise NotUnderstood(_("No unit is called {word}.").format(word=word))
        raise Unclear(
            _("Several units are called {word}. Which one?").format(word=word),
            [
                Choice(units[code].name, self.line.replace(word, units[code].name, 1))
                for code in found[:MOST_CHOICES]
            ],
        )


def carry_out(
    *, line: str, officer: Officer, at: datetime, open_number: str = "", shown: Shown | None = None
) -> Outcome:
    """Read a line and do what it says through the same services as every button.

    Raises
    ------
    NotUnderstood
        The line cannot be read, or names nothing.
    Unclear
        A word names several things.
    """
    try:
        command = parse(line)
    except LineError as error:
        raise NotUnderstood(str(TROUBLES[error.trouble]).format(word=error.word)) from None
    order = Order(line.strip(), command, officer, at, open_number, shown)
    return DOING[command.verb](order)


def do_assign(order: Order) -> Outcome:
    """Send units: by name, by number on the list, or the recommended set."""
    incident = order.incident()
    shown = order.shown if incident.number == order.open_number else None
    codes = [order.unit(word).code for word in order.command.words]
    codes += [numbered(shown, number) for number in order.command.numbers]
    if shown is None:
        if not codes:
            raise NotUnderstood(_("Open the incident first to send the recommended units."))
        shown = nothing_shown()
    made, refused = assign_set(
        incident=incident,
        sendings=sendings(order.officer, shown, codes),
        actor=order.officer,
        at=order.at,
        travel_by=shown.by,
        recommendation=shown.kept,
        overrule_reason=order.command.reason,
    )
    names = ", ".join(one.unit.name for one in made)
    said = [_("{units} sent to {number}.").format(units=names, number=incident.number)]
    return Outcome(" ".join([*said, *(one.message for one in refused)]), incident)


def numbered(shown: Shown | None, number: int) -> str:
    """Find the unit with a number on the list."""
    codes = [] if shown is None else shown.in_order
    if not 1 <= number <= len(codes):
        raise NotUnderstood(_("There is no number {n} on the list.").format(n=number))
    return codes[number - 1]


def do_status(order: Order) -> Outcome:
    """Record what a unit reports: a milestone, or whether it is available."""
    command = order.command
    units = [order.unit(word) for word in command.words]
    said = []
    for unit in units:
        if command.status in {DutyStatus.AVAILABLE, DutyStatus.UNAVAILABLE}:
            standing = set_duty(
                unit=unit,
                duty=DutyStatus(command.status),
                actor=order.officer,
                at=order.at,
                reason=command.reason,
            )
            said.append(f"{unit.name}: {standing.get_duty_display()}")
            continue
        current = open_assignment_of(unit)
        if current is None:
            raise NotInThisState(_("{unit} is not with an incident.").format(unit=unit.name))
        stamp = stamped(order, current)
        said.append(f"{unit.name}: {stamp.get_kind_display()}")
    return Outcome("; ".join(said), open_one(order))


def stamped(order: Order, current: Assignment) -> Milestone:
    """Stamp an assignment with what the line says of its unit."""
    officer, at, command = order.officer, order.at, order.command
    if command.status == UnitProgress.TRANSPORTING:
        return state_transport(assignment=current, actor=officer, at=at, to=command.text)
    return record_milestone(assignment=current, kind=command.status, at=at, actor=officer)


def open_one(order: Order) -> Incident | None:
    """Return the incident that is open on the desk, to show it anew."""
    return access.incident_for(order.officer, order.open_number) if order.open_number else None


def do_withdraw(order: Order) -> Outcome:
    """Call units back."""
    units = [order.unit(word) for word in order.command.words]
    for unit in units:
        current = open_assignment_of(unit)
        if current is None:
            raise NotInThisState(_("{unit} is not with an incident.").format(unit=unit.name))
        withdraw(assignment=current, reason=order.command.reason, actor=order.officer, at=order.at)
    names = ", ".join(unit.name for unit in units)
    return Outcome(_("{units} withdrawn.").format(units=names), open_one(order))


def do_note(order: Order) -> Outcome:
    """Add a note to the open incident."""
    incident = order.incident()
    add_note(incident=incident, text=order.command.text, actor=order.officer, at=order.at)
    return Outcome(_("Noted on {number}.").format(number=incident.number), incident)


def do_close(order: Order) -> Outcome:
    """Close an incident with an ending named by code or name."""
    incident, word = order.incident(), order.command.words[0]
    endings = catalogue.dispositions(incident.bureau, incident_class=incident.type_code[:2])
    names = {row.code: (row.code, row.name_zh, row.name_en) for row in endings}
    found = naming(word, names)
    if len(found) != 1:
        listed = [row for row in endings if not found or row.code in found]
        raise Unclear(
            _("How did it end? “{word}” is not one ending.").format(word=word),
            [
                Choice(row.name, order.line.replace(word, row.code, 1))
                for row in listed[:MOST_CHOICES]
            ],
        )
    ending = next(row for row in endings if row.code == found[0])
    if ending.needs_reason and not order.command.text:
        raise ReasonMissing(_("“{ending}” needs words after it.").format(ending=ending.name))
    close_incident(
        incident=incident,
        disposition=ending.code,
        outcome=order.command.text,
        actor=order.officer,
        at=order.at,
    )
    said = _("{number} closed: {ending}.").format(number=incident.number, ending=ending.name)
    return Outcome(said, incident, go=incident.number == order.open_number)


def do_open(order: Order) -> Outcome:
    """Show an incident."""
    return Outcome("", order.incident(), go=True)


def do_urgency(order: Order) -> Outcome:
    """Judge an incident more or less urgent."""
    incident = raise_level(
        incident=order.incident(),
        priority=order.command.numbers[0],
        reason=order.command.reason,
        actor=order.officer,
        at=order.at,
    )
    return Outcome(_("Urgency changed."), incident, go=True)


def do_link(order: Order) -> Outcome:
    """Link the open incident with another."""
    here = order.here()
    other = order.named(order.command.incident)
    link_incidents(
        incident=here, other=other, reason=order.command.reason, actor=order.officer, at=order.at
    )
    return Outcome(_("Linked with {other}.").format(other=other.number), here)


def do_merge(order: Order) -> Outcome:
    """Make the open incident part of another, and go there."""
    head = merge(
        incident=order.here(),
        into=order.named(order.command.incident),
        reason=order.command.reason,
        actor=order.officer,
        at=order.at,
    )
    return Outcome("", head, go=True)


def do_reopen(order: Order) -> Outcome:
    """Open a closed incident again."""
    incident = reopen(
        incident=order.incident(), reason=order.command.reason, actor=order.officer, at=order.at
    )
    return Outcome("", incident, go=True)


def do_cordon(order: Order) -> Outcome:
    """Go to the cordon of an incident."""
    incident = order.incident()
    return Outcome("", incident, address=reverse("dispatch:cordon", args=[incident.number]))


def do_help(_order: Order) -> Outcome:
    """List the commands."""
    return Outcome("", helps=True)


DOING: Mapping[Verb, Callable[[Order], Outcome]] = {
    Verb.ASSIGN: do_assign,
    Verb.STATUS: do_status,
    Verb.WITHDRAW: do_withdraw,
    Verb.NOTE: do_note,
    Verb.CLOSE: do_close,
    Verb.OPEN: do_open,
    Verb.URGENCY: do_urgency,
    Verb.LINK: do_link,
    Verb.MERGE: do_merge,
    Verb.REOPEN: do_reopen,
    Verb.CORDON: do_cordon,
    Verb.HELP: do_help,
}
