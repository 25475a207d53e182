"""Clocks set by an hour and a day, both ways, while incidents run: no time on record is wrong."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from random import Random
from uuid import uuid4

from allauth.mfa.totp.internal import auth
from django.db import connection
from django.test import Client

from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Officer, SessionStore, issue_token
from tocsin.kernel.database.api import hear_the_time
from tocsin.kernel.idempotency.api import HEADER
from tocsin.kernel.ledger import api as ledger
from tocsin.project.bench.webserver import cookie_of
from tocsin.project.campaigns import reckoning, stepping
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.lifecycle import Worker
from tocsin.project.campaigns.line import Declined, Line, Reply
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.scene import Scene, taken
from tocsin.project.campaigns.stepping import PHONE, STEPS, Step, true_now
from tocsin.project.housekeeping import Rounds

# What a request and a busy machine may take between two looks at a clock.
TOLERANCE = timedelta(seconds=20)
# A clock is set before one of the requests of an incident, from the first to the last but one.
REQUESTS = 16
# Every moment that is written down while an incident runs; the newest rows by their number.
STAMPS = {
    "audit_entry": ("at",),
    "events_outbox": ("at",),
    "idempotency_doneact": ("at",),
    "dispatch_timelineentry": ("at",),
    "dispatch_milestone": ("at", "recorded_at"),
    "dispatch_clock": ("started_at", "stopped_at", "breached_at"),
}
OF_CALL = "SELECT rang_at, answered_at, saved_at, ended_at FROM calls_call WHERE number = %s"
OF_CLOCKS = "SELECT state FROM dispatch_clock WHERE incident_id = %s"
MOST_TOLD = 20


@dataclass(slots=True)
class Here(Line):
    """A line to the application in this process; before each request something may happen."""

    before: Callable[[], None] = lambda: None

    def _try(self, method: str, path: str, body: str, headers: dict[str, str]) -> Reply:
        self.before()
        kind = headers.pop("Content-Type", "application/octet-stream")
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        answer = client.generic(method, path, body, content_type=kind, headers=headers)
        headers["Content-Type"] = kind
        return Reply(answer.status_code, answer.content.decode())


@dataclass(slots=True)
class Drill:
    """Incidents of one county that run while clocks are set."""

    county: Scene
    rng: Random
    rounds: Rounds = field(default_factory=Rounds)
    wrong: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    book: Book = field(default_factory=Book)

    def complain(self, what: str, about: object) -> None:
        """Note what is wrong."""
        self.wrong[what] += 1
        self.told.append(f"{what}: {about}")

    def trial(self, number: int, step: Step) -> None:
        """See one call through while a clock is set; look at every moment that was written."""
        newest = {table: counted(f"SELECT coalesce(max(id), 0) FROM {table}") for table in STAMPS}  # noqa: S608 - names written above
        begun, setting = true_now(), ExitStack()
        due = self.rng.randrange(1, REQUESTS)
        asked = 0

        def before() -> None:
            nonlocal asked
            asked += 1
            if asked == due:
                setting.enter_context(step.taken())
            hear_the_time()

        signed_in, act = cookie_of(self.county.takers[0].officer), self.act()
        act()
        self.rounds.pass_by(moment.now())
        running = taken(self.county, f"runs {number}", moment.now())
        with setting:
            self.see_through(number, step, before)
            if asked < due:
                setting.enter_context(step.taken())
            hear_the_time()
            self.look_around(step, signed_in, act, running)
        hear_the_time()
        ended = true_now()
        for table, columns in STAMPS.items():
            self.compare(table, columns, newest[table], (begun, ended))

    def see_through(self, number: int, step: Step, before: Callable[[], None]) -> None:
        """Take a call and close its incident; the officer on the way stamps by telephone."""
        line = Here(0, self.rng, self.book, before=before)
        people = (self.county.switch, self.county.takers[0], self.county.dispatchers[0])
        codes = [unit.code for unit in self.county.units]
        worker = OnPhone(
            f"step{number}", line, self.book, self.rng, *people, codes, step=step, drill=self
        )
        begun = true_now()
        try:
            call = worker.come_in("telephone")
            worker.type_in(call)
            worker.attend(worker.save(call))
        except Declined as refused:
            self.complain("refused", refused)
            return
        for at in row_of(OF_CALL, [call]):
            if at is not None and not begun - TOLERANCE <= at <= true_now() + TOLERANCE:
                self.complain("wrong_moments", f"call {at - begun}")

    def look_around(
        self, step: Step, cookie: str, act: Callable[[], str], running: dispatch.Incident
    ) -> None:
        """Look at what runs out, comes due or is remembered while a clock stands elsewhere."""
        dispatch.scan_clocks(at=moment.now(), bureau=self.county.bureau)
        states = states_of(running)
        if states != {"running"}:
            self.complain("wrong_clocks", states)
        if self.rounds.pass_by(moment.now()) is not None:
            self.complain("jobs_repeated", step)
        if not act():
            self.complain("replays_lost", step)
        self.try_doors(step, cookie)
        while ledger.sequence(look=ledger.horizon_when_alone):
            pass
        ledger.sign(at=moment.now())

    def try_doors(self, step: Step, cookie: str) -> None:
        """Come in by a session that runs and by one that has ended, with the right code and not."""
        if not is_signed_in(cookie):
            self.complain("sessions_wrong", "ended early")
        if is_signed_in(ended_session(self.county.takers[0].officer)):
            self.complain("sessions_wrong", "lived on")
        true, shifted = (code_at(true_now() + by) for by in (timedelta(), step.by))
        if not auth.validate_totp_code(SECRET, true):
            self.complain("codes_wrong", "the right one was refused")
        if auth.validate_totp_code(SECRET, shifted):
            self.complain("codes_wrong", "one of another hour was taken")

    def act(self) -> Callable[[], str]:
        """Make an act that is sent again each time; say whether the first answer came back."""
        named, key = str(uuid4()), self.county.takers[0].key

        def send() -> str:
            headers = {"Authorization": f"Bearer {key}", HEADER: named}
            answer = Client(SERVER_NAME="localhost").post("/calls/new/", headers=headers)
            return str(answer.headers.get("X-Replayed", ""))

        return send

    def compare(
        self,
        table: str,
        columns: Sequence[str],
        newest: int,
        span: tuple[datetime, datetime],
    ) -> None:
        """Find moments outside the span of their writing, and those that run backwards."""
        begun, ended = span
        latest: dict[str, datetime] = {}
        named = ", ".join(columns)
        query = f"SELECT {named} FROM {table} WHERE id > %s ORDER BY id"  # noqa: S608 - names written above
        for row in rows_of(query, [newest]):
            for column, at in zip(columns, row, strict=True):
                if at is None:
                    continue
                if not begun - TOLERANCE <= at <= ended + TOLERANCE:
                    self.complain("wrong_moments", f"{table}.{column} {at - begun}")
                if at < latest.get(column, at) - TOLERANCE:
                    self.complain("run_backwards", f"{table}.{column}")
                latest[column] = at


@dataclass(slots=True, kw_only=True)
class OnPhone(Worker):
    """A worker whose officer on the way stamps the first steps by a telephone."""

    step: Step
    drill: Drill

    def send(self, incident: str, unit: str) -> str:
        """Send a unit, and let its crew stamp that they have heard and left."""
        made = Worker.send(self, incident, unit)
        bureau = self.drill.county.bureau
        driver = Officer.objects.get(username=f"{unit}.{bureau.code}")
        key = issue_token(officer=driver, label="drill", at=moment.now())
        by = self.step.by if self.step.whose == PHONE else timedelta()
        for kind in ("received", "departed"):
            body = {
                "kind": "step", "assignment": made, "step": kind,
                "claimed_at": (true_now() + by).isoformat(),
            }  # fmt: skip
            self.line.post("/phone/acts/", body, key=key)
        return made

    def steps(self) -> Sequence[str]:
        """Leave out what the telephone stamped."""
        return [step for step in Worker.steps(self) if step not in {"received", "departed"}]


SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody


def code_at(at: datetime) -> str:
    """Say what a telephone with that secret shows at a moment."""
    counter = int(at.timestamp()) // 30
    return str(auth.format_hotp_value(auth.hotp_value(SECRET, counter)))


def is_signed_in(cookie: str) -> bool:
    """Say whether a session opens the desk."""
    answer = Client(SERVER_NAME="localhost").get("/calls/", headers={"Cookie": cookie})
    return answer.status_code == HTTPStatus.OK


def ended_session(officer: Officer) -> str:
    """Sign somebody in whose session ran out a minute ago."""
    cookie = cookie_of(officer)
    key = cookie.partition("=")[2]
    ended = true_now() - timedelta(minutes=1)
    SessionStore.get_model_class().objects.filter(session_key=key).update(expire_date=ended)
    return cookie


def rows_of(query: str, facts: Sequence[int | str]) -> list[tuple[datetime | None, ...]]:
    """Read rows of moments."""
    with connection.cursor() as cursor:
        cursor.execute(query, facts)
        return list(cursor.fetchall())


def row_of(query: str, facts: Sequence[int | str]) -> tuple[datetime | None, ...]:
    """Read one row of moments."""
    [row] = rows_of(query, facts)
    return row


def states_of(incident: dispatch.Incident) -> set[str]:
    """Read how the tiers of an incident's clock stand."""
    with connection.cursor() as cursor:
        cursor.execute(OF_CLOCKS, [incident.pk])
        return {row[0] for row in cursor.fetchall()}


def counted(query: str) -> int:
    """Read a number."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def run(
    county: Scene, *, trials: int, seed: int, plant: str | None, told: Callable[[int], None]
) -> Outcome:
    """Set every clock by every step in turn, at another point of an incident each time."""
    drill = Drill(county, Random(seed))  # noqa: S311 - a seeded campaign
    begins = true_now()
    everybodys = (stepping.MACHINE, stepping.DATABASE, PHONE)
    cases = [Step(whose, by) for by in STEPS for whose in everybodys]
    with stepping.planted(plant):
        hear_the_time()
        for number in range(trials):
            drill.trial(number, cases[number % len(cases)])
            told(1)
        faults = reckoning.examined_ledger(begins)
    named = (
        "wrong_moments", "run_backwards", "wrong_clocks", "jobs_repeated", "replays_lost",
        "sessions_wrong", "codes_wrong", "refused",
    )  # fmt: skip
    figures: dict[str, object] = {
        **{name: drill.wrong[name] for name in named},
        "ledger": faults,
        "told": drill.told[:MOST_TOLD],
    }
    return Outcome("clocks", seed, plant, trials, drill.wrong.total() + faults, figures)
