"""Call-takers and dispatchers at the far end of a bad network."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from uuid import UUID

from django.test import Client

from tocsin.kernel.idempotency.api import HEADER
from tocsin.project.campaigns.network import Answer, Exchange, Network
from tocsin.project.campaigns.scene import MIDDLE, Person

THEIRS = re.compile(r'data-theirs="(\w+)" data-edit="(\d+)"')
SEALED = re.compile(r'name="shown" value="([^"]+)"')
THINKING_SECONDS = (1.0, 20.0)
TYPED = ("words", "where", "answer_injured", "reason")
Heard = Callable[[Answer], None]


@dataclass(slots=True)
class Typed:
    """The newest edit of one field that the server said it has."""

    sequence: int
    value: str


@dataclass(slots=True)
class Operator:
    """Somebody at a desk; ``fresh_ids`` plants the fault of naming each attempt anew."""

    person: Person
    network: Network
    rng: Random
    fresh_ids: bool = False
    serial: int = 0
    kept: dict[tuple[str, str], Typed] = field(default_factory=dict)
    saved: dict[str, Mapping[str, object]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def think(self, then: Callable[[], None]) -> None:
        """Do something after a while."""
        self.network.agenda.after(self.rng.uniform(*THINKING_SECONDS), then)

    def press(self, path: str, form: Mapping[str, object], heard: Heard) -> None:
        """Press a button, now and then twice; both presses are one act."""
        named = self.new_id()

        def ask() -> Answer:
            return self.ask(path, form, self.new_id() if self.fresh_ids else named)

        Exchange(self.network, ask, heard).send()
        if self.rng.random() < 0.2:  # noqa: PLR2004 - impatient people
            Exchange(self.network, ask, lambda _answer: None).send()

    def ask(self, path: str, form: Mapping[str, object], act: str) -> Answer:
        """Put a request to the server, where it has arrived."""
        headers = {"Authorization": f"Bearer {self.person.key}", HEADER: act, "HX-Request": "true"}
        answer = Client(SERVER_NAME="localhost").post(path, form, headers=headers)
        return Answer(answer.status_code, answer.content.decode())

    def new_id(self) -> str:
        """Make the id of an act."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def type_into(self, number: str, name: str, value: str) -> None:
        """Type a field's new text; what the server acknowledges is counted on."""
        self.serial += 1
        sequence = self.serial
        form = {"field": name, "value": value, "sequence": sequence}

        def heard(answer: Answer) -> None:
            known = self.kept.get((number, name))
            if answer.good and (known is None or known.sequence < sequence):
                self.kept[number, name] = Typed(sequence, value)

        self.press(f"/calls/{number}/draft/", form, heard)


@dataclass(slots=True)
class CallTaker(Operator):
    """Answers what rings, types, and saves or links."""

    def answer(self, number: str) -> None:
        """Answer a call that others may be answering too, and write it down."""

        def heard(answer: Answer) -> None:
            if answer.good:
                self.taken.append(number)
            # Whoever comes late still types what they heard.
            self.think(lambda: self.write(number, 0))

        self.press(f"/calls/{number}/answer/", {}, heard)

    def write(self, number: str, times: int) -> None:
        """Type some fields, then save or link."""
        name = self.rng.choice(TYPED)
        self.type_into(number, name, f"{self.person.officer.username} {number} {times}")
        if times < self.rng.randint(3, 8):
            self.think(lambda: self.write(number, times + 1))
        elif number in self.taken:
            self.think(lambda: self.save(number))

    def save(self, number: str, seen: Mapping[str, str] | None = None) -> None:
        """Save what stands in the form; where others wrote too, look, and keep the own words."""
        form = {
            "where": "East Street", "place_text": "12 East Street", "type_code": "0302",
            "words": f"saved {number}", "lon": MIDDLE[0], "lat": MIDDLE[1], **(seen or {}),
        }  # fmt: skip

        def heard(answer: Answer) -> None:
            if answer.good:
                self.saved[number] = form
            elif answer.status == HTTPStatus.CONFLICT:
                fresh = self.others_seen(number)
                if fresh != (seen or {}):
                    self.think(lambda: self.save(number, fresh))

        self.press(f"/calls/{number}/save/", form, heard)

    def others_seen(self, number: str) -> dict[str, str]:
        """Look at what others wrote into a call, field by field."""
        headers = {"Authorization": f"Bearer {self.person.key}", "HX-Request": "true"}
        page = Client(SERVER_NAME="localhost").get(f"/calls/{number}/others/", headers=headers)
        return {f"seen_{name}": edit for name, edit in THEIRS.findall(page.content.decode())}


@dataclass(slots=True)
class Dispatcher(Operator):
    """Sends units that others want as well, and writes notes."""

    units: Sequence[str] = ()
    incidents: Callable[[], list[str]] = list
    until: float = 0.0

    def begin(self) -> None:
        """Look at the board every so often."""
        self.think(self.look)

    def look(self) -> None:
        """Send a unit or write a note, then look again."""
        open_now = self.incidents()
        if open_now:
            number = self.rng.choice(open_now)
            if self.rng.random() < 0.6:  # noqa: PLR2004 - mostly units
                self.send(number)
            else:
                self.note(number)
        if self.network.agenda.now < self.until:
            self.think(self.look)

    def send(self, number: str) -> None:
        """Send a unit by what the page shows."""
        path = f"/dispatch/incidents/{number}"
        headers = {"Authorization": f"Bearer {self.person.key}", "HX-Request": "true"}
        page = Client(SERVER_NAME="localhost").get(f"{path}/panel/", headers=headers)
        sealed = SEALED.search(page.content.decode())
        form = {"shown": sealed.group(1) if sealed else "", "unit": self.rng.choice(self.units)}
        self.press(f"{path}/assign/", {**form, "reason": "drill"}, lambda _answer: None)

    def note(self, number: str) -> None:
        """Write a note that nobody else writes."""
        text = f"note {self.new_id()}"

        def heard(answer: Answer) -> None:
            if answer.good:
                self.notes.append(text)

        self.press(f"/dispatch/incidents/{number}/note/", {"text": text}, heard)
