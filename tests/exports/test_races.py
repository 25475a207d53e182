"""Handing on, correcting and erasing at the same moment: of two, the second sees the first."""

import pytest
from django.db import connection, transaction

from tests import make, make_dispatch, races
from tests.exports import handing
from tests.exports.handing import AGREEMENT, HOSPITAL, KEY, TELEPHONE, kept
from tests.make_calls import caller_of
from tocsin.kernel import moment
from tocsin.kernel.database.api import within
from tocsin.kernel.personal import api as personal
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.receivers.models import Handing, Notice, NoticeStep
from tocsin.kernel.two_person.api import Proposal, State, approve, carry_out, prepare
from tocsin.readers.exports.facts import propose_facts
from tocsin.readers.exports.models import Export

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def tables(settings, tmp_path):
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def calls():
    return handing.incident()


def proposed(calls):
    return propose_facts(
        case=calls[0].incident.number,
        numbers=[call.number for call in calls],
        kinds=[TELEPHONE.value],
        recipient=HOSPITAL,
        key=KEY,
        agreement=AGREEMENT,
        reason="they are taken there",
        actor=make.officer("guan"),
        at=moment.now(),
    )


def making(proposal):
    """Look first, as the page does, then make it."""

    def act():
        actor, at = make.officer("guan"), moment.now()
        prepared = prepare(proposal=proposal, actor=actor, at=at)
        return carry_out(proposal=proposal, actor=actor, at=at, prepared=prepared)

    return act


def test_of_two_who_approve_at_once_one_does(calls):
    proposal = proposed(calls)
    second = make.officer("an", of=make.bureau())

    def act():
        return approve(proposal=proposal, actor=second, at=moment.now())

    outcomes = races.together(act, act)
    assert len(races.refusals(outcomes)) == 1
    proposal.refresh_from_db()
    assert proposal.state == State.APPROVED


def test_of_two_who_make_it_at_once_one_does_and_it_is_handed_once(calls):
    proposal = approve(proposal=proposed(calls), actor=make.officer("an"), at=moment.now())
    races.together(making(proposal), making(proposal))
    assert Export.objects.count() == 1
    with within(proposal.bureau_id):
        assert Handing.objects.count() == 2


@pytest.mark.parametrize("what", ["erased", "corrected"])
@pytest.mark.parametrize("n", range(2))
def test_whoever_is_erased_or_corrected_meanwhile_is_not_handed_on_unknown(calls, what, n):
    proposal = approve(proposal=proposed(calls), actor=make.officer("an"), at=moment.now())
    call = calls[n % 2]
    subject, bureau = caller_of(call), call.bureau_id

    @transaction.atomic
    def act():
        at = moment.now()
        if what == "erased":
            personal.erase(bureau_id=bureau, subject=subject, at=at)
            return receivers.erased(bureau_id=bureau, subject=subject, at=at)
        kept(call, {TELEPHONE: "13900000000"})
        kinds = frozenset({TELEPHONE.value})
        return receivers.corrected(bureau_id=bureau, subject=subject, kinds=kinds, at=at)

    outcomes = races.together(making(proposal), act)

    state = Proposal.objects.get(pk=proposal.pk).state
    told = Notice.objects.count()
    # Either it was made first and its receiver is to be told, or nothing was handed on.
    assert (state, told) in {(State.DONE, 1), (State.VOID, 0), (State.APPROVED, 0)}, outcomes
    assert Export.objects.exists() is (state == State.DONE)
    with within(bureau):
        assert Handing.objects.exists() is (state == State.DONE)
        if state == State.DONE and what == "erased":
            assert Handing.objects.filter(subject=None, case="").count() == 1


def test_of_two_receipts_at_once_one_is_written(calls):
    proposal = approve(proposal=proposed(calls), actor=make.officer("an"), at=moment.now())
    making(proposal)()
    call, actor = calls[0], make.officer("guan")
    kinds = frozenset({TELEPHONE.value})
    receivers.corrected(
        bureau_id=call.bureau_id, subject=caller_of(call), kinds=kinds, at=moment.now()
    )
    with within(call.bureau_id):
        notice = Notice.objects.select_related("handing").get()
    receivers.package_for(notice=notice, actor=actor, at=moment.now())

    def act():
        return receivers.confirm(notice=notice, reference="R-1", actor=actor, at=moment.now())

    outcomes = races.together(act, act)
    assert len(races.refusals(outcomes)) == 1
    assert NoticeStep.objects.filter(step="receipt").count() == 1
    connection.close()
