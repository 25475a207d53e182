"""The processes of a running Tocsin."""

import os
import socket
from dataclasses import replace

from tocsin.project.processes import Program, python_module
from tocsin.project.web import SHARES_PORT

CLOCK = "tocsin.project.clock"
SEQUENCER = "tocsin.project.sequencer"
CONTINUITY = "tocsin.project.continuity"
WEB = "tocsin.project.web"
# More of them do not answer faster than the database behind them.
MOST_WEBS = 4


def programs(*, host: str, port: int) -> list[Program]:
    """List the processes of a running Tocsin.

    Who looks after the copies and the disk comes first and goes last; then the web, the clock that
    watches due times, and the sequencer of the ledger.
    """
    webs = [
        under("web", python_module(f"web-{number}", WEB, "--host", host, "--port", str(port)))
        for number in range(1, web_count() + 1)
    ]
    return [
        under("worker", python_module("continuity", CONTINUITY)),
        *webs,
        under("worker", python_module("clock", CLOCK)),
        under("sequencer", python_module("sequencer", SEQUENCER)),
    ]


def under(role: str, program: Program) -> Program:
    """Let a program work under a role of the database."""
    return replace(program, environment={**program.environment, "TOCSIN_ROLE": role})


def web_count() -> int:
    """Say how many web processes share the port: one for each processor, within reason."""
    if not SHARES_PORT:
        return 1
    wanted = os.environ.get("TOCSIN_WEB_PROCESSES", "")
    number = int(wanted) if wanted.isdecimal() else 0
    return number or min(MOST_WEBS, os.cpu_count() or 1)


def is_free(host: str, port: int) -> bool:
    """Say whether nobody listens on a port; our own processes would share it with anybody."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
