"""`serve` for real: it answers, comes back after a crash of its web, and ends without leftovers."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.journeys.conftest import database_url
from tocsin.adapters.postgres.cluster import Cluster
from tocsin.project.commands import serve
from tocsin.project.serving import web_count

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


def wait_until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < patience, "it did not come about in time"
        os.sched_yield()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    address = f"http://127.0.0.1:{port}/"
    with (
        suppress(urllib.error.URLError, ConnectionError),
        urllib.request.urlopen(address, timeout=30) as page,
    ):
        return bool(page.status == 200)
    return False


@pytest.mark.parametrize(("language", "told"), [("en", "could be lost"), ("zh", "可能丢失")])
def test_serve_refuses_a_database_that_forgets_commits(language, told, db):
    address = f"{database_url()}&options=-csynchronous_commit%3Doff"
    words = ["--language", language, "serve", "--port", str(free_port())]
    answer = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tocsin.project.cli", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TOCSIN_DATABASE_URL": address},
    )

    assert answer.returncode == 2
    assert "synchronous_commit" in answer.stderr
    assert told in answer.stderr
    assert answer.stdout == ""


def webs_of(port: int) -> set[int]:
    """Find the processes that serve a port by their command lines."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"tocsin.project.web" in words and str(port).encode() in words:
                found.add(int(folder.name))
    return found


@pytest.fixture
def data_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tocsin-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name) / "data"


@pytest.fixture
def served(data_folder) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "TOCSIN_DATABASE_URL"},
        "TOCSIN_DATA": str(data_folder),
        "PYTHONPATH": str(ROOT / "src"),
        "TOCSIN_WEB_PROCESSES": "2",
    }
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tocsin.project.cli", "serve", "--port", str(port)],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process, port
    finally:
        process.kill()
        process.communicate()


def test_server_answers_comes_back_after_a_crash_and_ends_cleanly(served, data_folder):
    process, port = served
    wait_until(lambda: answers(port) or process.poll() is not None)
    assert process.poll() is None
    crashed = webs_of(port)
    assert len(crashed) == 2

    for one in crashed:
        os.kill(one, signal.SIGKILL)
    wait_until(lambda: len(webs_of(port) - crashed) == 2 and answers(port))
    process.send_signal(signal.SIGHUP)
    process.wait(PATIENCE_SECONDS)

    assert process.returncode == 128 + signal.SIGHUP
    assert webs_of(port) == set()
    assert Cluster.at(data_folder).running() is None


def test_port_that_somebody_listens_on_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        refused = CliRunner().invoke(serve.command, ["--port", str(port)])

    assert refused.exit_code == 1
    assert f"Port {port} of 127.0.0.1 is in use already." in refused.output


@pytest.mark.parametrize(("wanted", "number"), [("3", 3), ("0", None), ("many", None), ("", None)])
def test_as_many_web_processes_as_wanted_or_as_processors(monkeypatch, wanted, number):
    monkeypatch.setenv("TOCSIN_WEB_PROCESSES", wanted)

    assert web_count() == (number or min(4, os.cpu_count() or 1))
