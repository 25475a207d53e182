"""Sentences of the dispatch desk, told from facts in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tocsin.core.dispatching.forces import Need
from tocsin.desks.dispatch.incidents.amending import EDITABLE
from tocsin.desks.dispatch.models import Incident, TimelineEntry
from tocsin.desks.dispatch.states import Destination, MilestoneKind
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.catalogue.api import Capability
from tocsin.registers.units.api import UnitKind

MINUTE = 60
SIGNS = "①②③④⑤⑥⑦⑧⑨⑩"
SENTENCES = {
    "opened": gettext_lazy("Opened: {type}, {place}"),
    "call_linked": gettext_lazy("Call {call} linked"),
    "call_unlinked": gettext_lazy("Call {call} taken off"),
    "note": gettext_lazy("Note"),
    "photo": gettext_lazy("Photograph"),
    "help": gettext_lazy("An officer calls for help"),
    "help_in_hand": gettext_lazy("The call for help of {officer} is in hand"),
    "amended": gettext_lazy("{field} changed from “{was}” to “{now}”"),
    "urgency": gettext_lazy("Urgency changed from {from_priority} to {to_priority}"),
    "withdrawn": gettext_lazy("{unit} withdrawn"),
    "stamp_received": gettext_lazy("{unit} has received the assignment"),
    "stamp_departed": gettext_lazy("{unit} is on its way"),
    "stamp_arrived": gettext_lazy("{unit} has arrived"),
    "stamp_feedback": gettext_lazy("{unit} gave first feedback"),
    "stamp_cleared": gettext_lazy("{unit} is done"),
    "transport": gettext_lazy("{unit} takes somebody along. To: {destination}"),
    "stamp_corrected": gettext_lazy("{unit}: “{stamp}” corrected from {was} to {now}"),
    "clock_warned": gettext_lazy("Tier {tier} is due in {left}"),
    "clock_breached": gettext_lazy("Tier {tier} missed its {seconds}; told to {escalated_to}"),
    "linked": gettext_lazy("Linked with {other}"),
    "unlinked": gettext_lazy("Link with {other} ended"),
    "merged": gettext_lazy("Now part of {head}"),
    "absorbed": gettext_lazy("{part} is now part of this incident"),
    "offered": gettext_lazy("Offered to {bureau}"),
    "offer_accepted": gettext_lazy("{bureau} accepted it as {received_as}"),
    "offer_declined": gettext_lazy("{bureau} declined it"),
    "closed": gettext_lazy("Closed: {disposition}"),
    "reopened": gettext_lazy("Opened again"),
}
ROLES = {
    "dispatcher": gettext_lazy("dispatcher"),
    "supervisor": gettext_lazy("supervisor"),
}


def minutes_and_seconds(seconds: float) -> str:
    """Write a length of time as m:ss."""
    minutes, rest = divmod(round(seconds), MINUTE)
    return f"{minutes}:{rest:02d}"


@dataclass(frozen=True, slots=True)
class Names:
    """What a bureau calls incident types and dispositions, by code, in the reader's language."""

    types: Mapping[str, str]
    endings: Mapping[str, str]

    def type_of(self, incident: Incident) -> str:
        """Name an incident's type; the record keeps the Chinese name."""
        return self.types.get(incident.type_code, incident.type_name)


def names_in(bureau: Bureau) -> Names:
    """Read a bureau's names."""
    endings = {row.code: row.name for row in catalogue.dispositions(bureau)}
    return Names(catalogue.type_names(bureau), endings)


def type_name_of(incident: Incident) -> str:
    """Name an incident's type in the reader's language; the record keeps the Chinese name."""
    return catalogue.type_names(incident.bureau).get(incident.type_code, incident.type_name)


def sentence_of(entry: TimelineEntry, names: Names) -> str:
    """Tell a line of the timeline."""
    if entry.said == "assigned":
        return assigned_sentence(entry.facts)
    if entry.said == "withdrawn" and entry.facts.get("taken_for"):
        return _("{unit} taken for {number}").format(
            unit=entry.facts["unit"], number=entry.facts["taken_for"]
        )
    pattern = SENTENCES.get(entry.said)
    if pattern is None:
        return entry.get_kind_display()
    return str(pattern).format_map(Spoken(entry.facts, names))


class Spoken(dict[str, str]):
    """Facts of a line as words; one that is missing is "no data"."""

    def __init__(self, facts: Mapping[str, object], names: Names) -> None:
        tellers: dict[str, Callable[[str], str]] = {
            "field": lambda name: str(EDITABLE.get(name, name)),
            "left": lambda seconds: minutes_and_seconds(float(seconds)),
            "seconds": lambda seconds: minutes_and_seconds(float(seconds)),
            "disposition": lambda code: names.endings.get(code, code),
            "type": lambda name: names.types.get(str(facts.get("type_code")), name),
            "escalated_to": roles_named,
            "destination": lambda place: str(Destination(place).label),
            "stamp": lambda kind: str(MilestoneKind(kind).label),
        }
        if "stamp" in facts:
            tellers |= {"was": moment_told, "now": moment_told}
        elif facts.get("field") == "type_code":
            tellers |= dict.fromkeys(("was", "now"), lambda code: names.types.get(code, code))
        super().__init__(
            {name: tellers.get(name, str)(str(value)) for name, value in facts.items()}
        )

    def __missing__(self, name: str) -> str:
        return _("no data")


def roles_named(codes: str) -> str:
    """Name the roles that a missed tier was told to."""
    return pgettext("between names", ", ").join(
        str(ROLES.get(code, code)) for code in codes.split(", ")
    )


def moment_told(text: str) -> str:
    """Write a stored moment in local time."""
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "H:i:s")


def post_words(number: object, road: object) -> str:
    """Name a post of a cordon by its number and, where it has one, its road."""
    if not road:
        return _("post {number}").format(number=number)
    return _("post {number}, {road}").format(number=number, road=road)


def assigned_sentence(facts: Mapping[str, object]) -> str:
    """Tell that a unit was sent, how far it has to go and whether that was the recommendation."""
    parts = [_("{unit} sent").format(unit=facts.get("unit", ""))]
    eta = facts.get("eta")
    if isinstance(eta, float | int):
        parts.append(_("there in {time}").format(time=minutes_and_seconds(float(eta))))
    if facts.get("post"):
        parts.append(post_words(facts["post"], facts.get("road")))
    if facts.get("taken_from"):
        parts.append(_("taken from {number}").format(number=facts["taken_from"]))
    if facts.get("overruled"):
        parts.append(_("not the recommended unit"))
    return pgettext("between parts of a sentence", ", ").join(parts)


def kind_words(need: Need) -> str:
    """Name what a need calls for: kinds, and what they must be able to do."""
    kinds = pgettext("between kinds", " or ").join(str(UnitKind(kind).label) for kind in need.kinds)
    if not need.capabilities:
        return kinds
    able = pgettext("between names", ", ").join(
        str(Capability(name).label) for name in sorted(need.capabilities)
    )
    return _("{kinds} ({able})").format(kinds=kinds, able=able)


def sign_of(need: Need) -> str:
    """Return the circled number by which the panel speaks of a need."""
    return SIGNS[min(need.order, len(SIGNS)) - 1]


def need_words(need: Need) -> str:
    """Name a need with its sign and number."""
    return _("{sign} {number} × {kinds}").format(
        sign=sign_of(need), number=need.number, kinds=kind_words(need)
    )
