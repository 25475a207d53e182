"""Facts about invented people come in by every way there is, and are then looked for everywhere.

They may stand in answers to people who have put their look on record, and nowhere else: neither in
the files of the database nor in its log, in backups, logs, caches, pages of others, or events.
"""

import http.client
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import psycopg
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tocsin.adapters.postgres import dumping, embedded, tools
from tocsin.adapters.postgres.cluster import ADMINISTRATOR
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Role, enlist, issue_token
from tocsin.project import backing, startup
from tocsin.project.bench.webserver import cookie_of, free_port, wait_until_up
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.kill9 import looked_after
from tocsin.project.campaigns.line import Declined, Line
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.searching import Leak, leaks_below, leaks_in, needles
from tocsin.project.processes import Program, Supervisor
from tocsin.project.serving import programs
from tocsin.registers.places import api as places

PLANTS = ("plain-note", "log-line")
HOST = "127.0.0.1"
# No real name or number contains these.
NAME, DIGITS = "\u9e22\u73c2", "1990417"
SOUGHT = (NAME, DIGITS, f"{DIGITS[:3]}-{DIGITS[3:]}", f"{DIGITS[:3]} {DIGITS[3:]}")
CODE, WORDS = "CANARY", "Somebody fell at the gate"
LIVE = "/live/"
UP_SECONDS, ANSWER_SECONDS = 240.0, 30.0
MOST_TOLD = 20
NEVER_KEPT = "no-store"
# Whoever reads a page without having put a look on record.
WITHOUT_LOOK = (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.OFFICER)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many facts, by which chance, and a fault to plant."""

    facts: int
    seed: int
    plant: str | None


@dataclass(slots=True)
class Flock:
    """Hands out names and numbers of nobody, and remembers which were taken in."""

    names: int = 0
    telephones: int = 0

    @property
    def size(self) -> int:
        """Return how many facts there are."""
        return self.names + self.telephones

    def name(self) -> str:
        """Make up a name."""
        self.names += 1
        return f"{NAME}{chr(0x5000 + self.names // 50)}{chr(0x5300 + self.names % 50)}"

    def telephone(self) -> str:
        """Make up a number."""
        self.telephones += 1
        return f"{DIGITS}{self.telephones:04}"


@dataclass(slots=True)
class Desks:
    """Those who take facts in and look at them again, as people and systems do."""

    line: Line
    county: scene.Scene
    keeper: scene.Person
    flock: Flock = field(default_factory=Flock)
    opened: Counter[str] = field(default_factory=Counter)
    calls: list[str] = field(default_factory=list)

    @property
    def taker(self) -> scene.Person:
        """Return the call-taker."""
        return self.county.takers[0]

    def round(self, number: int) -> None:
        """Let somebody call in each of the ways."""
        at, mark = moment.now().isoformat(), f"canary-{number}"
        self.partner(mark, at)
        told = {"message_id": mark, "telephone": self.flock.telephone(), "text": WORDS, "at": at}
        self.take_in("intake/text-messages", told)
        self.ring(mark, at)
        self.resident(number)
        holder = {"name": self.flock.name(), "telephone": self.flock.telephone(), "post": "guard"}
        self.line.submit(f"/places/premises/{CODE}/keys/add/", holder, key=self.keeper.key)

    def partner(self, mark: str, at: str) -> None:
        """Let another agency pass a call on, now and then with a name that is too long."""
        told = {"reference": mark, "agency": "drill", "text": WORDS, "at": at}
        who = {"name": self.flock.name(), "telephone": self.flock.telephone()}
        self.take_in("intake/partner-calls", told | who)
        try:
            too_long = {"reference": f"{mark}-bad", "name": NAME * 60, "telephone": f"x{DIGITS}"}
            self.take_in("intake/partner-calls", told | too_long)
        except Declined:
            return

    def ring(self, mark: str, at: str) -> None:
        """Let the telephone ring; the call-taker answers and types the caller's name."""
        told = {"signal_id": mark, "kind": "ringing", "source_id": mark, "at": at}
        number = self.take_in("switch/signals", told | {"telephone": self.flock.telephone()})
        path = f"/calls/{number}"
        self.line.submit(f"{path}/answer/", {}, key=self.taker.key)
        typed = {"field": "caller_name", "value": self.flock.name(), "sequence": 1}
        self.line.submit(f"{path}/draft/", typed, key=self.taker.key)

    def resident(self, number: int) -> None:
        """Let a resident write, as often as their connection may."""
        if number >= 3:  # noqa: PLR2004 - more are taken for a flood
            return
        told = {"what": WORDS, "where": "East Street"}
        who = {"name": self.flock.name(), "telephone": self.flock.telephone()}
        self.line.submit("/calls/help/", told | who, key=self.county.switch.key)

    def take_in(self, path: str, told: Mapping[str, object]) -> str:
        """Send what a connected system sends; return the number of the call."""
        reply = self.line.post(f"/api/v1/{path}", told, key=self.county.switch.key)
        number = reply.text.partition('"number":')[2].split('"')[1]
        self.calls.append(number)
        return number

    def look(self) -> None:
        """Open everybody by a look on record, and count whom the pages show."""
        for number in dict.fromkeys([*self.calls, *waiting_calls(self.county)]):
            page = self.line.submit(f"/calls/{number}/caller/", {}, key=self.taker.key).text
            self.count(page)
        path = f"/places/premises/{CODE}/keys/show/"
        self.count(self.line.submit(path, {"task": "register_check"}, key=self.keeper.key).text)

    def count(self, page: str) -> None:
        """Count the facts of a page, each once."""
        for sought in (NAME, DIGITS):
            begin = page.find(sought)
            while begin >= 0:
                self.opened[page[begin : begin + len(sought) + (2 if sought == NAME else 4)]] += 1
                begin = page.find(sought, begin + 1)


