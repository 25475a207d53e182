"""Deleting many before their time: a worker counts, two people decide, the very same goes once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from tests import make, make_dispatch
from tests.kernel.people.test_people import sent, signed_in
from tests.make_calls import incident_of
from tests.retention import county
from tests.retention.county import is_here
from tocsin.kernel import moment
from tocsin.kernel.audit import api as audit
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.retention import api as retention
from tocsin.kernel.two_person.api import Proposal, State
from tocsin.readers.records.api import work_through
from tocsin.readers.records.models import Clearing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def callers():
    """Three people whose calls ended long ago, with one who calls today and one on hold."""
    ago = moment.now() - timedelta(days=40)
    old = [county.closed_call(at=ago, telephone=f"1390000000{n}") for n in range(3)]
    today = county.closed_call(at=moment.now(), telephone="13900000009")
    held = county.call_with_incident(at=ago)
    county.close(incident_of(held), ago)
    hold(held)
    return old, today, held


def hold(call):
    name = f"incident:{call.incident.number}" if call.incident else f"call:{call.number}"
    until = (moment.now() + timedelta(days=90)).date()
    retention.hold(
        case=name, reason="诉讼", until=until, actor=make.officer("guan"), at=moment.now()
    )


def work(after=timedelta(0)):
    return work_through(bureau=make.bureau(), at=moment.now() + after)


def day(ago):
    return (moment.now() - timedelta(days=ago)).date().isoformat()


def counted(guan, ago=30):
    assert sent(guan, "records:ask_to_clear", kind="call", before=day(ago)).status_code == 302
    work()
    return Clearing.objects.latest("pk")


def proposed(guan, ago=30):
    clearing = counted(guan, ago)
    answer = sent(guan, "records:propose_clearing", clearing.pk, reason="依上级通知清理")
    assert answer.status_code == 302
    return clearing, Proposal.objects.latest("pk")


def test_what_was_counted_and_approved_goes_and_nothing_else(callers):
    old, today, held = callers
    guan, an = signed_in("guan"), signed_in("an")
    clearing, proposal = proposed(guan)
    assert (clearing.rows, clearing.held, proposal.rows) == (3, 1, 3)
    shown = an.get(reverse("two_person:desk")).content.decode()
    assert "3 of" in shown or "3 条" in shown

    assert sent(an, "two_person:approve", proposal.pk).status_code == 302
    # Nobody but the worker erases.
    assert is_here(old[0].caller)
    work()

    assert [is_here(call.caller) for call in old] == [False] * 3
    assert is_here(today.caller)
    assert is_here(held.caller)
    clearing.refresh_from_db()
    assert (clearing.state, clearing.gone) == (Clearing.State.OVER, 3)
    told = [entry["action"] for entry in audit.trail(clearing)]
    assert told == ["records.clearing_asked", "records.clearing_ended"]
    assert retention.Disposal.objects.filter(event="two_people").count() == 3
    work()
    assert retention.Disposal.objects.count() == 3


def test_where_the_set_has_changed_before_it_is_approved_nothing_goes(callers):
    old, _today, _held = callers
    guan, an = signed_in("guan"), signed_in("an")
    clearing, proposal = proposed(guan)
    hold(old[0])
    work(after=timedelta(minutes=2))

    sent(an, "two_person:approve", proposal.pk)
    work(after=timedelta(minutes=3))

    proposal.refresh_from_db()
    clearing.refresh_from_db()
    assert (proposal.state, clearing.state) == (State.VOID, Clearing.State.CHANGED)
    assert all(is_here(call.caller) for call in old)


def test_a_hold_placed_between_approval_and_work_stops_it(callers):
    old, _today, _held = callers
    guan, an = signed_in("guan"), signed_in("an")
    clearing, proposal = proposed(guan)
    sent(an, "two_person:approve", proposal.pk)
    hold(old[0])

    work()

    clearing.refresh_from_db()
    assert (clearing.state, clearing.gone) == (Clearing.State.CHANGED, 0)
    assert all(is_here(call.caller) for call in old)
    detail = Entry.objects.get(action="records.clearing_changed").detail
    assert (detail["rows"], detail["found"]) == (3, 2)


def test_broken_off_it_goes_on_where_it_was(callers, monkeypatch):
    old, _today, _held = callers
    guan, an = signed_in("guan"), signed_in("an")
    clearing, proposal = proposed(guan)
    sent(an, "two_person:approve", proposal.pk)
    erase, times = retention.clear, []

    def torn(span, at, told):
        def tell(item):
            told(item)
            times.append(item)
            if len(times) == 2:
                raise ConnectionError

        erase(span, at, tell)

    with monkeypatch.context() as patch:
        patch.setattr(retention, "clear", torn)
        with pytest.raises(ConnectionError), transaction.atomic():
            work()
    # The second went back with its transaction, here together with the first.
    assert sum(not is_here(call.caller) for call in old) == retention.Disposal.objects.count()

    work()
    clearing.refresh_from_db()
    assert (clearing.state, clearing.gone) == (Clearing.State.OVER, 3)
    assert retention.Disposal.objects.count() == 3


@pytest.mark.parametrize(("kind", "ago"), [("call", -2), ("everything", 30), ("call", None)])
def test_what_cannot_be_counted_is_told_and_kept(kind, ago):
    guan = signed_in("guan")
    before = day(ago) if ago is not None else "soon"

    answer = sent(guan, "records:ask_to_clear", kind=kind, before=before)

    assert answer.status_code == 422
    assert before in answer.content.decode()
    assert not Clearing.objects.exists()


def test_nothing_is_proposed_twice_uncounted_or_by_other_roles(callers):
    guan = signed_in("guan")
    clearing, _proposal = proposed(guan)
    again = sent(guan, "records:propose_clearing", clearing.pk, reason="再次")
    assert again.status_code == 409
    assert sent(guan, "records:ask_to_clear", kind="call", before=day(30)).status_code == 302
    fresh = Clearing.objects.latest("pk")
    assert sent(guan, "records:propose_clearing", fresh.pk, reason="未清点").status_code == 409
    assert sent(signed_in("lin"), "records:propose_clearing", fresh.pk).status_code == 403
    assert Proposal.objects.count() == 1


def test_an_empty_set_is_not_proposed():
    guan = signed_in("guan")
    clearing = counted(guan)
    assert clearing.rows == 0
    assert sent(guan, "records:propose_clearing", clearing.pk, reason="空").status_code == 409
    assert not Proposal.objects.exists()
