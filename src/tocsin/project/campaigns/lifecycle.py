"""One worker who takes calls and sees them through to the closed incident, over HTTP."""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from tocsin.kernel import moment
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.line import (
    PATIENCE_SECONDS,
    PAUSE_SECONDS,
    Declined,
    Line,
    Unanswered,
)
from tocsin.project.campaigns.scene import MIDDLE, Person

TYPES = ("0302", "0201", "0203", "0301")
INVALID = ("nuisance", "wrong_number", "silent", "test")
STEPS = ("received", "departed", "arrived", "feedback", "cleared")
SEALED = re.compile(r'name="shown" value="([^"]+)"')
STAMPED = re.compile(r"/stamp/([0-9a-f-]{36})/")
CALL_SHOWN = re.compile(r"J\d{8}-\d{4,}")
SOURCES = ("telephone", "sms", "device", "partner", "hand")


@dataclass(slots=True)
class Worker:
    """Works one call after another with units of their own."""

    name: str
    line: Line
    book: Book
    rng: Random
    switch: Person
    taker: Person
    dispatcher: Person
    units: list[str]
    serial: int = 0
    open_incidents: list[str] = field(default_factory=list)

    def work(self, until: Callable[[], bool]) -> None:
        """Take calls until told to stop; a refusal ends one call, not the work."""
        while not until():
            try:
                self.see_through()
            except Declined:
                continue
        self.line.hang_up()

    def see_through(self) -> None:
        """Take one call and do whatever it asks for."""
        number = self.come_in(self.rng.choice(SOURCES))
        self.type_in(number)
        fate = self.rng.random()
        if fate < 0.15:  # noqa: PLR2004 - shares of the work
            self.judge(number)
        elif fate < 0.3 and self.open_incidents:  # noqa: PLR2004 - as above
            self.save(number, into=self.rng.choice(self.open_incidents))
        else:
            self.attend(self.save(number))

    def come_in(self, source: str) -> str:
        """Let a call come in by some way and open it.

        Raises
        ------
        Declined
            The database is away: the call is kept, whoever is free later takes it.
        """
        self.serial += 1
        mark = f"{self.name}-{self.serial}"
        if source == "hand":
            page = self.line.submit("/calls/new/", {}, key=self.taker.key).text
            found = CALL_SHOWN.search(page)
            number = found.group() if found else ""
            self.book.note("taken by hand", number=number)
            return number
        path, body = self.message(source, mark)
        number = str(json.loads(self.line.post(path, body, key=self.switch.key).text)["number"])
        self.book.note("came in", number=number, source=mark)
        if not number:
            raise Declined(f"{mark} is kept, and comes in when the database is back.")
        self.line.submit(f"/calls/{number}/answer/", {}, key=self.taker.key)
        self.book.note("answered", number=number, by=self.taker.officer.pk)
        return number

    def message(self, source: str, mark: str) -> tuple[str, dict[str, object]]:
        """Write what a connected system sends."""
        at, words = moment.now().isoformat(), f"Drill {mark}"
        place = {"lon": MIDDLE[0], "lat": MIDDLE[1], "metres": 50}
        intake: Mapping[str, tuple[str, dict[str, object]]] = {
            "telephone": ("/api/v1/switch/signals", {
                "signal_id": f"{mark}-ring", "kind": "ringing", "source_id": mark,
                "at": at, "telephone": "13900001234", "place": place,
            }),
            "sms": ("/api/v1/intake/text-messages", {
                "message_id": mark, "telephone": "13900001234", "text": words, "at": at,
            }),
            "device": ("/api/v1/intake/device-alarms", {
                "alarm_id": mark, "device": "drill", "text": words, "at": at, "place": place,
            }),
            "partner": ("/api/v1/intake/partner-calls", {
                "reference": mark, "agency": "drill", "text": words, "at": at,
            }),
        }  # fmt: skip
        return intake[source]

    def type_in(self, number: str) -> None:
        """Type a few words, kept on every pause."""
        typed = f"Drill {number} {self.rng.randrange(10_000)}"
        for sequence in range(1, self.rng.randint(2, 4)):
            value = typed[: sequence * 6]
            edit = {"field": "words", "value": value, "sequence": sequence}
            self.line.submit(f"/calls/{number}/draft/", edit, key=self.taker.key)
            self.book.note("typed", number=number, sequence=sequence, value=value)

    def save(self, number: str, *, into: str = "") -> str:
        """Save the call as an incident, or as a repeat of a known one; return its incident."""
        form = {
            "where": "East Street", "place_text": "12 East Street", "words": f"Drill {number}",
            "lon": MIDDLE[0], "lat": MIDDLE[1], "type_code": self.rng.choice(TYPES),
            "incident": into,
        }  # fmt: skip
        verb = "link" if into else "save"
        self.line.submit(f"/calls/{number}/{verb}/", form, key=self.taker.key)
        found = self.incident_of(number)
        self.book.note("saved", number=number, incident=found)
        return found

    def incident_of(self, number: str) -> str:
        """Read to which incident a call was saved; one that was kept is saved a little later."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < patience:
            shown = json.loads(self.line.read(f"/api/v1/calls/{number}", key=self.taker.key).text)
            if shown["incident"]:
                return str(shown["incident"])
            time.sleep(PAUSE_SECONDS)
        raise Unanswered(f"{number} was not saved within {PATIENCE_SECONDS} s.")

    def judge(self, number: str) -> None:
        """Close the call as one that needs no action."""
        form = {"validity": self.rng.choice(INVALID), "reason": "Drill", "words": "Drill"}
        self.line.submit(f"/calls/{number}/judge/", form, key=self.taker.key)
        self.book.note("judged", number=number)

    def attend(self, incident: str) -> None:
        """Send a unit, note something, stamp its way and close the incident."""
        self.open_incidents.append(incident)
        key = self.dispatcher.key
        assignment = self.send(incident, self.rng.choice(self.units))
        text = f"Drill note {UUID(int=self.rng.getrandbits(128), version=4)}"
        self.line.submit(f"/dispatch/incidents/{incident}/note/", {"text": text}, key=key)
        self.book.note("noted", number=incident, text=text)
        for step in self.steps():
            path = f"/dispatch/incidents/{incident}/stamp/{assignment}/"
            self.line.submit(path, {"kind": step}, key=key)
            self.book.note("stamped", assignment=assignment, step=step)
        self.open_incidents.remove(incident)
        ending = {"disposition": "settled_on_site", "outcome": "End of the drill"}
        self.line.submit(f"/dispatch/incidents/{incident}/close/", ending, key=key)
        self.book.note("closed", number=incident)

    def steps(self) -> Sequence[str]:
        """List what the dispatcher stamps."""
        return STEPS

    def send(self, incident: str, unit: str) -> str:
        """Send a unit by what the page recommends; return the id of its assignment."""
        key, panel = self.dispatcher.key, f"/dispatch/incidents/{incident}/panel/"
        sealed = SEALED.search(self.line.read(panel, key=key).text)
        form = {"unit": unit, "shown": sealed.group(1) if sealed else "", "reason": "Drill"}
        self.line.submit(f"/dispatch/incidents/{incident}/assign/", form, key=key)
        found = STAMPED.search(self.line.read(panel, key=key).text)
        assignment = found.group(1) if found else ""
        self.book.note("sent", number=incident, unit=unit)
        return assignment
