"""Lines of a browser or a program to the web, many in one loop."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

HOST = "127.0.0.1"
# A browser gives up here (the time-out in the pages), and so do we.
ANSWER_SECONDS = 20.0
FAILED = (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, ValueError)
EVENT = re.compile(rb"id: \d+-(\d+)\nevent: ([\w.]+)\ndata: (\{.*\})\n\n")
RELOAD = b"event: reload\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Wires:
    """The lines of one client, each kept open for its next request; as many as it needs at once."""

    port: int
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply | None:
        """Put one request; nothing when the line breaks or no answer comes in time."""
        writer = None
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                reader, writer = await self.line()
                writer.write(asked(method, path, headers, body))
                reply = await read(reader)
        except FAILED:
            if writer is not None:
                writer.close()
            return None
        self.free.append((reader, writer))
        return reply

    async def line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Take a line that is open and quiet, or open one."""
        while self.free:
            reader, writer = self.free.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(HOST, self.port)

    def hang_up(self) -> None:
        """Close all lines."""
        while self.free:
            self.free.pop()[1].close()


def asked(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Write a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def read(reader: asyncio.StreamReader) -> Reply:
    """Read an answer whole."""
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in rest if line)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    if headers.get("transfer-encoding") == "chunked":
        body = await read_pieces(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Reply(int(first.split()[1]), headers, body)


async def read_pieces(reader: asyncio.StreamReader) -> bytes:
    """Read an answer that comes in pieces."""
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body


class LiveLine(asyncio.Protocol):
    """Hears the live line as a browser does; hands on each event: its number, kind and facts."""

    def __init__(self, path: str, cookie: str, heard: Callable[[int, str, bytes], None]) -> None:
        self.asked = asked("GET", path, {"Cookie": cookie}, b"")
        self.heard = heard
        self.opened = asyncio.Event()
        self.refused = self.reloads = self.cuts = 0
        self.transport: asyncio.Transport | None = None
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the live line."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is made for a connection
        self.transport = transport
        transport.write(self.asked)

    def data_received(self, data: bytes) -> None:
        """Hand on every event that is whole."""
        if not self.opened.is_set():
            self.refused = int(data.split(None, 2)[1]) != HTTPStatus.OK
            self.opened.set()
        whole, end, self.rest = (self.rest + data).rpartition(b"\n\n")
        self.reloads += whole.count(RELOAD)
        for found in EVENT.finditer(whole + end):
            self.heard(int(found[1]), found[2].decode(), found[3])

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Note that the line was cut, unless we hung up ourselves."""
        self.cuts += self.transport is not None

    def hang_up(self) -> None:
        """Close the line."""
        line, self.transport = self.transport, None
        if line is not None:
            line.close()
