"""The real web application in processes of its own, for the length of a measurement."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from tocsin.kernel.accounts.api import Officer, SessionStore
from tocsin.kernel.accounts.sessions import HAS_ONE
from tocsin.project.processes import Program, Supervisor
from tocsin.project.serving import programs

HOST = "127.0.0.1"
READY_SECONDS = 40.0
LISTENING = "0A"
SOCKETS = Path("/proc/net/tcp")


class NotServedError(RuntimeError):
    """The web process did not come up."""


@contextmanager
def web() -> Iterator[int]:
    """Serve on a free port of this machine; yields the port."""
    port = free_port()
    environment = {**os.environ, "TOCSIN_DATABASE_URL": address_here(), "TOCSIN_LOG": "error"}
    webs = [
        Program(one.name, one.command, {**environment, **one.environment})
        for one in programs(host=HOST, port=port)
        if one.name.startswith("web")
    ]
    with Supervisor(webs, tell=lambda _name, _code: None) as supervisor:
        wait_until_up(port, supervisor)
        yield port


def address_here() -> str:
    """Write the address of the database that this process uses, a test's too."""
    facts = connection.settings_dict
    query = {
        name: str(facts[key])
        for name, key in (
            ("host", "HOST"),
            ("port", "PORT"),
            ("user", "USER"),
            ("password", "PASSWORD"),
        )
        if facts[key]
    }
    return f"postgresql:///{facts['NAME']}?{urlencode(query)}"


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until_up(port: int, supervisor: Supervisor, *, seconds: float = READY_SECONDS) -> None:
    """Wait until every web process takes connections.

    Raises
    ------
    NotServedError
        They did not come up in so many seconds.
    """
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        supervisor.look()
        webs = sum(one.program.name.startswith("web") for one in supervisor.kept)
        if listeners(port) >= webs:
            return
        time.sleep(0.05)
    raise NotServedError("The web processes did not come up.")


def listeners(port: int) -> int:
    """Count the processes that listen on a port; there is one where the system does not tell."""
    if not SOCKETS.exists():
        with socket.socket() as trial:
            trial.settimeout(1)
            return int(trial.connect_ex((HOST, port)) == 0)
    rows = [line.split() for line in SOCKETS.read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == LISTENING for row in rows)


def cookie_of(officer: Officer) -> str:
    """Sign an officer in, and give the cookie that says so."""
    session = SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    # The measured officer is supposed to have a second factor; the page is what is measured.
    session[HAS_ONE] = True
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
