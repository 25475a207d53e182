"""A real server over the test database, a real browser, and a small town to work in."""

import hashlib
import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, Popen
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests import make
from tests.journeys.pictures import LANGUAGE
from tests.journeys.town import Town, town_of
from tocsin.kernel.accounts.api import Officer, SessionStore

CHROMIUM = Path("/usr/bin/chromium")
DRAWING = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
PATIENCE = 20_000  # milliseconds; a busy machine is no fault of the page


@dataclass(frozen=True)
class Server:
    """The web application in a process of its own."""

    address: str
    log: Path
    data: Path


@pytest.fixture(scope="session")
def server(django_db_setup, tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    log = folder / "log"
    with socket.create_server(("127.0.0.1", 0)) as door, log.open("w") as written:
        # Whoever knocks before the application is ready waits at the door that is open already.
        command = [sys.executable, "-m", "uvicorn", "tocsin.project.asgi:application"]
        command += ["--fd", str(door.fileno()), "--log-level", "warning"]
        running = Popen(  # noqa: S603 - our own interpreter and module
            command,
            pass_fds=[door.fileno()],
            env=os.environ | own_settings(folder),
            stdin=DEVNULL,
            stdout=written,
            stderr=written,
        )
        yield Server(f"http://127.0.0.1:{door.getsockname()[1]}", log, folder)
        running.terminate()
        try:
            running.wait(timeout=30)
        finally:
            running.kill()


def own_settings(folder: Path) -> dict[str, str]:
    """Name what the server runs on; a second factor is another test's business."""
    return {
        "TOCSIN_DATABASE_URL": database_url(),
        "TOCSIN_DATA": str(folder),
        "TOCSIN_SECOND_FACTOR": "0",
        "TOCSIN_ROLE": "web",
    }


def database_url() -> str:
    """Write the address of the test database, for another process."""
    facts = connection.settings_dict
    named = {name: facts[name.upper()] for name in ("host", "port", "user", "password")}
    return f"postgresql:///{facts['NAME']}?{urlencode({k: v for k, v in named.items() if v})}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # The browser's own loop runs in this thread; the database is not used from within it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = play.chromium.launch(executable_path=str(CHROMIUM), args=DRAWING)
        yield started
        started.close()


@dataclass
class Watch:
    """What a window did that it should not have done."""

    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Listen to everything a page says and asks."""
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.complaints.append(f"fault: {error}"))
        page.on("request", lambda request: self.asked(request.url))
        page.on("response", lambda answer: self.answered(answer.status, answer.url))

    def heard(self, said: ConsoleMessage) -> None:
        """Note an error, or a breach of the content security policy."""
        if said.type == "error" or "Security Policy" in said.text:
            self.complaints.append(f"console: {said.text} {said.location.get('url', '')}")

    def asked(self, url: str) -> None:
        """Note a request that leaves our own address."""
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"outside request: {url}")

    def answered(self, status: int, url: str) -> None:
        """Note an answer that is an error."""
        if status >= 400:
            self.complaints.append(f"{status}: {url}")

    def faults(self) -> list[str]:
        """List what is amiss, apart from what the test expects."""
        return [one for one in self.complaints if not any(part in one for part in self.expected)]


@dataclass
class Desk:
    """One person's window."""

    context: BrowserContext
    page: Page
    watch: Watch


@pytest.fixture
def town(transactional_db, server) -> Town:
    """A town with addresses, roads, units and people; emptied only when no window is open."""
    return town_of(server.data)


Opener = Callable[..., Desk]


@pytest.fixture
def sit_down(town, server, browser) -> Iterator[Opener]:
    """Open a window for somebody, signed in, at the size of a desk or of a telephone."""
    desks: list[Desk] = []

    def open_window(who: str, *, language: str = LANGUAGE, size: str = "desk") -> Desk:
        width, height = {"desk": (1366, 768), "phone": (360, 740)}[size]
        context = browser.new_context(
            base_url=server.address,
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            service_workers="block",
        )
        context.set_default_timeout(PATIENCE)
        cookies = {cookie_of(server, settings.LANGUAGE_COOKIE_NAME): language}
        if who:
            session = cookie_of(server, settings.SESSION_COOKIE_NAME)
            cookies[session] = session_of(make.officer(who))
        context.add_cookies(
            [
                {"name": name, "value": value, "url": server.address}
                for name, value in cookies.items()
            ]
        )
        desk = Desk(context, context.new_page(), Watch(server.address))
        desk.watch.over(desk.page)
        desks.append(desk)
        return desk

    expect.set_options(timeout=PATIENCE)
    written = server.log.stat().st_size
    yield open_window
    for desk in desks:
        desk.context.close()
    assert "\n".join(fault for desk in desks for fault in desk.watch.faults()) == ""
    assert "Traceback" not in server.log.read_bytes()[written:].decode()


def cookie_of(server: Server, name: str) -> str:
    """Name a cookie the way the server does, whose data lie in a folder of its own."""
    instance = hashlib.sha256(os.fsencode(server.data.absolute())).hexdigest()[:8]
    return f"{name.rpartition('_')[0]}_{instance}"


def session_of(officer: Officer) -> str:
    """Sign somebody in without the form, and return the key of the session."""
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session.create()
    return str(session.session_key)
