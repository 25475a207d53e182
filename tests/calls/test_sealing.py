"""A sealed caller: nobody looks, in no case, until two people let one officer for some hours."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from tests import make, make_calls, make_dispatch
from tests.kernel.people.test_people import sent, signed_in
from tocsin.kernel import moment
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.personal import api as personal
from tocsin.kernel.two_person.api import Proposal, State

pytestmark = pytest.mark.django_db
NUMBER = "13900001234"


@pytest.fixture
def call():
    """A call that is open: its taker may open the number."""
    make_dispatch.tables()
    return make_calls.opened(at=moment.now(), telephone=NUMBER)


def opened(call, who="lin"):
    return signed_in(who, lately=False).post(reverse("calls:caller", args=[call.number]))


def sealed(call, reason="未成年人"):
    answer = sent(signed_in("guan"), "calls:seal", call.number, reason=reason)
    assert answer.status_code == 302


def unsealed(call, who="lin", hours=1):
    guan, an = signed_in("guan"), signed_in("an")
    make.officer(who)
    answer = sent(guan, "calls:unseal", call.number, username=who, hours=hours, reason="依法调查")
    assert answer.status_code == 302
    proposal = Proposal.objects.latest("pk")
    assert sent(an, "two_person:approve", proposal.pk).status_code == 302
    proposal.refresh_from_db()
    return proposal


def test_nobody_opens_a_sealed_caller_and_the_attempt_is_on_record(call):
    assert NUMBER in opened(call).content.decode()
    sealed(call)

    answer = opened(call)

    assert answer.status_code == 409
    assert NUMBER not in answer.content.decode()
    [refused] = personal.refusals(call.caller)
    assert refused["task"] == "call_back"
    assert len(personal.looks(call.caller)) == 1
    assert Entry.objects.filter(action="personal.sealed").count() == 1


def test_broken_glass_opens_no_sealed_caller(call):
    call.state, call.validity, call.saved_at = "saved", "enquiry", moment.now()
    call.save()
    sealed(call)

    said = {"why": "danger", "needed": "telephone", "words": "drill"}
    answer = signed_in("lin", lately=False).post(reverse("calls:broken", args=[call.number]), said)

    assert answer.status_code == 409
    assert NUMBER not in answer.content.decode()
    assert personal.looks(call.caller) == []


def test_a_look_written_right_before_the_seal_hands_nothing_out(call):
    ticket = personal.ask(
        subjects=[call.caller],
        kinds=[personal.Kind.TELEPHONE],
        purpose=personal.Purpose(f"call:{call.number}", "call_back"),
        actor=make.officer("lin"),
        at=moment.now(),
    )
    sealed(call)
    with pytest.raises(personal.NoPurpose):
        personal.read(ticket)


def test_two_people_let_one_officer_look_and_nobody_else(call):
    sealed(call)
    proposal = unsealed(call)
    assert proposal.state == State.DONE
    assert NUMBER not in str(proposal.words)

    assert NUMBER in opened(call).content.decode()
    assert opened(call, "guan").status_code in {403, 409}
    assert NUMBER not in opened(call, "guan").content.decode()
    assert Entry.objects.get(action="personal.unsealed").detail["officer"] == "lin"


def test_it_lapses_by_the_clock_of_the_database(call):
    sealed(call)
    unsealed(call)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE personal.unsealing DISABLE TRIGGER USER")
        cursor.execute("UPDATE personal.unsealing SET until_at = until_at - interval '61 minutes'")
        cursor.execute("ALTER TABLE personal.unsealing ENABLE TRIGGER USER")
    assert opened(call).status_code == 409


def test_the_end_is_the_databases_own_whatever_is_written(call):
    sealed(call)
    unsealed(call, hours=8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT until_at - clock_timestamp() FROM personal.unsealing")
        [(left,)] = cursor.fetchall()
    assert 7.9 < left.total_seconds() / 3600 <= 8


@pytest.mark.parametrize(
    "wrong", [{"username": "nobody-here"}, {"hours": 100}, {"reason": ""}, {"username": ""}]
)
def test_what_cannot_be_proposed_is_told(call, wrong):
    sealed(call)
    asked = {"username": "lin", "hours": 1, "reason": "依法调查"} | wrong
    make.officer("lin")
    answer = sent(signed_in("guan"), "calls:unseal", call.number, **asked)
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_who_is_not_sealed_is_not_unsealed_and_a_seal_needs_a_reason(call):
    make.officer("lin")
    guan = signed_in("guan")
    asked = {"username": "lin", "hours": 1, "reason": "依法调查"}
    assert sent(guan, "calls:unseal", call.number, **asked).status_code == 409
    assert sent(guan, "calls:seal", call.number, reason=" ").status_code == 422
    assert personal.sealed_for(make.officer("guan"), call.caller) is None


def test_sealing_is_for_supervisors_and_shown_to_them_alone(call):
    lin, guan = signed_in("lin", lately=False), signed_in("guan")
    assert sent(lin, "calls:seal", call.number, reason="x").status_code == 403
    slot = reverse("calls:sealed", args=[call.number])
    page = reverse("calls:page", args=[call.number])
    assert slot in guan.get(page).content.decode()
    assert slot not in lin.get(page).content.decode()
    assert "seal-reason" in guan.get(slot).content.decode()
    sealed(call)
    shown = signed_in("guan").get(slot).content.decode()
    assert "未成年人" in shown
    assert "seal-username" in shown
    assert reverse("calls:lift", args=[call.number]) in shown


def test_the_person_still_sees_who_looked_and_is_still_kept_up_to_date(call):
    sealed(call)
    lin = make.officer("lin")
    personal.keep(
        facts={personal.Kind.NAME: "王某"},
        retention=personal.RetentionClass.CALL,
        actor=lin,
        at=moment.now(),
        subject=call.caller,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT personal.is_sealed(%s, %s, %s, 'own_record:R1'),"
            " personal.is_sealed(%s, %s, %s, 'call:J1')",
            [call.bureau_id, call.caller, lin.pk] * 2,
        )
        assert cursor.fetchone() == (False, True)


def number_of_seal(call):
    found = personal.sealed_for(make.officer("guan"), call.caller)
    assert found is not None
    return found.number


def lifted(call, reason="已成年"):
    guan, an = signed_in("guan"), signed_in("an")
    assert sent(guan, "calls:lift", call.number, reason=reason).status_code == 302
    proposal = Proposal.objects.latest("pk")
    assert sent(guan, "two_person:approve", proposal.pk).status_code in {403, 409}
    assert opened(call).status_code == 409
    assert sent(an, "two_person:approve", proposal.pk).status_code == 302
    proposal.refresh_from_db()
    return proposal


def test_two_people_lift_a_seal_and_looks_are_as_usual_again(call):
    sealed(call)
    proposal = lifted(call)
    assert proposal.state == State.DONE

    assert NUMBER in opened(call).content.decode()
    entry = Entry.objects.get(action="personal.seal_lifted")
    assert entry.detail["proposal"] == proposal.pk
    assert personal.sealed_for(make.officer("lin"), call.caller) is None


def test_who_was_lifted_can_be_sealed_anew_and_the_old_word_lifts_nothing(call):
    sealed(call)
    old = lifted(call)
    sealed(call)
    assert opened(call).status_code == 409

    again = number_of_seal(call)
    with pytest.raises(DatabaseError), transaction.atomic():
        personal.lift(
            number=again,
            proposal=old.pk,
            case="call:x",
            actor=make.officer("guan"),
            at=moment.now(),
        )
    assert opened(call).status_code == 409


def test_nobody_lifts_a_seal_alone_whatever_is_written(call):
    """A web that was taken over writes the row by itself; the database asks for the two people."""
    sealed(call)
    guan = make.officer("guan")
    assert sent(signed_in("guan"), "calls:lift", call.number, reason="x").status_code == 302
    waiting = Proposal.objects.latest("pk")
    number = number_of_seal(call)
    for proposal in (waiting.pk, waiting.pk + 1000):
        with pytest.raises(DatabaseError), transaction.atomic():
            personal.lift(
                number=number, proposal=proposal, case="call:x", actor=guan, at=moment.now()
            )
    assert opened(call).status_code == 409


def test_what_is_lifted_already_makes_a_second_proposal_void(call):
    sealed(call)
    guan = signed_in("guan")
    assert sent(guan, "calls:lift", call.number, reason="first").status_code == 302
    first = Proposal.objects.latest("pk")
    lifted(call)

    sent(signed_in("an"), "two_person:approve", first.pk)

    first.refresh_from_db()
    assert first.state == State.VOID
    again = sent(signed_in("guan"), "calls:lift", call.number, reason="again")
    assert again.status_code == 409


def test_the_officer_whom_it_favours_does_not_approve(call):
    sealed(call)
    an = signed_in("an")
    asked = {"username": "an", "hours": 1, "reason": "依法调查"}
    assert sent(signed_in("guan"), "calls:unseal", call.number, **asked).status_code == 302
    proposal = Proposal.objects.latest("pk")
    assert sent(an, "two_person:approve", proposal.pk).status_code == 409
    proposal.refresh_from_db()
    assert proposal.state == State.WAITING