def waiting_calls(county: scene.Scene) -> list[str]:
    """List the calls that there are, those of residents too."""
    rows = calls.Call.objects.filter(bureau=county.bureau)
    return list(rows.order_by("number").values_list("number", flat=True))


def run(plan: Plan, server: embedded.Server, told: Callable[[int], None]) -> Outcome:
    """Let facts come in, look at them, and look for them; `told` hears of rounds."""
    logs, port = server.folder / "logs", free_port()
    logs.mkdir()
    county, others = peopled()
    readers = {role: cookie_of(one.officer) for role, one in others.items()}
    keeper = others[Role.ADMINISTRATOR]
    startup.let_go()
    line = Line(port, Random(plan.seed), Book())  # noqa: S311 - a seeded campaign
    desks = Desks(line, county, keeper)
    serving = Supervisor(
        [written_down(one, logs) for one in programs(host=HOST, port=port)],
        tell=lambda _name, _code: None,
    )
    with serving, looked_after(serving):
        wait_until_up(port, serving, seconds=UP_SECONDS)
        with heard(port, readers[Role.DISPATCHER]) as events:
            while desks.flock.size < plan.facts:
                desks.round(len(desks.calls))
                told(desks.flock.size)
            plant(plan, desks, logs)
            desks.look()
            pages = pages_of_others(port, readers, desks.calls[:5])
        kept = answer_of(port, f"/calls/{desks.calls[0]}/caller/", readers[Role.CALL_TAKER])
    found = searched(server, pages | {f"events{LIVE}": bytes(events)})
    return outcome_of(plan, desks, found, cacheable=NEVER_KEPT not in kept.decode("latin-1"))


def peopled() -> tuple[scene.Scene, dict[Role, scene.Person]]:
    """Found a county with premises, and people of every role."""
    at = moment.now()
    county = scene.found(code="drill", workers=1, at=at)

    def hired(role: Role) -> scene.Person:
        name = f"reader.{role.value}"
        officer = enlist(username=name, name=name, bureau=county.bureau, roles=[role], at=at)
        return scene.Person(officer, issue_token(officer=officer, label="drill", at=at))

    others = {role: hired(role) for role in WITHOUT_LOOK}
    row = places.PremisesRow(CODE, "Drill", "school", lon=scene.MIDDLE[0], lat=scene.MIDDLE[1])
    clerk = others[Role.ADMINISTRATOR].officer
    places.load_premises(bureau=county.bureau, rows=[row], actor=clerk, at=at)
    return county, others


def written_down(program: Program, logs: Path) -> Program:
    """Let a program write all it says into a file, down to what only developers read."""
    file = logs / f"{program.name}.log"
    command = ["/bin/sh", "-c", f'exec "$@" >>"{file}" 2>&1', "sh", *program.command]
    return replace(
        program, command=command, environment={**program.environment, "TOCSIN_LOG": "DEBUG"}
    )


def plant(plan: Plan, desks: Desks, logs: Path) -> None:
    """Do on purpose what must be found."""
    if plan.plant == "plain-note":
        incident = scene.taken(desks.county, WORDS, moment.now())
        path = f"/dispatch/incidents/{incident.number}/note/"
        key = desks.county.dispatchers[0].key
        desks.line.submit(path, {"text": f"{desks.flock.name()} called again"}, key=key)
    if plan.plant == "log-line":
        careless = logging.FileHandler(logs / "web-1.log", encoding="utf-8")
        record = logging.makeLogRecord({"msg": f"call.arrived telephone={desks.flock.telephone()}"})
        careless.emit(record)
        careless.close()


