"""A running demonstration: database, web, clock and simulator, until it is told to stop."""

import os
import socket
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from itertools import count
from pathlib import Path

import click
from django.utils import timezone

from tocsin.adapters.postgres.locks import FileLock
from tocsin.kernel.errors import Refusal
from tocsin.project import environment, startup
from tocsin.project.demo.telling import Teller
from tocsin.project.processes import Supervisor, python_module
from tocsin.project.serving import is_free, programs, under

HOST = "127.0.0.1"
LAST_PORT = 65_535
SIMULATOR = "tocsin.project.demo.simulator"
LEASE_KEY = 7_065_099_101_002
LOOK_SECONDS = 0.1
# A county is shown first in the afternoon, whatever the hour: at night there is little to see.
SHOWN_FROM_HOUR = 15
SECOND = timedelta(seconds=1)


class DemoRunsAlready(Refusal):
    """Another demonstration uses the folder or the database."""

    code = "demo.runs_already"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a demonstration was asked to run."""

    speed: float
    seed: int | None
    port: int
    data: Path | None
    history: float
    open_browser: bool


def run(wishes: Wishes) -> None:
    """Run a demonstration until it is told to stop.

    Raises
    ------
    DemoRunsAlready
        The folder that was named, or the given database, has a running demonstration.
    """
    with own_folder(wishes.data) as folder, startup.prepared_ground(folder=folder):
        from tocsin.project.clock import DatabaseLease  # noqa: PLC0415 - needs Django

        lease = DatabaseLease(LEASE_KEY)
        if not lease.held():
            raise DemoRunsAlready(_("Another demonstration runs on this database. Stop it first."))
        try:
            with startup.words_on_record():
                make_ready(wishes)
            startup.let_go()
            serve(wishes)
        finally:
            lease.drop()


@contextmanager
def own_folder(chosen: Path | None) -> Iterator[Path]:
    """Keep a folder for ourselves: the one that was named, else the first that nobody uses."""
    home = environment.data_folder()
    names = [chosen.expanduser().absolute()] if chosen else demo_folders(home)
    for folder in names:
        folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        lock = FileLock(folder / "demo.lock")
        if lock.try_take():
            try:
                yield folder
            finally:
                lock.close()
            return
        lock.close()
    raise DemoRunsAlready(
        _("A demonstration runs in {folder} already. Name another folder.").format(folder=chosen)
    )


def demo_folders(home: Path) -> Iterator[Path]:
    """List the folders of demonstrations, apart from the data of a real bureau."""
    for number in count(1):
        yield home / ("demo" if number == 1 else f"demo-{number}")


def make_ready(wishes: Wishes) -> None:
    """Make the county and its last hours, or find them, and set the clock that all share."""
    from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
    from tocsin.project.demo.ground import live_through, prepare_ground  # noqa: PLC0415 - as above
    from tocsin.readers.review import api as review  # noqa: PLC0415 - as above
    from tocsin.readers.transparency import api as transparency  # noqa: PLC0415 - as above

    with Teller() as teller:
        length = timedelta(hours=wishes.history)
        begins = last_afternoon(moment.now()) - length
        ground = prepare_ground(seed=wishes.seed, begins=begins, step=teller.step, base_map=True)
        shown = ground.shown_until
        if shown == begins and length:
            teller.expect(wishes.history)
            teller.step("Living through the last hours")
            shown = begins + length
            live_through(
                ground,
                begins,
                shown,
                lambda at: teller.advance((at - begins).total_seconds() / 3600),
            )
            # Nobody waits a week for the first review desk, or a month for the first figures.
            review.draw_week(bureau=ground.bureau, week=review.Span(begins, shown), at=shown)
            transparency.publish_first(bureau=ground.bureau, since=begins, at=shown)
    pace = moment.Pace(moment.now(), shown + SECOND, wishes.speed)
    os.environ["TOCSIN_DEMO"] = "1"
    os.environ["TOCSIN_CLOCK_PACE"] = pace.written()


def last_afternoon(now: datetime) -> datetime:
    """Say when it was last the hour at which a county is first shown, where the county is."""
    there = timezone.localtime(now)
    shown = there.replace(hour=SHOWN_FROM_HOUR, minute=0, second=0, microsecond=0)
    return (shown if shown <= there else shown - timedelta(days=1)).astimezone(UTC)


def serve(wishes: Wishes) -> None:
    """Keep web, clock and simulator running."""
    port = free_port(wishes.port)
    address = f"http://{HOST}:{port}/"
    kept = [*programs(host=HOST, port=port), under("web", python_module("simulator", SIMULATOR))]
    with Supervisor(kept, tell=told) as supervisor:
        await_answer(port, supervisor)
        click.echo(f"The county lives at {address} - stop it with Ctrl-C.")
        if wishes.open_browser:
            open_browser(address)
        while True:
            supervisor.look()
            time.sleep(LOOK_SECONDS)


def told(name: str, code: int) -> None:
    """Tell that a process ended by itself."""
    click.echo(f"The {name} process ended with {code} and is started again.", err=True)


def free_port(wanted: int) -> int:
    """Find the first port from the wanted one on that nobody uses."""
    for port in range(wanted, LAST_PORT + 1):
        if is_free(HOST, port):
            return port
    raise DemoRunsAlready(
        _("No port from {port} on is free. Name another with --port.").format(port=wanted)
    )


def await_answer(port: int, supervisor: Supervisor) -> None:
    """Look after the processes until the web answers."""

    def answers() -> bool:
        with socket.socket() as probe:
            probe.settimeout(LOOK_SECONDS)
            return probe.connect_ex((HOST, port)) == 0

    supervisor.watch(until=answers)


def open_browser(address: str) -> None:
    """Open a browser where there is a screen to show it on."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform in {"darwin", "win32"} or screen:
        webbrowser.open(address)
