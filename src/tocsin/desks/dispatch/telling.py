"""Sentences of the dispatch desk, told from facts in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tocsin.core.dispatching.forces import Hindrance, Need, Option, Shortfall
from tocsin.desks.dispatch.amending import EDITABLE
from tocsin.desks.dispatch.models import Incident, TimelineEntry
from tocsin.desks.dispatch.states import Destination, MilestoneKind
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.catalogue.api import Capability
from tocsin.registers.units.api import ReadyUnit, UnitKind

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


def assigned_sentence(facts: Mapping[str, object]) -> str:
    """Tell that a unit was sent, how far it has to go and whether that was the recommendation."""
    parts = [_("{unit} sent").format(unit=facts.get("unit", ""))]
    eta = facts.get("eta")
    if isinstance(eta, float | int):
        parts.append(_("there in {time}").format(time=minutes_and_seconds(float(eta))))
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


def why(option: Option, units: Mapping[str, ReadyUnit]) -> str:
    """Say why a unit is recommended, or where it stands among the others."""
    reasons = [rank_words(option, units)]
    if option.taken_from:
        reasons.append(_("taken from {number}").format(number=option.taken_from))
    if option.breaks_reserve:
        reasons.append(_("leaves its station without reserve"))
    if option.fix_age_seconds > MINUTE:
        minutes = round(option.fix_age_seconds / MINUTE)
        reasons.append(
            ngettext("position {n} min old", "position {n} min old", minutes).format(n=minutes)
        )
    reasons += nearer_words(option, units)
    return pgettext("between parts of a sentence", ", ").join(reasons)


def nearer_words(option: Option, units: Mapping[str, ReadyUnit]) -> list[str]:
    """Say of the nearest unit that was passed over why it is not sent; nothing where none was.

    A unit that another part of the plan needs is named with the rank already.
    """
    sentences = {
        Hindrance.BUSY: _("{unit} is nearer but busy"),
        Hindrance.STALE: _("{unit} was nearer, but its position is old"),
        Hindrance.NEVER_FIXED: _("{unit} may be nearer, but has no position"),
        Hindrance.UNAVAILABLE: _("{unit} is nearer but unavailable"),
        Hindrance.RESTING: _("{unit} is nearer but resting"),
        Hindrance.RESERVE: _("{unit} is nearer but kept as its station's reserve"),
        Hindrance.SAVES_TOO_LITTLE: _("{unit} is nearer, but too little to be taken off"),
        Hindrance.COVERAGE: _("{unit} is nearer, but would leave its area bare"),
    }
    passed = next((one for one in option.nearer if one.cause in sentences), None)
    if passed is None or passed.code not in units:
        return []
    return [sentences[passed.cause].format(unit=units[passed.code].name)]


def rank_words(option: Option, units: Mapping[str, ReadyUnit]) -> str:
    """Say how a unit compares with the others that would do."""
    if option.need is None:
        return _("free, though the plan does not call for it")
    sign = sign_of(option.need)
    if option.rank == 1:
        return _("soonest for {sign}").format(sign=sign)
    if option.keeps in units:
        return _("soonest for {sign} after {unit}").format(sign=sign, unit=units[option.keeps].name)
    return _("place {rank} for {sign}").format(rank=option.rank, sign=sign)


def shortfall_words(gap: Shortfall) -> str:
    """Say what is missing and what holds the others back."""
    lacking = _("{sign} {number} × {kinds} missing").format(
        sign=sign_of(gap.need), number=gap.missing, kinds=kind_words(gap.need)
    )
    if not gap.hindrances:
        return _("{lacking}: none is on duty").format(lacking=lacking)
    reasons = [hindrance_words(cause, number) for cause, number in gap.hindrances.items()]
    return _("{lacking}: {reasons}").format(
        lacking=lacking, reasons=pgettext("between parts of a sentence", ", ").join(reasons)
    )


def hindrance_words(cause: Hindrance, number: int) -> str:
    """Say how many units are held back by one cause."""
    sentences = {
        Hindrance.TOO_FAR: _("{n} farther than 30 min"),
        Hindrance.BUSY: _("{n} busy with what cannot be left"),
        Hindrance.STALE: _("{n} with positions older than 30 min"),
        Hindrance.NEVER_FIXED: _("{n} without a position"),
        Hindrance.UNAVAILABLE: _("{n} unavailable"),
        Hindrance.RESTING: _("{n} resting"),
        Hindrance.RESERVE: _("{n} kept as the station's reserve"),
        Hindrance.NEEDED_ELSEWHERE: _("{n} needed for another part of this plan"),
        Hindrance.SAVES_TOO_LITTLE: _("{n} busy and too little nearer"),
        Hindrance.COVERAGE: _("{n} kept so that their area is not left bare"),
    }
    return sentences[cause].format(n=number)
