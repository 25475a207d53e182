"""The processes of a running Tocsin."""

import importlib.util
import os

from tocsin.project.processes import Program, python_module

CLOCK = "tocsin.project.clock"
SEQUENCER = "tocsin.project.sequencer"


def programs(*, host: str, port: int) -> list[Program]:
    """List the processes of a running Tocsin.

    The web, the clock that watches due times, and the sequencer of the ledger.
    """
    speed = ["--loop", "uvloop"] if importlib.util.find_spec("uvloop") else []
    web = python_module(
        "web",
        "uvicorn",
        "tocsin.project.asgi:application",
        *("--host", host, "--port", str(port), "--http", "httptools", *speed),
        *("--lifespan", "auto", "--log-level", os.environ.get("TOCSIN_LOG", "warning").lower()),
        *("--timeout-graceful-shutdown", "5", "--no-server-header"),
    )
    return [web, python_module("clock", CLOCK), python_module("sequencer", SEQUENCER)]
