"""Calls that come in beside many open desks, then many more of them: none dropped, none slow."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from django.db import connection

from tocsin.adapters.postgres import embedded
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau, Role, enlist
from tocsin.project import startup
from tocsin.project.bench.rows import quantile_ms
from tocsin.project.bench.webserver import cookie_of, wait_until_up
from tocsin.project.campaigns import reckoning, scene, working
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.burnt import Burnt
from tocsin.project.campaigns.consoles import Console, Took, missing
from tocsin.project.campaigns.incoming import Rush, Switchboard
from tocsin.project.campaigns.kill9 import free_port, looked_after
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.wire import HOST, Wires
from tocsin.project.processes import Program, Supervisor, python_module
from tocsin.project.serving import programs

WORKERS = 4
# People think between two requests; eight of them see a good many calls through.
THINKING_SECONDS = 1.5
LAST_EVENTS_SECONDS = 15.0
LOOK_SECONDS, UP_SECONDS = 0.1, 240.0
DESKS = (("/calls/", Role.CALL_TAKER), ("/dispatch/", Role.DISPATCHER))
FAULTY = "tocsin.project.campaigns.faulty"
PLANTS = ("drops-when-busy", "forgets-events")
TOLD = "SELECT id FROM events_outbox WHERE bureau_id = %s AND id > %s"
LATEST = "SELECT coalesce(max(id), 0) FROM events_outbox"
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """How many calls a second beside how many desks, then how many more, and how slow is slow."""

    seconds: float
    rate: float
    consoles: int
    burst: float
    burst_seconds: float
    most_ms: float
    seed: int
    plant: str | None = None


@dataclass(slots=True)
class Heard:
    """What the desks and the switchboard saw."""

    steady: Rush
    burst: Rush
    fragments: Took = field(default_factory=Took)
    in_burst: Took = field(default_factory=Took)
    told: int = 0
    missing: int = 0
    cut: int = 0


def run(plan: Plan, server: embedded.Server, told: Callable[[float], None]) -> Outcome:
    """Let calls come in, then many more at once, and reckon up; `told` hears of the seconds."""
    begins, book = moment.now(), Book()
    county = scene.found(code="drill", workers=WORKERS, at=begins)
    cookies = signed_in(county.bureau, plan.consoles, begins)
    startup.let_go()
    port = free_port()
    serving = Supervisor(served(plan, port), tell=lambda _name, _code: None)
    with serving, looked_after(serving):
        wait_until_up(port, serving, seconds=UP_SECONDS)
        burnt = Burnt(serving, server.pid)
        switch = Switchboard(Wires(port), county.switch.key, Random(plan.seed), book)  # noqa: S311 - a seeded campaign
        with working.at_work(
            county, port, book, seed=plan.seed, fresh_ids=False, thinks_seconds=THINKING_SECONDS
        ):
            heard = asyncio.run(
                Hour(plan, county.bureau, port, cookies, burnt).pass_by(switch, told)
            )
    verdict = reckoning.reckon(county.bureau, book)
    return outcome_of(plan, heard, verdict, burnt, book)


def served(plan: Plan, port: int) -> list[Program]:
    """List the processes of a running Tocsin; a planted fault stands in the web."""
    where = ("--host", HOST, "--port", str(port))
    return [
        replace(python_module(one.name, FAULTY, plan.plant, *where), environment=one.environment)
        if plan.plant and one.name.startswith("web")
        else one
        for one in programs(host=HOST, port=port)
    ]


def signed_in(bureau: Bureau, number: int, at: datetime) -> list[tuple[str, str]]:
    """Enlist somebody for each desk and sign them in; say which page each has open."""
    made = []
    for n in range(number):
        page, role = DESKS[n % len(DESKS)]
        name = f"desk{n:03}"
        officer = enlist(
            username=f"{name}.{bureau.code}", name=name, bureau=bureau, roles=[role], at=at
        )
        made.append((page, cookie_of(officer)))
    return made


@dataclass(slots=True)
class Hour:
    """The desks and the calls, for as long as it lasts."""

    plan: Plan
    bureau: Bureau
    port: int
    signed_in: Sequence[tuple[str, str]]
    burnt: Burnt

    async def pass_by(self, switch: Switchboard, told: Callable[[float], None]) -> Heard:
        """Open the desks, let the calls come in beside them, then the burst."""
        plan = self.plan
        heard = Heard(
            Rush("steady", plan.rate, plan.seconds), Rush("burst", plan.burst, plan.burst_seconds)
        )
        consoles = [
            Console(page, cookie, Wires(self.port), heard.fragments)
            for page, cookie in self.signed_in
        ]
        for console in consoles:
            await console.open()
        # What the desks loaded to begin with is not what is measured.
        heard.fragments.seconds.clear()
        latest = await asyncio.to_thread(numbered, LATEST, [])
        self.burnt.begin()
        await switch.let_come(heard.steady, told)
        self.burnt.end()
        for console in consoles:
            console.took = heard.in_burst
        await switch.let_come(heard.burst, lambda seconds: told(plan.seconds + seconds))
        since = [self.bureau.pk, max(latest)]
        await self.settle(consoles, since, heard)
        for console in consoles:
            await console.close()
        switch.wires.hang_up()
        return heard

    async def settle(self, consoles: Sequence[Console], since: list[int], heard: Heard) -> None:
        """Wait until every desk has heard all that happened until now, but not for ever."""
        told = await asyncio.to_thread(numbered, TOLD, since)
        loop = asyncio.get_running_loop()
        patience = loop.time() + LAST_EVENTS_SECONDS
        while any(missing(consoles, told)) and loop.time() < patience:
            await asyncio.sleep(LOOK_SECONDS)
        heard.told, heard.missing = len(told), sum(missing(consoles, told))
        heard.cut = sum(one.line.cuts + one.line.reloads for one in consoles if one.line)


def numbered(question: str, facts: Sequence[int]) -> frozenset[int]:
    """Read the numbers of some events, in a thread of its own."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(question, facts)
            return frozenset(row[0] for row in cursor.fetchall())
    finally:
        connection.close()


