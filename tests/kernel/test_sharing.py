"""A part made for one desk is handed to the others where they would read the same themselves."""

import re
from collections import OrderedDict

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from tests import make, make_calls, make_dispatch
from tocsin.desks.calls.views import desk as call_desk
from tocsin.desks.dispatch.views import board
from tocsin.kernel.accounts.api import Role, enlist
from tocsin.kernel.events.heard import HEARD, Heard
from tocsin.kernel.events.sharing import ASK_AGAIN, LAST_HEARD, SHELVES, Asked, Shelves

BUREAU, KINDS = 1, ("call.changed",)


class Desks:
    """Desks that ask for one part, and the hub of their process."""

    def __init__(self):
        self.heard = Heard(live=True)
        self.seconds = 100.0
        self.shelves = Shelves(self.heard, lambda: self.seconds)
        self.made = 0

    def happens(self, number: int, kind: str = KINDS[0]) -> None:
        self.heard.note(number, BUREAU, kind)

    def ask(self, number: int, **facts: object) -> tuple[str, bool]:
        """Ask as a desk that heard an event last; say what came, and whether to ask again."""
        request = RequestFactory().get("/")
        request.META.update(facts)

        def produce() -> HttpResponse:
            self.made += 1
            return HttpResponse(f"made {self.made}")

        answer = self.shelves.answer("key", Asked(number, BUREAU, KINDS, request), produce)
        return answer.content.decode(), ASK_AGAIN in answer


@pytest.fixture
def desks() -> Desks:
    desks = Desks()
    desks.happens(7)
    return desks


def test_desks_that_heard_the_same_share_one_answer(desks):
    assert [desks.ask(7) for _desk in range(50)] == [("made 1", False)] * 50


def test_after_an_event_what_is_a_little_older_says_so_and_is_soon_made_anew(desks):
    desks.ask(7)
    desks.happens(8)

    assert desks.ask(8) == ("made 1", True)
    desks.seconds += 0.6
    assert desks.ask(8) == ("made 2", False)


def test_a_desk_that_heard_what_this_process_has_not_is_never_told_that_all_is_new(desks):
    desks.ask(7)

    assert desks.ask(9) == ("made 1", True)
    desks.seconds += 0.6
    assert desks.ask(9) == ("made 2", False)


def test_a_desk_that_has_yet_to_hear_of_something_asks_again_then(desks):
    desks.ask(7)
    desks.happens(8)
    desks.seconds += 0.6

    assert desks.ask(7) == ("made 2", False)


def test_an_event_of_another_kind_changes_nothing(desks):
    desks.ask(7)
    desks.happens(8, "unit.moved")
    desks.seconds += 1

    assert desks.ask(7) == ("made 1", False)


def test_nothing_is_handed_out_for_long(desks):
    desks.ask(7)
    desks.seconds += 5.1

    assert desks.ask(7) == ("made 2", False)


def test_after_a_lost_line_to_the_database_nothing_counts_as_new(desks):
    desks.ask(7)
    desks.heard.lose()
    desks.seconds += 0.6

    assert desks.ask(7) == ("made 2", False)


def test_what_holds_the_token_of_one_session_is_never_handed_to_another(desks):
    answers = [desks.ask(7, CSRF_COOKIE_NEEDS_UPDATE=True) for _desk in range(2)]

    assert answers == [("made 1", False), ("made 2", False)]


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setattr(HEARD, "live", True)
    monkeypatch.setattr(SHELVES, "kept", OrderedDict())


@pytest.mark.django_db
def test_the_queue_is_shared_among_call_takers_and_never_with_another_bureau(client, live):
    make_calls.tables()
    make_calls.ringing()
    number = HEARD.count + 1_000_000
    taker, far = make.officer("lin"), make.officer("lin", of=make.bureau("far"))
    other = enlist(
        username="he", name="he", bureau=taker.bureau, roles=[Role.CALL_TAKER], at=make.NOON
    )
    HEARD.note(number, taker.bureau_id, "call.changed")
    asked = {LAST_HEARD: str(number), "HX-Request": "true"}

    def queue_for(officer):
        client.force_login(officer)
        return client.get("/calls/queue/", headers=asked).content

    first = queue_for(taker)
    make_calls.ringing()

    assert queue_for(other) == first, "made for another call-taker a moment ago"
    assert client.get("/calls/queue/", headers={"HX-Request": "true"}).content != first
    assert queue_for(far) != first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "page", "who"),
    [
        (call_desk.queue, "/calls/", "lin"),
        (board.waiting, "/dispatch/", "zhao"),
        (board.units, "/dispatch/", "zhao"),
        (board.features, "/dispatch/", "zhao"),
    ],
)
def test_a_shared_part_hears_of_everything_upon_which_the_page_renews_it(client, view, page, who):
    make_dispatch.tables()
    client.force_login(make.officer(who))
    text = client.get(page).content.decode()
    tags = re.findall(r"<[^>]*data-refresh-on=[^>]*>", text)
    address = reverse({"queue": "calls:queue"}.get(view.__name__, f"dispatch:{view.__name__}"))
    [tag] = [one for one in tags if f'-url="{address}' in one]
    found = re.search(r'data-refresh-on="([^"]*)"', tag)

    assert found is not None
    assert set(found[1].split()) == set(view.shared_upon)
