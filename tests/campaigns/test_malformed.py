"""Requests gone wrong: every answer is a sentence, none is a fault."""

import pytest
from django.http import HttpRequest, HttpResponse

from tests.figures import count_in
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.malformed import run, shots
from tocsin.project.campaigns.shooting import complaint_about, firing_range
from tocsin.project.campaigns.targets import targets

pytestmark = pytest.mark.django_db


class Answer(HttpResponse):
    """An answer with the request that a test browser keeps beside it."""

    wsgi_request: HttpRequest


@pytest.fixture
def county(noon):
    return scene.found(code="drill", workers=2, at=noon)


def test_hundreds_of_malformed_requests_end_in_no_fault(county, noon):
    outcome = run(county, requests=400, seed=7, at=noon, told=lambda _sent: None)

    assert outcome.figures["faults"] == []
    assert (count_in(outcome.figures, "5xx"), outcome.failures) == (0, 0)
    assert outcome.trials >= 400


def test_every_address_is_aimed_at(county, noon):
    aimed = shots(firing_range(county, seed=7, at=noon))

    paths = [next(aimed).path for _ in range(2 * len(targets()))]

    assert all(path.startswith("/") for path in paths)
    assert any(path.startswith("/dispatch/incidents/C") for path in paths)
    assert any(path.startswith("/api/v1/") for path in paths)


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (500, "出错了", "[500"),
        (404, "", "without a sentence"),
        (404, "Not found", "without a sentence"),
        (200, "Traceback (most recent call last)", "tells of its inside"),
        (404, "找不到", ""),
    ],
)
def test_planted_fault_is_noticed(rf, status, body, found):
    answer = Answer(body, status=status)
    answer.wsgi_request = rf.get("/")

    assert found in complaint_about(answer)
    assert bool(found) == bool(complaint_about(answer))
