"""What an open desk fetches is read from its page, and what comes over its lines is read whole."""

import asyncio

import pytest

from tests import make, make_dispatch
from tocsin.project.campaigns.consoles import Console, Found, Took
from tocsin.project.campaigns.faulty import DropsWhenBusy
from tocsin.project.campaigns.incoming import is_final
from tocsin.project.campaigns.wire import LiveLine, Reply, Wires, read

EVENT = 'id: 7-{number}\nevent: {kind}\ndata: {{"type": "{kind}", "subject": "{subject}"}}\n\n'


def told(number: int, kind: str = "call.changed", subject: str = "call:J1") -> bytes:
    return EVENT.format(number=number, kind=kind, subject=subject).encode()


def answered(text: bytes) -> Reply:
    async def reading() -> Reply:
        reader = asyncio.StreamReader()
        reader.feed_data(text)
        return await read(reader)

    return asyncio.run(reading())


@pytest.mark.django_db
def test_the_parts_of_the_real_board_are_found_with_their_rests(client):
    make_dispatch.tables()
    client.force_login(make.officer("zhao"))
    console = Console("/dispatch/", "", Wires(0), Took())

    found = console.taken_in(client.get("/dispatch/").content)
    parts = {part.address.split("?")[0]: part for part in console.parts}

    assert found.made is not None
    assert parts["/dispatch/waiting/"].pause == 1.5
    assert parts["/dispatch/map.geojson"].is_map
    assert parts["/dispatch/units/"].kinds == {"unit.changed", "unit.moved", "roads.changed"}
    assert "/dispatch/cover/suggested/" in found.at_once


def test_only_what_concerns_a_part_renews_it():
    page = (
        b'<div data-refresh-on="call.changed" data-refresh-url="/a/" data-refresh-pause="0"></div>'
        b'<div data-refresh-on="call.edited" data-refresh-url="/b/"></div>'
        b'<div data-refresh-on="call.changed" data-refresh-subject="call:J9"'
        b' data-refresh-url="/c/"></div>'
    )

    async def hearing() -> list[str]:
        console = Console("/", "", Wires(0), Took())
        console.taken_in(page)
        console.hear(1, "call.changed", b'{"subject": "call:J1"}')
        console.hear(1, "call.edited", b'{"subject": "call:J1"}')
        return [part.address for part in console.parts if part.timer is not None]

    assert asyncio.run(hearing()) == ["/a/"], "the same event twice is heard once"


def test_events_are_heard_whole_however_they_are_cut():
    heard: list[int] = []
    line = LiveLine("/live/", "", lambda number, _kind, _facts: heard.append(number))
    text = b"HTTP/1.1 200 OK\r\n\r\n" + told(1) + b"1f\r\n" + told(2) + told(3)

    line.data_received(text[:70])
    line.data_received(text[70:120])
    line.data_received(text[120:])

    assert (heard, line.refused) == ([1, 2, 3], 0)


def test_a_line_that_is_not_for_us_says_so():
    line = LiveLine("/live/", "", lambda *_facts: None)

    line.data_received(b"HTTP/1.1 401 Unauthorized\r\n\r\n")

    assert line.refused


def test_an_answer_in_pieces_is_read_whole():
    pieces = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )

    assert answered(pieces).body == b"abcde"
    assert answered(b"HTTP/1.1 503 Away\r\nContent-Length: 2\r\n\r\nno").status == 503


def test_what_is_wrong_with_a_call_itself_is_not_sent_again():
    assert is_final(Reply(422, {}, b""))
    assert not is_final(Reply(503, {}, b""))
    assert not is_final(None)


def test_the_planted_web_drops_calls_only_while_it_is_busy():
    kept: list[str] = []

    async def serve(scope, _receive, _send):
        kept.append(scope["path"])
        await asyncio.sleep(0)

    async def nothing(*_message):
        return {}

    async def come(number: int) -> None:
        web = DropsWhenBusy(serve)
        calls = [web({"path": "/api/v1/switch/signals"}, nothing, nothing) for _n in range(number)]
        await asyncio.gather(*calls, web({"path": "/calls/"}, nothing, nothing))

    asyncio.run(come(10))

    assert kept.count("/api/v1/switch/signals") == 3
    assert kept.count("/calls/") == 1


def test_an_empty_page_has_no_parts():
    found = Found()
    found.feed("<p>nothing</p>")

    assert (found.parts, found.at_once) == ([], [])
