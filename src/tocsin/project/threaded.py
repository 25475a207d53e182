"""Django with each request answered whole in one thread of a few.

Django's own ASGI handler goes to and fro between the loop and a thread of the request's own many
times for every request, and lets all requests run at once. Under load each of these steps waits for
the interpreter. Here a request takes two steps, and requests are begun one after the other: while
two compute, each waits for the interpreter whenever it comes back from the database. One that takes
long lets the next one begin; those above the number of threads wait in line. A page that renews a
part of itself lets a call that comes in, and whoever pressed a button, go first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from tocsin.kernel.events.live import Message, Send
from tocsin.kernel.events.sharing import LAST_HEARD
from tocsin.project.turns import Turn

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
RENEWS = LAST_HEARD.lower().encode()
# After so long a request no longer keeps the next one waiting.
ALONE_SECONDS = 0.05
Receive = Callable[[], Awaitable[Mapping[str, object]]]


class ThreadedDjango(ASGIHandler):
    """Answers requests in a bounded number of threads, first come, first served."""

    def __init__(self, threads: int, *, alone_seconds: float = ALONE_SECONDS) -> None:
        super().__init__()
        self._alone_seconds = alone_seconds
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._turn = Turn()

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Load middleware that is called in the thread of the request."""
        super().load_middleware(is_async=False)

    async def handle(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        async with self._turn.of(can_wait=renews_itself(scope)):
            answering = loop.run_in_executor(self._threads, self.respond, scope, body)
            await asyncio.wait([answering], timeout=self._alone_seconds)
        await self.send_response(await answering, send)

    def respond(self, scope: Message, body: IO[bytes]) -> HttpResponseBase:
        """Answer a request in this thread, and give back what it held."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = self.get_response(request) if request else refusal or HttpResponseBadRequest()
        if isinstance(response, StreamingHttpResponse):
            gathered = gathered_from(response)
            response.close()
            response.streaming_content = pieces_of(gathered)
        else:
            response.close()
        body.close()
        return response


def renews_itself(scope: Message) -> bool:
    """Say whether a page asks by itself, upon an event, and nobody waits for the answer."""
    found = scope["headers"]
    return isinstance(found, list) and any(name == RENEWS for name, _value in found)


def gathered_from(response: StreamingHttpResponse) -> IO[bytes]:
    """Write down what a response goes on to say, so that a slow reader holds no thread."""
    gathered = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - read, and closed, by the loop
    for piece in response:
        gathered.write(piece)
    gathered.seek(0)
    return gathered


async def pieces_of(gathered: IO[bytes]) -> AsyncIterator[bytes]:
    """Read what was written down, piece by piece."""
    with gathered:
        while piece := gathered.read(PIECE):
            yield piece
