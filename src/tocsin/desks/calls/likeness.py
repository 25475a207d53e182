"""Which open incidents a call looks like, and how the reasons are kept and told."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tocsin.core.duplicates import SPREAD_METRES, Kinship, Likeness, Report, rank
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.told import Told
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.errors import NotThere
from tocsin.registers.catalogue import api as catalogue

REACH_METRES = 3000.0
RECENT = timedelta(hours=2)
SHOWN = 6
TOWN = "town"
# The parts of a village are some hundred metres apart, and its callers name one or another.
VILLAGE_SPREAD_METRES = 400.0
# National, provincial, county and village roads are numbered by a letter and three digits or more.
ROAD_NUMBER = re.compile(r"(?<![A-Za-z0-9])[GSXYCgsxyc]\d{2,4}(?!\d)")
KILOMETRE = 1000
MINUTE, HOUR = 60, 3600
WORDS = Path(__file__).parent / "data" / "likeness.json"

Reason = Mapping[str, object]
Kinds = Mapping[str, catalogue.IncidentType]


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An incident that a call may be about, how alike they are, and why."""

    incident: dispatch.Incident
    type_name: str
    score: float
    likely: bool
    reasons: list[Reason]

    @property
    def percent(self) -> int:
        """How alike they are, out of a hundred."""
        return round(100 * self.score)

    @property
    def because(self) -> list[str]:
        """The reasons as sentences in the reader's language."""
        return [sentence(reason) for reason in self.reasons]


@cache
def follow_up_words() -> tuple[str, ...]:
    """Read the words by which a caller asks what became of an earlier call."""
    return tuple(json.loads(WORDS.read_text(encoding="utf-8"))["follow_up"])


def follows_up(words: str) -> bool:
    """Say whether a caller asks what became of an earlier call."""
    said = words.lower()
    return any(word in said for word in follow_up_words())


@cache
def common_words() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Read what everybody says, and which classes callers take for one another."""
    document = json.loads(WORDS.read_text(encoding="utf-8"))
    confused: dict[str, set[str]] = {}
    for first, second in document["confused_classes"]:
        confused.setdefault(first, set()).add(second)
        confused.setdefault(second, set()).add(first)
    return frozenset(document["filler"]), {k: frozenset(v) for k, v in confused.items()}


def look_alikes(bureau: Bureau, told: Told, *, call: Call, at: datetime) -> list[LookAlike]:
    """List the open and recent incidents that a call looks like, the likeliest first."""
    report = report_of(bureau, told, call)
    if report is None:
        return []
    since = min(at, report.at) - RECENT
    near = dispatch.look_alike_candidates(
        bureau, report.lon, report.lat, since=since, metres=REACH_METRES
    )
    seen = [one.incident for one in near]
    kinds = {kind.code: kind for kind in catalogue.types(bureau)}
    filler, _confused = common_words()
    found = rank(
        report,
        [report_on(incident, kinds) for incident in seen],
        compatible=compatible_with(kinds, report.kind),
        filler=filler,
        keywords={word for kind in kinds.values() for word in kind.match_words},
    )
    asks: list[Reason] = [{"kind": "follow_up"}] if report.follows_up else []
    return [shown(seen[like.index], like, kinds, asks) for like in found[:SHOWN]]


@cache
def open_road() -> tuple[frozenset[str], float]:
    """Read which classes happen on the road, and how far apart callers name a place out there."""
    facts = json.loads(WORDS.read_text(encoding="utf-8"))["open_road"]
    return frozenset(facts["classes"]), float(facts["spread_metres"])


def spread_of(family: str, area_class: str) -> float:
    """Say how far apart callers usually name the place of an incident, in metres.

    Between the houses of a town they name a door; in a village, what is known there; on an open
    road, the nearest kilometre post or village.
    """
    if area_class == TOWN:
        return SPREAD_METRES
    classes, metres = open_road()
    return metres if family in classes else VILLAGE_SPREAD_METRES


def roads_in(words: str) -> frozenset[str]:
    """Find the numbers of the roads that a place is told by.

    >>> roads_in("G344 63") | roads_in("along s203, g344") == {"G344", "S203"}
    True
    """
    return frozenset(found.upper() for found in ROAD_NUMBER.findall(words))


def report_on(incident: dispatch.Incident, kinds: Kinds) -> Report:
    """Say what an incident tells."""
    kind = kinds.get(incident.type_code)
    family = kind.incident_class.code if kind else ""
    return Report(
        lon=incident.lon,
        lat=incident.lat,
        at=incident.received_at,
        kind=incident.type_code,
        family=family,
        words=incident.words,
        spread_metres=spread_of(family, incident.area_class),
        roads=roads_in(f"{incident.place_words} {incident.place_text} {incident.words}"),
    )


def report_of(bureau: Bureau, told: Told, call: Call) -> Report | None:
    """Say what the call tells so far; without any place there is nothing to compare."""
    families = {kind.code: kind.incident_class.code for kind in catalogue.types(bureau)}
    if told.place is not None:
        lon, lat, doubt = told.place.lon, told.place.lat, 0.0
    elif call.caller_lon is not None and call.caller_lat is not None:
        lon, lat, doubt = call.caller_lon, call.caller_lat, call.caller_metres or 0.0
    else:
        return None
    return Report(
        lon=lon,
        lat=lat,
        at=call.rang_at,
        kind=told.type_code,
        family=families.get(told.type_code, ""),
        words=told.words,
        give_or_take_metres=doubt,
        follows_up=follows_up(told.words),
        roads=roads_in(f"{told.place_words} {told.words}"),
    )


def compatible_with(kinds: Kinds, code: str) -> frozenset[str]:
    """List the types that callers use for the same event: sibling classes, shared match words."""
    own = kinds.get(code)
    if own is None:
        return frozenset()
    _filler, confused = common_words()
    classes = confused.get(own.incident_class.code, frozenset())
    words = set(own.match_words)
    return frozenset(
        kind.code
        for kind in kinds.values()
        if kind.incident_class.code in classes or words.intersection(kind.match_words)
    )


def shown(
    incident: dispatch.Incident, like: Likeness, kinds: Kinds, more: Sequence[Reason] = ()
) -> LookAlike:
    """Join an incident with how alike it is."""
    kind = kinds.get(incident.type_code)
    return LookAlike(
        incident=incident,
        type_name=kind.name if kind else dispatch.type_name_of(incident),
        score=round(like.score, 3),
        likely=like.likely,
        reasons=[*reasons_of(like, incident, kind), *more],
    )


def reasons_of(
    like: Likeness, incident: dispatch.Incident, kind: catalogue.IncidentType | None
) -> list[Reason]:
    """Write the reasons so that they can be kept and told in any language."""
    space = {
        "kind": "space",
        "metres": round(like.metres),
        "give_or_take": round(like.give_or_take_metres),
    }
    time = {"kind": "time", "seconds": round(like.seconds)}
    kinship = {
        "kind": "type",
        "kinship": like.kinship.value,
        "type_name": incident.type_name,
        "type_name_en": kind.name_en if kind else "",
    }
    words = {"kind": "words", "words": list(like.shared_words)}
    return [space, time, kinship, *([words] if like.shared_words else [])]


def sentence(reason: Reason) -> str:
    """Tell one reason in the reader's language."""
    tellers = {
        "space": tell_space,
        "time": tell_time,
        "type": tell_type,
        "words": tell_words,
        "opened": tell_opening,
        "follow_up": tell_follow_up,
    }
    teller = tellers.get(str(reason.get("kind")))
    return teller(reason) if teller else _("Chosen by the call-taker")


