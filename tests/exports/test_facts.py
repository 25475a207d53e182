"""Facts of a case go to one organisation: by two people, looked at first, sealed, on record."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make, make_dispatch
from tests.exports import handing
from tests.exports.handing import (
    AGREEMENT,
    HOSPITAL,
    NAME,
    SECRET,
    TELEPHONE,
    approved,
    kept,
    made,
    proposed,
    rows_in,
)
from tests.kernel.people.test_people import sent, signed_in
from tests.make_calls import caller_of
from tests.retention import county
from tocsin.core.handing import opened
from tocsin.kernel import moment
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.models import Look
from tocsin.kernel.receivers.models import Handing
from tocsin.kernel.two_person.api import Proposal, State
from tocsin.readers.exports.models import Export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tables(settings, tmp_path):
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def calls():
    return handing.incident()


def sealed(call):
    personal.seal(
        subject=caller_of(call),
        case=f"call:{call.number}",
        reason="a witness",
        actor=make.officer("guan"),
        at=moment.now(),
    )


def test_the_whole_way_ends_with_a_file_that_only_the_receiver_opens(calls):
    guan, an, export = made(calls)

    answer = guan.get(reverse("exports:package", args=[export.pk]))

    rows = rows_in(answer.content)
    assert {row["facts"][TELEPHONE] for row in rows} == {"13911112222", "13911113333"}
    assert [set(row["facts"]) for row in rows] == [{TELEPHONE.value}] * 2
    assert {row["case"] for row in rows} == {calls[0].incident.number}
    handings = {str(one.pk): one for one in Handing.objects.select_related("receiver")}
    assert {row["handing"] for row in rows} == set(handings)
    assert {one.subject for one in handings.values()} == {caller_of(call) for call in calls}
    assert {(one.receiver.name, one.agreement) for one in handings.values()} == {
        (HOSPITAL, AGREEMENT)
    }
    # What travels in the open names nobody, and says how much it is.
    assert opened(answer.content, secret=SECRET).facts == {"rows": 2}
    assert b"139111" not in answer.content
    assert export.fetched == 0
    export.refresh_from_db()
    assert (export.fetched, export.rows) == (1, 2)
    assert an.get(reverse("exports:package", args=[export.pk])).status_code == 403


def test_each_person_is_looked_at_on_record_before_anything_is_read(calls):
    made(calls)
    looks = Look.objects.filter(task="export").order_by("case")
    assert [(one.case, one.officer.username, one.kinds, one.refusal) for one in looks] == [
        (f"call:{call.number}", "guan", [TELEPHONE.value], "")
        for call in sorted(calls, key=lambda call: call.number)
    ]
    assert Entry.objects.filter(action="receivers.handed").count() == 2
    assert Entry.objects.get(action="exports.made").detail["rows"] == 2


def test_the_looks_stay_on_record_where_the_making_is_undone(calls, monkeypatch):
    guan, _an, proposal = approved(calls)
    kept(calls[0], {TELEPHONE: "13900000000"})
    monkeypatch.setattr(
        "tocsin.kernel.two_person.services.now_bound", lambda *_: (2, proposal.digest)
    )
    monkeypatch.setattr("tocsin.readers.exports.facts.is_closed_to", lambda *_: True)

    assert sent(guan, "two_person:carry_out", proposal.pk).status_code == 409

    assert Look.objects.filter(task="export").count() == 2
    assert not Export.objects.exists()
    assert not Handing.objects.exists()


@pytest.mark.parametrize("when", ["before it is approved", "after it is approved"])
def test_a_fact_that_changes_makes_it_void(calls, when):
    guan, an = signed_in("guan"), signed_in("an")
    proposed(guan, calls)
    [proposal] = Proposal.objects.all()
    if when == "after it is approved":
        sent(an, "two_person:approve", proposal.pk)
    kept(calls[1], {TELEPHONE: "13900000000"})

    if when == "after it is approved":
        sent(guan, "two_person:carry_out", proposal.pk)
    else:
        sent(an, "two_person:approve", proposal.pk)

    proposal.refresh_from_db()
    assert proposal.state == State.VOID
    assert not Look.objects.filter(task="export").exists()
    assert not Export.objects.exists()


def test_another_field_that_changes_does_not_matter(calls):
    guan, _an, proposal = approved(calls)
    kept(calls[1], {NAME: "田某某"})
    sent(guan, "two_person:carry_out", proposal.pk)
    proposal.refresh_from_db()
    assert proposal.state == State.DONE


@pytest.mark.parametrize("change", ["erased", "moved", "closed"])
def test_where_the_people_of_the_case_change_it_is_void(calls, change):
    guan, _an, proposal = approved(calls)
    call = calls[1]
    if change == "erased":
        personal.erase(bureau_id=call.bureau_id, subject=caller_of(call), at=moment.now())
    elif change == "moved":
        call.incident = make_dispatch.incident(at=moment.now())
        call.save(update_fields=["incident"])
    else:
        county.close(calls[0].incident, moment.now())

    sent(guan, "two_person:carry_out", proposal.pk)

    proposal.refresh_from_db()
    assert proposal.state == State.VOID
    assert not Export.objects.exists()
    assert not Handing.objects.exists()


def test_it_is_made_once_by_whoever_proposed_it_and_never_alone(calls):
    guan, an, proposal = approved(calls)
    assert sent(an, "two_person:carry_out", proposal.pk).status_code == 403
    assert sent(guan, "two_person:carry_out", proposal.pk).status_code == 302
    assert sent(guan, "two_person:carry_out", proposal.pk).status_code == 409
    assert Export.objects.count() == 1
    assert Handing.objects.count() == 2


def test_the_proposer_does_not_approve_it(calls):
    guan = signed_in("guan")
    proposed(guan, calls)
    [proposal] = Proposal.objects.all()
    assert sent(guan, "two_person:approve", proposal.pk).status_code == 409
    assert sent(guan, "two_person:carry_out", proposal.pk).status_code == 409
    assert not Look.objects.filter(task="export").exists()


def test_sent_twice_under_one_act_number_it_is_answered_twice_and_made_once(calls):
    guan, _an, proposal = approved(calls)
    act = make_dispatch.act_id()
    first = sent(guan, "two_person:carry_out", proposal.pk, act_id=act)
    second = sent(guan, "two_person:carry_out", proposal.pk, act_id=act)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Export.objects.count() == 1
    assert Look.objects.filter(task="export").count() == 2


def test_a_sealed_caller_is_not_proposed(calls):
    sealed(calls[1])
    guan = signed_in("guan")
    answer = proposed(guan, calls)
    assert answer.status_code == 409
    assert HOSPITAL in answer.content.decode()
    assert not Proposal.objects.exists()
    # The others are.
    assert proposed(guan, calls[:1]).status_code == 302


def test_one_who_was_sealed_meanwhile_is_not_handed_on_and_nobody_else_is_read(calls):
    guan, _an, proposal = approved(calls)
    sealed(calls[1])

    assert sent(guan, "two_person:carry_out", proposal.pk).status_code == 409

    looks = Look.objects.filter(task="export").values_list("case", "refusal")
    assert list(looks) == [(f"call:{calls[1].number}", "personal.sealed")]
    assert not Export.objects.exists()
    proposal.refresh_from_db()
    assert proposal.state == State.APPROVED


def test_a_sealed_caller_who_was_opened_to_the_officer_is_handed_on(calls):
    sealed(calls[1])
    personal.unseal(
        subject=caller_of(calls[1]),
        case="call:x",
        officer=make.officer("guan"),
        hours=1,
        actor=make.officer("an"),
        at=moment.now(),
    )
    _guan, _an, export = made(calls)
    assert export.rows == 2


def test_after_a_day_the_package_is_gone_and_the_handings_stay(calls):
    guan, _an, export = made(calls)
    Export.objects.update(expires_at=moment.now() - timedelta(seconds=1))
    assert guan.get(reverse("exports:package", args=[export.pk])).status_code == 404
    assert Handing.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "tocsin-x25519:AAAA"},
        {"recipient": " "},
        {"agreement": ""},
        {"reason": ""},
        {"kinds": []},
        {"kinds": ["everything"]},
        {"calls": []},
        {"calls": ["J20260302-9999"]},
        {"case": "C20260302-9999"},
        {"recipient": "x" * 81},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(calls, wrong):
    answer = proposed(signed_in("guan"), calls, **({"agreement": "kept words"} | wrong))
    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    if {"agreement", "case"}.isdisjoint(wrong):
        assert "kept words" in answer.content.decode()


def test_a_case_that_is_over_is_refused(calls):
    county.close(calls[0].incident, moment.now())
    assert proposed(signed_in("guan"), calls).status_code == 422


def test_fields_that_nobody_has_are_nothing_to_hand_on(calls):
    answer = proposed(signed_in("guan"), calls, kinds=[personal.Kind.REMARK.value])
    assert answer.status_code == 409


def test_a_call_of_another_case_is_not_slipped_in(calls):
    other = county.call_with_incident(at=moment.now())
    numbers = [calls[0].number, other.number]
    assert proposed(signed_in("guan"), calls, calls=numbers).status_code == 422


def test_only_supervisors_open_the_page_and_it_shows_nothing_of_anybody(calls):
    url = reverse("exports:facts") + f"?case={calls[0].incident.number}"
    page = signed_in("guan").get(url).content.decode()
    assert all(call.number in page for call in calls)
    assert "13911112222" not in page
    for who in ("shen", "an", "lin", "zhao", "admin"):
        assert signed_in(who).get(url).status_code == 403


def test_whoever_approves_sees_fields_calls_receiver_and_agreement(calls):
    proposed(signed_in("guan"), calls)
    page = signed_in("an").get(reverse("two_person:desk")).content.decode()
    for part in (HOSPITAL, AGREEMENT, calls[0].number, calls[1].number):
        assert part in page
    [proposal] = Proposal.objects.all()
    assert "13911112222" not in json.dumps(proposal.words)
    assert str(caller_of(calls[0])) not in json.dumps(proposal.words)
