"""The review desk lists what waits, never one's own looks, and is decided from the row."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests import make
from tests.review.test_drawing import draw, leader, look
from tocsin.kernel.shell.desks import Waiting
from tocsin.readers.review.models import Review
from tocsin.readers.review.queries import waiting

pytestmark = pytest.mark.django_db


def seen(client, officer, **asked):
    client.force_login(make.officer(officer) if isinstance(officer, str) else officer)
    return client.get(reverse("review:desk"), asked)


def say(client, review, outcome, words=""):
    sent = {"act_id": str(uuid4()), "outcome": outcome, "words": words}
    url = reverse("review:decide", args=[review.pk])
    return client.post(url, sent, headers={"HX-Request": "true"})


def test_a_supervisor_sees_why_a_look_is_there_and_decides_it(client):
    make.officer("guan")
    look("lin", name=make.officer("lin").name)
    draw()
    page = seen(client, "guan").content.decode()
    assert ">J1</span>" in page
    assert page.count("data-row ") == 2
    for review in Review.objects.all():
        assert say(client, review, "in_order").status_code == 200
    assert waiting(make.officer("guan")) == Waiting(0)


def test_own_looks_are_on_nobodys_own_desk(client):
    other = leader("other")
    look("guan")
    draw()
    assert "data-row " not in seen(client, "guan", who="all").content.decode()
    [review] = Review.objects.all()
    assert say(client, review, "in_order").status_code == 404
    assert "data-row " in seen(client, other).content.decode()


def test_the_desk_is_for_supervisors(client):
    assert seen(client, "lin").status_code == 403


def test_a_full_page_asks_the_database_as_often_as_a_short_one(
    client, django_assert_max_num_queries
):
    make.officer("guan")
    for number in range(12):
        look("ma" if number % 2 else "lin")
    draw()
    client.force_login(make.officer("guan"))
    with django_assert_max_num_queries(10):
        client.get(reverse("review:desk"))


def test_words_that_are_missing_are_asked_for(client):
    make.officer("guan")
    look()
    draw()
    client.force_login(make.officer("guan"))
    [review] = Review.objects.all()
    assert say(client, review, "not_in_order").status_code == 422
    assert Review.objects.get().outcome == ""