def outcome_of(
    plan: Plan, heard: Heard, verdict: reckoning.Verdict, burnt: Burnt, book: Book
) -> Outcome:
    """Write down how it went."""
    steady, burst = heard.steady, heard.burst
    faults = [*steady.took.faults, *heard.fragments.faults, *book.faults.elements()]
    dropped = steady.sent - steady.acknowledged + burst.sent - burst.acknowledged + verdict.lost
    slow = [times_of(took)["p95_ms"] > plan.most_ms for took in (steady.took, heard.fragments)]
    figures: dict[str, object] = {
        "errors": len(faults),
        "dropped": dropped,
        "doubled": verdict.doubled,
        "illegal": verdict.illegal,
        "missing_events": heard.missing,
        "lines_cut": heard.cut,
        "slow": sum(slow),
        "calls": {"sent": steady.sent, **times_of(steady.took)},
        "fragments": times_of(heard.fragments),
        "burst": {
            "sent": burst.sent,
            "sent_again": burst.sent_again,
            "calls": times_of(burst.took),
            "fragments": times_of(heard.in_burst),
            "faults": len(heard.in_burst.faults),
        },
        "events": heard.told,
        "consoles": plan.consoles,
        "cpu_seconds": burnt.spent,
        "faults": sorted(set(faults))[:MOST_TOLD],
    }
    failures = len(faults) + dropped + verdict.doubled + verdict.illegal + heard.missing
    failures += heard.cut + sum(slow)
    return Outcome("load", plan.seed, plan.plant, steady.sent + burst.sent, failures, figures)


def times_of(took: Took) -> dict[str, float]:
    """Say how many there were, and how long half, nearly all and all but a few took."""
    seconds = took.seconds or [0.0]
    return {
        "number": len(took.seconds),
        **{f"p{share}_ms": quantile_ms(seconds, share / 100) for share in (50, 95, 99)},
    }
