"""Django in a few threads: each request whole in one, the next ones in line."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tocsin.project.threaded import ThreadedDjango

Answer = Callable[[HttpRequest], HttpResponseBase]
Message = Mapping[str, object]
SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
}


def asked(
    handler: ThreadedDjango, tell: Callable[[Message], None], path: str = "/"
) -> asyncio.Task[None]:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        tell(message)

    return asyncio.ensure_future(handler({**SCOPE, "path": path}, receive, send))


@pytest.fixture
def handler(monkeypatch) -> Callable[..., ThreadedDjango]:
    def answering(answer: Answer, threads: int, alone_seconds: float = 0.05) -> ThreadedDjango:
        made = ThreadedDjango(threads, alone_seconds=alone_seconds)
        monkeypatch.setattr(made, "get_response", answer)
        return made

    return answering


@pytest.fixture
def threads_of_signals() -> Iterator[list[int]]:
    seen: list[int] = []

    def note(**_given: object) -> None:
        seen.append(threading.get_ident())

    request_started.connect(note)
    request_finished.connect(note)
    yield seen
    request_started.disconnect(note)
    request_finished.disconnect(note)


def test_request_is_answered_whole_in_one_thread(handler, threads_of_signals):
    def answer(_request: HttpRequest) -> HttpResponse:
        threads_of_signals.append(threading.get_ident())
        return HttpResponse(b"here")

    sent: list[Message] = []
    asyncio.run(once(handler(answer, 3), sent))

    assert [one.get("status", one.get("body")) for one in sent] == [200, b"here"]
    assert len(threads_of_signals) == 3
    assert len(set(threads_of_signals)) == 1
    assert threads_of_signals[0] != threading.get_ident()


async def once(handler: ThreadedDjango, sent: list[Message]) -> None:
    await asked(handler, sent.append)


def test_slow_reader_of_a_long_answer_holds_no_thread(handler):
    told: list[str] = []

    def pieces() -> Iterator[bytes]:
        yield b"one"
        yield b"two"
        told.append("all is said")

    def tell(message: Message) -> None:
        told.append(str(message.get("body", message.get("status"))))

    async def read() -> None:
        await asked(handler(lambda _request: StreamingHttpResponse(pieces()), 1), tell)

    asyncio.run(read())

    assert told[0] == "all is said"
    assert told[1:] == ["200", "b'onetwo'", "None"]


def test_requests_above_the_number_of_threads_wait_in_line(handler):
    together, most = threading.Semaphore(2), []
    met = threading.Barrier(2, timeout=20)

    def answer(_request: HttpRequest) -> HttpResponse:
        most.append(together.acquire(blocking=False))
        met.wait()
        together.release()
        met.wait()
        return HttpResponse()

    async def crowd() -> None:
        made = handler(answer, 2)
        await asyncio.gather(*(asked(made, lambda _message: None) for _ in range(6)))

    asyncio.run(crowd())

    assert most == [True] * 6


def test_requests_are_begun_one_after_the_other(handler):
    begun_beside: list[bool] = []
    computing = threading.Lock()

    def answer(_request: HttpRequest) -> HttpResponse:
        alone = computing.acquire(blocking=False)
        begun_beside.append(not alone)
        # Others would begin meanwhile.
        threading.Event().wait(0.002)
        if alone:
            computing.release()
        return HttpResponse()

    async def crowd() -> None:
        made = handler(answer, 3, 60.0)
        await asyncio.gather(*(asked(made, lambda _message: None) for _ in range(30)))

    asyncio.run(crowd())

    assert begun_beside == [False] * 30


def test_a_request_that_takes_long_keeps_nobody_waiting(handler):
    answered = threading.Event()
    waited: list[bool] = []

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path == "/long/":
            waited.append(answered.wait(20))
        else:
            answered.set()
        return HttpResponse()

    async def two() -> None:
        made = handler(answer, 2)
        await asyncio.gather(
            asked(made, lambda _message: None, "/long/"), asked(made, lambda _message: None)
        )

    asyncio.run(two())

    assert waited == [True]
