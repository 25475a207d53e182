"""A resident says that a fact is wrong: an officer looks at both values and decides."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from tests import make, make_dispatch
from tests.kernel.people.test_people import sent, signed_in
from tests.make_calls import caller_of, incident_of
from tests.residents.test_own_record import call as call  # noqa: PLC0414 # a fixture
from tests.residents.test_own_record import entered, letter, opened, page, send
from tests.retention import county
from tocsin.kernel import moment
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import within
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.models import Fact, Look, Proposal
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention import api as retention
from tocsin.readers.residents import services
from tocsin.readers.residents.api import lapse
from tocsin.readers.residents.models import Correction, OwnRequest

pytestmark = pytest.mark.django_db
OLD, NEW, WHY = "13911112222", "13933334444", "号码换了甲乙"


@pytest.fixture(autouse=True)
def tables(settings, tmp_path):
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    settings.MEDIA_ROOT = tmp_path / "files"
    make_dispatch.tables()


@pytest.fixture
def resident(call):
    """The resident before their open record, whom bai found at the window."""
    window = Client()
    window.force_login(make.officer("bai"))
    asked, code = letter(window, call)
    return entered(asked.number, code)[0]


def proposed(resident, call, value=NEW, reason=WHY, kind="telephone"):
    return send(
        resident,
        "my_record:propose",
        person=str(caller_of(call)),
        kind=kind,
        value=value,
        reason=reason,
    )


def waiting(resident, call):
    assert proposed(resident, call).status_code == 302
    return Correction.objects.latest("pk")


def answered(who, asked, decision="granted", reason=""):
    officer = signed_in(who)
    sent(officer, "corrections:look", asked.number)
    return sent(officer, "corrections:decide", asked.number, decision=decision, reason=reason)


def same_as(value):
    """Find people by a number, as the window does."""
    asked = opened(signed_in("bai"))
    kind = personal.Kind.TELEPHONE
    return personal.same_as(bureau_id=asked.bureau_id, case=asked.case, kind=kind, value=value)


def test_a_fact_stays_until_an_officer_has_looked_and_corrects_it_everywhere(call, resident):
    asked = waiting(resident, call)
    own = page(resident, "facts")
    assert (OLD in own, NEW in own) == (True, True)
    assert same_as(OLD) == [caller_of(call)]
    before = Look.objects.filter(task="correction").count()
    shown = sent(signed_in("guan"), "corrections:look", asked.number).content.decode()
    assert all(text in shown for text in (OLD, NEW, WHY))
    assert Look.objects.filter(task="correction").count() == before + 1

    assert answered("guan", asked).status_code == 302

    own = page(resident, "facts")
    assert (OLD in own, NEW in own) == (False, True)
    assert (same_as(OLD), same_as(NEW)) == ([], [caller_of(call)])
    with within(call.bureau_id):
        facts = Fact.objects.filter(subject=caller_of(call), kind="telephone")
        assert facts.filter(superseded_at=None).count() == 1
        assert facts.exclude(superseded_at=None).exists()
        assert not Proposal.objects.exists()
    told = [entry["action"] for entry in audit.trail(asked)]
    assert told == [f"own_record.correction_{word}" for word in ("proposed", "decided")]
    assert NEW not in str(audit.trail(asked))


def test_the_desks_screen_shows_the_new_value_at_the_next_look(call, resident):
    answered("guan", waiting(resident, call))
    purpose = personal.Purpose(f"call:{call.number}", "call_back")
    kinds = [personal.Kind.TELEPHONE]
    person = caller_of(call)
    lin, at = make.officer("lin"), moment.now()
    seen = personal.reveal(subject=person, kinds=kinds, purpose=purpose, actor=lin, at=at)
    assert seen == {personal.Kind.TELEPHONE: NEW}


def test_a_refusal_has_a_reason_which_the_resident_reads_and_the_proposal_is_gone(call, resident):
    asked = waiting(resident, call)
    assert answered("guan", asked, "refused").status_code == 422
    long = answered("guan", asked, "refused", "长" * 201)
    assert (long.status_code, "长" * 201 in long.content.decode()) == (422, True)

    assert answered("guan", asked, "refused", "材料不足丙").status_code == 302

    own = page(resident, "facts")
    assert (OLD in own, NEW in own, "材料不足丙" in own) == (True, False, True)
    with within(call.bureau_id):
        assert not Proposal.objects.exists()


def test_the_resident_is_told_of_the_look_and_challenges_it(call, resident):
    asked = waiting(resident, call)
    answered("guan", asked, "refused", "材料不足")
    look = Look.objects.filter(task="correction").latest("pk")
    assert asked.number in page(resident)
    assert send(resident, "my_record:challenge", look.pk).status_code == 302


def test_proposed_again_after_a_refusal_another_officer_decides(call, resident):
    answered("guan", waiting(resident, call), "refused", "材料不足")
    again = waiting(resident, call)
    assert answered("guan", again).status_code == 409
    assert answered("admin", again).status_code == 302


@pytest.mark.parametrize("part", ["opened_by", "confirmed_by"])
def test_whoever_found_the_resident_neither_looks_nor_decides(call, resident, part):
    asked = waiting(resident, call)
    OwnRequest.objects.update(**{part: make.officer("guan")})
    guan = signed_in("guan")
    look = sent(guan, "corrections:look", asked.number)
    assert (look.status_code, NEW in look.content.decode()) == (409, False)
    decide = sent(guan, "corrections:decide", asked.number, decision="granted", reason="")
    assert decide.status_code == 409
    assert not Look.objects.filter(task="correction").exists()


def test_nobody_decides_who_has_not_looked(call, resident):
    asked = waiting(resident, call)
    answer = sent(
        signed_in("guan"), "corrections:decide", asked.number, decision="granted", reason=""
    )
    asked.refresh_from_db()
    assert (answer.status_code, asked.decision) == (409, "")


def test_decided_twice_it_is_decided_once(call, resident):
    asked = waiting(resident, call)
    assert answered("guan", asked).status_code == 302
    assert answered("guan", asked, "refused", "晚了").status_code == 409
    asked.refresh_from_db()
    assert asked.decision == "granted"


def test_the_same_sent_twice_is_one_proposal_and_another_value_is_refused(call, resident):
    waiting(resident, call)
    assert proposed(resident, call).status_code == 302
    other = proposed(resident, call, value="13955556666")
    assert (other.status_code, Correction.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("telephone", "甲乙丙", WHY),
        ("telephone", "", WHY),
        ("telephone", OLD, WHY),
        ("name", "长" * 61, WHY),
        ("telephone", NEW, ""),
        ("telephone", NEW, "长" * 201),
    ],
)
def test_what_was_typed_badly_comes_back_with_what_to_do(call, resident, kind, value, reason):
    answer = proposed(resident, call, kind=kind, value=value, reason=reason)
    text = answer.content.decode()
    assert (answer.status_code, Correction.objects.count()) == (422, 0)
    assert f'value="{value}"' in text
    assert f'value="{reason}"' in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": "nobody"},
        {"person": "00000000-0000-0000-0000-000000000001"},
        {"kind": "identity_number"},
        {"kind": "weight"},
        {"value": "a\x00b"},
    ],
)
def test_what_is_not_in_the_record_is_not_corrected(call, resident, wrong):
    whole = {"person": str(caller_of(call)), "kind": "telephone", "value": NEW, "reason": WHY}
    assert send(resident, "my_record:propose", **whole | wrong).status_code in {404, 422}
    assert not Correction.objects.exists()


def test_what_is_taken_back_is_gone_and_cannot_be_decided(call, resident):
    asked = waiting(resident, call)
    for _time in range(2):
        answer = send(resident, "my_record:withdraw_correction", asked.number)
        assert answer.status_code == 302
    assert answered("guan", asked).status_code == 409
    with within(call.bureau_id):
        assert not Proposal.objects.exists()


def test_erasing_the_person_deletes_what_they_proposed(call, resident):
    asked = waiting(resident, call)
    personal.erase(bureau_id=call.bureau_id, subject=caller_of(call), at=moment.now())
    with within(call.bureau_id):
        assert not Proposal.objects.exists()
    assert answered("guan", asked).status_code == 409


def test_what_was_proposed_by_somebody_erased_since_ends_and_keeps_no_request_open(call, resident):
    asked = waiting(resident, call)
    later = moment.now() + timedelta(days=1500)
    bureau = make.bureau()
    assert lapse(bureau_id=bureau.pk, at=later) == 0
    county.close(incident_of(call), moment.now())
    retention.pass_over(bureau=bureau, at=later)

    assert lapse(bureau_id=bureau.pk, at=later) == 1

    asked.refresh_from_db()
    assert asked.lapsed_at == later
    assert lapse(bureau_id=bureau.pk, at=later) == 0
    assert services.close_over(bureau_id=bureau.pk, at=later) == 1


def test_a_sealed_person_stays_sealed_from_whoever_decides(call, resident):
    asked = waiting(resident, call)
    personal.seal(
        subject=caller_of(call),
        case=f"call:{call.number}",
        reason="证人",
        actor=make.officer("guan"),
        at=moment.now(),
    )
    look = sent(signed_in("admin"), "corrections:look", asked.number)
    assert (look.status_code, NEW in look.content.decode()) == (409, False)
    assert OLD in page(resident, "facts")


def test_a_request_with_a_proposal_is_not_closed_by_time(call, resident):
    asked = waiting(resident, call)
    OwnRequest.objects.update(opened_at=moment.now() - timedelta(days=60))
    later = moment.now() + timedelta(days=30)
    assert services.close_over(bureau_id=call.bureau_id, at=later) == 0
    answered("guan", asked, "refused", "材料不足")
    assert services.close_over(bureau_id=call.bureau_id, at=later) == 1


def test_keys_changed_meanwhile_open_what_is_proposed(call, resident, settings):
    asked = waiting(resident, call)
    settings.PERSONAL_KEYS = f"{settings.PERSONAL_KEYS} 2:{bytes(32).hex()}"
    assert sum(personal.rewrap()) > 0
    assert set(personal.versions_in_use()) == {2}
    assert NEW in sent(signed_in("guan"), "corrections:look", asked.number).content.decode()


def test_a_correction_keeps_nobody_longer(call, resident):
    def kept():
        kind, later = personal.RetentionClass.CALL, moment.now() + timedelta(days=1)
        [[one]] = personal.kept_since(
            bureau_id=call.bureau_id, kind=kind, before=later, subject=caller_of(call)
        )
        return one.changed_at

    asked, before = waiting(resident, call), kept()
    answered("guan", asked)
    assert kept() == before


def test_whoever_was_handed_the_fact_is_told(call, resident, monkeypatch):
    told = []
    monkeypatch.setattr(receivers, "corrected", lambda **of: told.append(of["kinds"]))
    answered("guan", waiting(resident, call))
    assert told == [frozenset({"telephone"})]


def test_a_look_of_another_task_opens_no_proposal(call, resident):
    waiting(resident, call)
    ticket = personal.ask(
        subjects=[caller_of(call)],
        kinds=[personal.Kind.TELEPHONE],
        purpose=personal.Purpose(f"call:{call.number}", "call_back"),
        actor=make.officer("lin"),
        at=moment.now(),
    )
    assert personal.read_proposed(ticket) == {}


def test_the_web_cannot_read_the_table(call, resident):
    waiting(resident, call)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tocsin_web")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT * FROM personal.proposal")
        transaction.set_rollback(True)


def test_only_supervisors_and_administrators_see_corrections(call, resident):
    asked = waiting(resident, call)
    assert Client().post(f"/corrections/{asked.number}/look/").status_code in {302, 403}
    assert sent(signed_in("bai"), "corrections:look", asked.number).status_code == 403
