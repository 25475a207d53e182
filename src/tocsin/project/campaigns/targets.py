"""Every address, filled in with things that are there, and the fields it may be sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from random import Random
from urllib.parse import quote

from django import forms
from django.urls import URLPattern, URLResolver, get_resolver

from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.project.campaigns.scene import MIDDLE, Scene

# Names that views read from the request themselves.
LOOSE = frozenset({
    "act_id", "before", "next", "q", "open", "call", "unit", "shown", "incident", "line",
    "number", "language", "password", "field", "value", "sequence", "login", "since",
    "until", "station", "p", "channel", "validity", "reached", "answer_armed", "kind",
    "assignment", "step", "words", "disposition",
})  # fmt: skip
PLACED = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
MOST_FIELDS = 24


@dataclass(frozen=True, slots=True)
class Target:
    """An address: its pattern, and the form fields that its part of the system knows."""

    pattern: str
    fields: tuple[str, ...]

    def filled(self, samples: Mapping[str, Sequence[str]], rng: Random) -> tuple[str, str]:
        """Fill the pattern in; return the address and one of the words put there."""
        word = ""

        def fill(found: re.Match[str]) -> str:
            nonlocal word
            name = found.group(1) or found.group(2)
            word = quote(rng.choice(samples.get(name, ("x",))))
            return word

        return "/" + PLACED.sub(fill, self.pattern), word

    def some_fields(self, rng: Random) -> list[str]:
        """Choose fields to send."""
        return rng.sample(self.fields, min(len(self.fields), MOST_FIELDS))


def targets() -> list[Target]:
    """Walk the resolver through all addresses, in a fixed order."""
    return sorted(walked(get_resolver(), ""), key=lambda target: target.pattern)


def walked(resolver: URLResolver, prefix: str) -> Iterator[Target]:
    """Yield the addresses below a resolver."""
    for part in resolver.url_patterns:
        pattern = prefix + str(part.pattern).strip("^$").replace(r"\Z", "")
        if isinstance(part, URLResolver):
            yield from walked(part, pattern)
        elif isinstance(part, URLPattern):
            package = ".".join(part.callback.__module__.split(".")[:3])
            yield Target(pattern, tuple(sorted(LOOSE | fields_of(package))))


def fields_of(package: str) -> frozenset[str]:
    """List the fields of all forms in a package."""
    name = f"{package}.forms"
    if not package.startswith("tocsin.") or find_spec(name) is None:
        return frozenset()
    kinds = vars(import_module(name)).values()
    return frozenset(
        field
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, forms.Form)
        for field in kind.base_fields
    )


def samples_of(county: Scene, at: datetime) -> dict[str, Sequence[str]]:
    """Let calls ring, be open and be saved, so that the addresses lead somewhere."""
    taker, dispatcher = county.takers[0].officer, county.dispatchers[0].officer
    place = calls.Place(*MIDDLE, "12 East Street", words="East Street")
    told = calls.Told(place, "East Street", "0302", "two cars")
    numbers, incidents, ids, entries = [], [], [], ["1"]
    for n in range(12):
        call = calls.ring(
            source_id=f"hostile-{n}", actor=county.switch.officer, at=at, telephone="13900001234"
        )
        numbers.append(call.number)
        if n % 3:
            calls.answer(call=call, actor=taker, at=at + timedelta(seconds=3))
        if n % 3 == 2:  # noqa: PLR2004 - a third each: ringing, open, saved
            saved = calls.save_call(call=call, told=told, actor=taker, at=at + timedelta(minutes=1))
            assert saved.incident is not None  # noqa: S101 - it was saved as valid
            incidents.append(saved.incident.number)
            unit = county.units[n % len(county.units)]
            sent = dispatch.assign(incident=saved.incident, unit=unit, actor=dispatcher, at=at)
            ids.append(str(sent.pk))
            entries += [str(pk) for pk in saved.incident.timeline.values_list("pk", flat=True)]
    units = [unit.code for unit in county.units]
    return {
        "number": [*numbers, *incidents], "pk": [*ids, *entries], "code": units, "unit": units,
        "open": incidents, "incident": incidents, "call": numbers, "assignment": ids,
        "name": ["state", "advice", "timeline"], "z": ["3"], "x": ["2"], "y": ["1"],
        "lon": [str(MIDDLE[0])], "lat": [str(MIDDLE[1])], "where": ["East Street"],
        "words": ["two cars"], "type_code": ["0302"], "type": ["0302"], "reason": ["drill"],
        "what": ["accident"], "field": ["words", "where", "answer_armed", "caller_telephone"],
        "value": ["two"], "sequence": ["1", "7", "1764000000000"], "priority": ["1", "4"],
        "kind": ["step", "done", "open", "duty", "words", "sharing", "received", "arrived"],
        "step": ["received", "arrived"], "duty": ["available", "unavailable"],
        "validity": ["nuisance", "enquiry", "valid"], "disposition": ["settled_on_site"],
        "since": ["2026-03-02"], "until": ["2026-03-03"], "day": ["2026-03-02"],
        "line": ["?", "send U01", "close settled_on_site", "note drill", "U01 arrived"],
        "new_at": [at.isoformat()], "fixed_at": [at.isoformat()], "claimed_at": [at.isoformat()],
        "language": ["en", "zh-hans"], "telephone": ["13900001234"], "text": ["12 East Street"],
        "accept": ["on", ""], "bureau": ["drill"], "station": ["S01"], "limit": ["5"],
        "before": [f"{at.isoformat()}~{ids[0]}", f"{at.isoformat()}~1"], "shift": ["day"],
        "seen_words": ["two cars"], "place_text": ["12 East Street"], "next": ["/", "/calls/"],
    }  # fmt: skip
