"""One web process; where the system can share a port, several of them answer on the same one.

Run as `python -m tocsin.project.web --host HOST --port PORT`.
"""

import argparse
import os
import socket
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Literal

import uvicorn

BACKLOG = 2048
APPLICATION = "tocsin.project.asgi:application"
# A supervisor ends us, and would rather not wait for a line that a browser holds open.
LAST_SECONDS = 5
# A database that is away keeps nobody from being told so.
LONGEST_WARMING_SECONDS = 3.0
SHARES_PORT = sys.platform.startswith("linux")


def listening(host: str, port: int) -> socket.socket:
    """Listen on a port that other processes of ours may listen on too.

    Raises
    ------
    OSError
        Somebody else listens there.
    """
    family, _kind, _protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    )[0]
    found = socket.socket(family)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if SHARES_PORT:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind(address)
    found.listen(BACKLOG)
    return found


def loop() -> Literal["uvloop", "asyncio"]:
    """Name the fastest loop that is here."""
    return "uvloop" if find_spec("uvloop") else "asyncio"


def main(application: Callable[[], object] | None = None) -> None:
    """Serve until told to end: Tocsin, or what an *application* makes of it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--host", required=True)
    asked.add_argument("--port", required=True, type=int)
    given = asked.parse_args()
    config = uvicorn.Config(
        application or APPLICATION,
        factory=application is not None,
        loop=loop(),
        http="httptools",
        log_level=os.environ.get("TOCSIN_LOG", "warning").lower(),
        timeout_graceful_shutdown=LAST_SECONDS,
        server_header=False,
    )
    # Whoever comes while this process is still waking up is answered by another one.
    config.load()
    from tocsin.project import warming  # noqa: PLC0415 - only after Django is set up

    warming.wait(LONGEST_WARMING_SECONDS)
    uvicorn.Server(config).run(sockets=[listening(given.host, given.port)])


if __name__ == "__main__":
    main()
