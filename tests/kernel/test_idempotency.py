"""The same act sent twice is one act."""

import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import require_POST

from tests import make
from tocsin.kernel.access.api import for_officers
from tocsin.kernel.errors import Refusal
from tocsin.kernel.idempotency.api import once, purge
from tocsin.kernel.idempotency.models import DoneAct
from tocsin.kernel.numbering.api import next_number
from tocsin.project.urls import urlpatterns as project_addresses

BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"


@for_officers
@require_POST
@once
def draw(request):
    """Draw a number: an act whose repetition would show."""
    number = next_number(bureau=request.user.bureau, series="T", at=make.NOON)
    if request.POST.get("refuse"):
        raise Refusal("no")
    if request.POST.get("invalid"):
        return HttpResponse("mend it", status=422)
    return HttpResponse(number, status=201, headers={"HX-Redirect": "/next/"})


urlpatterns = [path("draw/", draw), *project_addresses]


@pytest.fixture
def lin(client):
    client.force_login(make.officer("lin"), backend=BACKEND)
    return client


def send(client, act, **typed):
    return client.post("/draw/", {"act_id": str(act), **typed})


@pytest.mark.django_db
class TestOneByOne:
    @pytest.fixture(autouse=True)
    def addresses(self, settings):
        settings.ROOT_URLCONF = "tests.kernel.test_idempotency"

    def test_the_second_time_gets_the_first_answer(self, lin):
        act = uuid4()
        first, second = send(lin, act), send(lin, act)
        assert (second.status_code, second.content) == (first.status_code, first.content)
        assert (second["HX-Redirect"], second["X-Replayed"]) == ("/next/", "1")

    def test_two_acts_are_two(self, lin):
        assert send(lin, uuid4()).content != send(lin, uuid4()).content

    def test_the_id_may_come_in_the_header(self, lin):
        act = str(uuid4())
        answers = {lin.post("/draw/", headers={"X-Act-Id": act}).content for _again in range(2)}
        assert len(answers) == 1

    def test_the_same_id_for_something_else_is_refused(self, lin):
        act = uuid4()
        send(lin, act)
        assert send(lin, act, other="words").status_code == 409

    def test_the_same_id_of_somebody_else_is_refused(self, lin, client):
        act = uuid4()
        send(lin, act)
        client.force_login(make.officer("zhao"), backend=BACKEND)
        assert send(client, act).status_code == 409

    @pytest.mark.parametrize("act", ["", "x", "123", "g" * 32])
    def test_without_an_id_nothing_is_done(self, lin, act):
        assert send(lin, act).status_code == 422

    @pytest.mark.parametrize("trouble", ["refuse", "invalid"])
    def test_an_act_that_failed_leaves_nothing_and_may_be_sent_again(self, lin, trouble):
        act = uuid4()
        assert send(lin, act, **{trouble: "1"}).status_code in {409, 422}
        assert not DoneAct.objects.exists()
        answer = send(lin, act)
        assert (answer.status_code, answer.content[-4:]) == (201, b"0001")

    def test_old_acts_are_forgotten(self, lin):
        send(lin, uuid4())
        at = DoneAct.objects.get().at
        assert purge(before=at) == 0
        assert purge(before=at.replace(year=at.year + 1)) == 1


@pytest.mark.django_db(transaction=True)
def test_twins_under_way_at_the_same_time_are_one_act(settings):

    settings.ROOT_URLCONF = "tests.kernel.test_idempotency"
    lin, act = make.officer("lin"), uuid4()
    clients = [Client() for _twin in range(6)]
    for client in clients:
        client.force_login(lin, backend=BACKEND)
    start, answers = threading.Barrier(len(clients)), []

    def run(client):
        try:
            start.wait()
            answers.append(send(client, act))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("X-Replayed" not in answer for answer in answers) == 1
