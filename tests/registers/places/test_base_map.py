"""The base map comes in pieces."""

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db
URL = "/map/base.pmtiles"
BYTES = bytes(range(200)) * 5


@pytest.fixture
def lin(client, settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    client.force_login(make.officer("lin"), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def file(lin, tmp_path):
    (tmp_path / "map").mkdir()
    path = tmp_path / "map" / "620881.pmtiles"
    path.write_bytes(BYTES)
    return path


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_whole_map_is_sent_when_no_part_is_asked_for(lin, file):
    answer = lin.get(URL)
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, BYTES, "1000")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=990-", 990, 999),
        ("bytes=-10", 990, 999),
        ("bytes=5-5000", 5, 999),
    ],
)
def test_a_part_is_sent_when_it_is_asked_for(lin, file, asked, first, last):
    answer = lin.get(URL, headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (206, BYTES[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/1000"
    assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_outside_the_map_is_refused(lin, file, asked):
    answer = lin.get(URL, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1000")


@pytest.mark.parametrize(
    "asked", ["lines=1-2", "bytes=0-1,5-6", "bytes=-", "bytes=9-2", "nonsense"]
)
def test_what_is_no_range_gets_the_whole_map(lin, file, asked):
    assert lin.get(URL, headers={"Range": asked}).status_code == 200


def test_a_part_of_an_older_map_is_not_mixed_with_the_new_one(lin, file):
    tag = lin.get(URL)["ETag"]
    file.write_bytes(BYTES + b"new")
    answer = lin.get(URL, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert (answer.status_code, len(body(answer))) == (200, 1003)


def test_a_map_that_has_not_changed_is_not_sent_again(lin, file):
    tag = lin.get(URL)["ETag"]
    assert lin.get(URL, headers={"If-None-Match": tag}).status_code == 304


def test_without_a_map_a_sentence_says_so(lin):
    answer = lin.get(URL, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["message"]


def test_the_map_is_for_officers(file):
    assert Client().get(URL).status_code == 302
