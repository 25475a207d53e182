"""The live line: every committed event reaches every browser of its bureau, also after a break."""

import asyncio
import json
import threading
import time
from contextlib import asynccontextmanager, suppress

import numpy as np
import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from tests import make
from tocsin.kernel.events.hub import QUEUE_LIMIT, Hub, Listener, offer

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
INSERT = """
    INSERT INTO events_outbox (bureau_id, kind, subject, facts, at, transaction)
    VALUES (%s, 'test.rang', %s, '{}', now(), 0)
"""


def conninfo():
    settings = connection.settings_dict
    parts = {
        "dbname": settings["NAME"],
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    return make_conninfo(**{name: value for name, value in parts.items() if value})


def subjects(text: bytes) -> list[str]:
    """Read the subjects of the events in a piece of the stream."""
    lines = text.decode().splitlines()
    told = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    return [event["subject"] for event in told if "subject" in event]


def last_id(text: bytes, before: str) -> str:
    """Read the id from which a browser would resume."""
    ids = [line[4:] for line in text.decode().splitlines() if line.startswith("id: ")]
    return ids[-1] if ids else before


@asynccontextmanager
async def running_hub():
    hub = Hub(conninfo())
    hub.start()
    await hub.listening.wait()
    try:
        yield hub
    finally:
        await hub.stop()


class Browser:
    """A browser with a live line to a hub, which it may lose and take up again."""

    def __init__(self, hub, bureau_id):
        self.hub, self.bureau_id = hub, bureau_id
        self.last, self.seen = "", []
        self.line = hub.subscribe(bureau_id, "")

    async def open(self):
        self.line = self.hub.subscribe(self.bureau_id, self.last)
        await anext(self.line)

    async def close(self):
        await self.line.aclose()

    async def hear(self, wanted):
        """Listen until all the wanted subjects have been heard."""
        async with asyncio.timeout(PATIENCE):
            while not wanted <= set(self.seen):
                text = await anext(self.line)
                self.seen += subjects(text)
                self.last = last_id(text, self.last)


async def connect():
    return await psycopg.AsyncConnection.connect(conninfo())


async def tell(bureau_id, *names):
    async with await connect() as told:
        for name in names:
            await told.execute(INSERT, [bureau_id, name])
            await told.commit()


def test_a_committed_event_reaches_the_browsers_of_its_bureau():
    bureau_id = make.bureau().pk

    async def story():
        async with running_hub() as hub:
            browsers = [Browser(hub, bureau_id) for _each in range(3)]
            for browser in browsers:
                await browser.open()
            await tell(bureau_id, "a", "b")
            for browser in browsers:
                await browser.hear({"a", "b"})
            return [browser.seen for browser in browsers]

    assert asyncio.run(story()) == [["a", "b"]] * 3


def test_another_bureau_hears_nothing_of_it():
    mine, other = make.bureau().pk, make.bureau("620822").pk

    async def story():
        async with running_hub() as hub:
            browser = Browser(hub, mine)
            await browser.open()
            await tell(other, "theirs")
            await tell(mine, "ours")
            await browser.hear({"ours"})
            await browser.close()
            await browser.open()
            await browser.hear({"ours"})
            return browser.seen

    assert "theirs" not in asyncio.run(story())


def test_a_transaction_older_than_the_last_event_seen_is_not_missed():
    bureau_id = make.bureau().pk

    async def story():
        async with running_hub() as hub, await connect() as slow:
            await slow.execute(INSERT, [bureau_id, "slow"])
            browser = Browser(hub, bureau_id)
            await browser.open()
            await tell(bureau_id, "quick")
            await browser.hear({"quick"})
            await browser.close()
            await slow.commit()
            await browser.open()
            await browser.hear({"slow"})

    asyncio.run(story())


def test_a_browser_resumes_after_the_server_itself_began_anew():
    bureau_id = make.bureau().pk

    async def story():
        async with running_hub() as hub:
            browser = Browser(hub, bureau_id)
            await browser.open()
            await tell(bureau_id, "before")
            await browser.hear({"before"})
            await browser.close()
        await tell(bureau_id, "meanwhile")
        async with running_hub() as hub:
            browser.hub = hub
            await browser.open()
            await tell(bureau_id, "after")
            await browser.hear({"meanwhile", "after"})

    asyncio.run(story())


def test_what_happened_between_the_page_and_its_line_is_heard():
    bureau_id = make.bureau().pk

    async def story():
        await tell(bureau_id, "before the line")
        async with running_hub() as hub:
            browser = Browser(hub, bureau_id)
            browser.last = f"t{time.time() - 5}"
            await browser.open()
            await browser.hear({"before the line"})

    asyncio.run(story())


def test_a_line_opened_before_the_hub_listens_misses_nothing():
    bureau_id = make.bureau().pk

    async def story():
        hub = Hub(conninfo())
        browser = Browser(hub, bureau_id)
        browser.last = f"t{time.time() - 5}"
        await browser.open()
        await tell(bureau_id, "early")
        hub.start()
        await browser.hear({"early"})
        await hub.stop()

    asyncio.run(story())


def write_all(bureau_id, writer, count, seed):
    """Commit events in a thread of its own, some of them late: two transactions, swapped."""
    pick = np.random.default_rng(seed)
    with psycopg.connect(conninfo()) as first, psycopg.connect(conninfo()) as second:
        for number in range(0, count, 2):
            first.execute(INSERT, [bureau_id, f"{writer}.{number}"])
            second.execute(INSERT, [bureau_id, f"{writer}.{number + 1}"])
            for each in [first, second][:: pick.choice([1, -1])]:
                each.commit()


def test_many_writers_and_a_line_that_keeps_breaking_lose_no_event():
    bureau_id = make.bureau().pk
    writers, count = 4, 60
    expected = {f"{writer}.{number}" for writer in range(writers) for number in range(count)}

    async def story():
        await tell(bureau_id, "begin")
        async with running_hub() as hub:
            browser = Browser(hub, bureau_id)
            browser.last = f"t{time.time() - 5}"
            await browser.open()
            await browser.hear({"begin"})
            threads = [
                threading.Thread(target=write_all, args=[bureau_id, writer, count, writer])
                for writer in range(writers)
            ]
            for thread in threads:
                thread.start()
            pick = np.random.default_rng(7)
            async with asyncio.timeout(PATIENCE):
                while not expected <= set(browser.seen):
                    text = await anext(browser.line)
                    browser.seen += subjects(text)
                    browser.last = last_id(text, browser.last)
                    if pick.random() < 0.3:
                        await browser.close()
                        await browser.open()
            for thread in threads:
                thread.join()

    asyncio.run(story())


def test_a_browser_that_cannot_keep_up_is_asked_to_load_anew():
    listener = Listener(1)
    for _number in range(QUEUE_LIMIT + 1):
        offer(listener, b"x")
    assert listener.lost


def test_when_the_database_is_gone_every_browser_is_asked_to_load_anew():
    bureau_id = make.bureau().pk

    async def story():
        async with running_hub() as hub:
            browser = Browser(hub, bureau_id)
            await browser.open()
            async with await connect() as killer:
                await killer.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE query LIKE 'LISTEN%' OR query LIKE '%pg_snapshot_xmin%' "
                    "AND pid <> pg_backend_pid() AND datname = current_database()"
                )
            async with asyncio.timeout(PATIENCE):
                while b"event: reload" not in await anext(browser.line):
                    pass
                with suppress(StopAsyncIteration):
                    await anext(browser.line)
                    pytest.fail("the line stayed open")

    asyncio.run(story())


@pytest.mark.parametrize(
    "last", ["", "x", "-", "9" * 30, "-5-1", "٣-١", "t", "tnan", "t-1", "t1e300"]
)
def test_a_last_event_that_makes_no_sense_does_not_break_the_line(last):
    bureau_id = make.bureau().pk

    async def story():
        async with running_hub() as hub:
            browser = Browser(hub, bureau_id)
            browser.last = last
            await browser.open()
            await tell(bureau_id, "a")
            await browser.hear({"a"})

    asyncio.run(story())