@contextmanager
def heard(port: int, cookie: str) -> Iterator[bytearray]:
    """Listen to the live line of somebody at a desk for the length of a block."""
    line = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
    line.request("GET", LIVE, headers={"Cookie": cookie})
    answer, said = line.getresponse(), bytearray()
    hearing = threading.Thread(target=lambda: listen(answer, said), daemon=True)
    hearing.start()
    try:
        yield said
    finally:
        line.close()


def listen(answer: http.client.HTTPResponse, said: bytearray) -> None:
    """Write down what comes, until the line is closed."""
    try:
        while piece := answer.read1(65_536):
            said += piece
    except (OSError, ValueError, AttributeError, http.client.HTTPException):
        return


def pages_of_others(
    port: int, readers: dict[Role, str], numbers: Sequence[str]
) -> dict[str, bytes]:
    """Fetch every page that needs no number, and the calls themselves, as everybody."""
    paths = [*plain_paths(), *(f"/calls/{number}/" for number in numbers)]
    paths += [f"/places/premises/{CODE}/", f"/places/premises/{CODE}/edit/"]
    incidents = dispatch.Incident.objects.order_by("number").values_list("number", flat=True)
    paths += [f"/dispatch/incidents/{number}/" for number in incidents[:5]]
    return {
        f"{path} as {role.value}": answer_of(port, path, cookie, "GET")
        for role, cookie in readers.items()
        for path in paths
    }


def plain_paths() -> list[str]:
    """List the addresses without a number in them, but for those that never end or sign out."""
    return sorted(
        path
        for path in addresses(get_resolver().url_patterns)
        if "<" not in path and path != LIVE and "log" not in path and "reauth" not in path
    )


def addresses(patterns: Sequence[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Write the addresses of all pages."""
    for one in patterns:
        path = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, path)
        elif not set(path) & set("^$\\("):
            yield path


def answer_of(port: int, path: str, cookie: str, method: str = "POST") -> bytes:
    """Ask once and return the whole answer, headers first; nothing where the line breaks."""
    line = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
    try:
        line.request(method, path, urlencode({}), {"Cookie": cookie})
        answer = line.getresponse()
        return str(answer.headers).encode() + answer.read()
    except (OSError, http.client.HTTPException):
        return b""
    finally:
        line.close()


@dataclass(slots=True)
class Found:
    """What was searched, and what was found."""

    leaks: list[Leak] = field(default_factory=list)
    files: int = 0
    size: int = 0
    pages: int = 0
    heard: int = 0


def searched(server: embedded.Server, pages: dict[str, bytes]) -> Found:
    """Look through pages and events, then through every file, backups written at the end too."""
    sought, found = needles(SOUGHT), Found()
    for where, page in pages.items():
        found.leaks += leaks_in(where, page, sought)
    found.pages = sum(bool(page) for page in pages.values()) - 1
    found.heard = len(pages[f"events{LIVE}"])
    back_up(server)
    with psycopg.connect(
        server.cluster.url(database="postgres", role=ADMINISTRATOR), autocommit=True
    ) as line:
        line.execute("CHECKPOINT")
    for size, leaks in leaks_below(server.folder, sought):
        found.files += 1
        found.size += size
        found.leaks += leaks
    return found


def back_up(server: embedded.Server) -> None:
    """Write both sorts of backups, and the dump once more in plain words: it is compressed."""
    for name, place in (("copied", server.folder), ("dumped", None)):
        target = server.folder / f"backup-{name}"
        backing.write(target=target, url=server.url, server=place, with_keys=False)
    dumped = server.folder / "backup-dumped" / dumping.FILE
    tools.run("pg_restore", f"--file={server.folder / 'dumped.sql'}", str(dumped))


def outcome_of(plan: Plan, desks: Desks, found: Found, *, cacheable: bool) -> Outcome:
    """Write down how it went."""
    not_opened = desks.flock.size - len(desks.opened) - (plan.plant is not None)
    figures: dict[str, object] = {
        "facts": desks.flock.size,
        "opened_by_a_look": len(desks.opened),
        "not_opened": not_opened,
        "leaks": len(found.leaks),
        "where": [f"{one.where}: {one.form}" for one in found.leaks[:MOST_TOLD]],
        "files": found.files,
        "megabytes": round(found.size / 1e6, 1),
        "pages_of_others": found.pages,
        "bytes_of_events": found.heard,
        "answer_may_be_cached": cacheable,
    }
    failures = len(found.leaks) + max(0, not_opened) + cacheable
    return Outcome("canaries", plan.seed, plan.plant, desks.flock.size, failures, figures)
