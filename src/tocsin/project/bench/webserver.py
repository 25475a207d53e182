"""The real web application in a process of its own, for the length of a measurement."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.shell.second_factor import HAS_ONE

READY_SECONDS = 40.0
END_SECONDS = 10.0


class NotServedError(RuntimeError):
    """The web process did not come up."""


@contextmanager
def web() -> Iterator[int]:
    """Serve on a free port of this machine; yields the port."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tocsin.project.asgi:application"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--lifespan", "auto"]
    command += ["--log-level", "error", "--http", "httptools", "--backlog", "2048"]
    command += ["--timeout-graceful-shutdown", "2"]
    environment = {**os.environ, "TOCSIN_DATABASE_URL": address_here()}
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own interpreter
    try:
        wait_until_up(port, process)
        yield port
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server, and insist where it does not."""
    process.terminate()
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


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


def wait_until_up(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections."""
    patience = time.monotonic() + READY_SECONDS
    while time.monotonic() < patience and process.poll() is None:
        with socket.socket() as trial:
            trial.settimeout(1)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NotServedError("The web process did not come up.")


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