def tell_opening(_reason: Reason) -> str:
    """Tell that the incident began with this call."""
    return _("This call opened the incident")


def tell_follow_up(_reason: Reason) -> str:
    """Tell that the caller asks what became of an earlier call."""
    return _("asks about an earlier call")


def tell_space(reason: Reason) -> str:
    """Tell how far apart the two places are."""
    metres, doubt = int(str(reason["metres"])), int(str(reason.get("give_or_take") or 0))
    far = distance(metres)
    if doubt:
        return _("{far} away, give or take {doubt}").format(far=far, doubt=distance(doubt))
    return _("{far} away").format(far=far)


def distance(metres: int) -> str:
    """Write a distance as a person says it."""
    if metres < KILOMETRE:
        return _("{metres} m").format(metres=round(metres, -1) or metres)
    return _("{kilometres} km").format(kilometres=round(metres / KILOMETRE, 1))


def tell_time(reason: Reason) -> str:
    """Tell how long apart the two reports are."""
    seconds = int(str(reason["seconds"]))
    if seconds < MINUTE:
        return _("less than a minute apart")
    if seconds < HOUR:
        minutes = round(seconds / MINUTE)
        return ngettext("{n} minute apart", "{n} minutes apart", minutes).format(n=minutes)
    return _("{hours} h {minutes} min apart").format(
        hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE
    )


def tell_type(reason: Reason) -> str:
    """Tell how the two types are related."""
    name = in_language(reason)
    sentences = {
        Kinship.SAME: _('both "{name}"'),
        Kinship.SAME_CLASS: _('same class as "{name}"'),
        Kinship.COMPATIBLE: _('"{name}" is often reported for the same event'),
        Kinship.UNKNOWN: _("type not chosen yet"),
        Kinship.OTHER: _('another type: "{name}"'),
    }
    return sentences[Kinship(str(reason["kinship"]))].format(name=name)


def in_language(reason: Reason) -> object:
    """Pick the name of the type in the reader's language."""
    english = (get_language() or "").startswith("en")
    return (english and reason.get("type_name_en")) or reason.get("type_name") or ""


def tell_words(reason: Reason) -> str:
    """Tell what both mention."""
    words = reason.get("words")
    listed = [str(word) for word in words] if isinstance(words, list) else []
    return _("both mention {words}").format(words=pgettext("between words", ", ").join(listed))


def why(reasons: Iterable[Reason]) -> str:
    """Tell all reasons in one line."""
    return pgettext("between reasons", "; ").join(sentence(reason) for reason in reasons)


def likeness_to(
    bureau: Bureau, told: Told, *, call: Call, number: str, at: datetime
) -> tuple[float | None, list[Reason]]:
    """Say how alike a call and the incident chosen for it are, and why it was thought so."""
    for one in look_alikes(bureau, told, call=call, at=at):
        if one.incident.number == number:
            return one.score, one.reasons
    return None, [{"kind": "chosen"}]


def incident_named(bureau: Bureau, number: str) -> dispatch.Incident:
    """Find an incident by its number, or say that there is none."""
    incident = dispatch.incident_by_number(bureau, number[:24])
    if incident is None:
        raise NotThere(_("There is no incident {number}. Check it.").format(number=number[:24]))
    return incident
