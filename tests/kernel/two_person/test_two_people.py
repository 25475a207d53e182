"""One proposes, another approves, it is done once, and only what was proposed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests import make
from tocsin.kernel.accounts.api import Role, enlist
from tocsin.kernel.accounts.models import RoleGrant
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotForYou, Refusal, Unacceptable
from tocsin.kernel.two_person.api import (
    NothingTouched,
    NotWaiting,
    OwnProposal,
    Proposal,
    State,
    approve,
    carry_out,
    decline,
    digest_of,
    expire,
    propose,
    withdraw,
)

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(hours=1)


@pytest.fixture
def guan():
    return make.officer("guan")


@pytest.fixture
def admin():
    return make.officer("admin")


def proposed(drawer, actor, reason="full"):
    words = {"drawer": "left"}
    return propose(kind=drawer.kind, words=words, reason=reason, actor=actor, at=make.NOON)


def acts_on(proposal):
    return [one["action"] for one in audit.trail(proposal)]


def test_what_another_approves_is_done_once(drawer, guan, admin):
    proposal = proposed(drawer, guan)

    done = approve(proposal=proposal, actor=admin, at=LATER)

    assert done.state == State.DONE
    assert drawer.emptied == [proposal.pk]
    with pytest.raises(NotWaiting):
        approve(proposal=proposal, actor=admin, at=LATER)
    assert drawer.emptied == [proposal.pk]
    assert acts_on(proposal) == [
        "two_person.proposed",
        "two_person.approved",
        "two_person.carried_out",
    ]


def test_nobody_approves_their_own_although_they_hold_the_role(drawer, guan):
    proposal = proposed(drawer, guan)

    with pytest.raises(OwnProposal):
        approve(proposal=proposal, actor=guan, at=LATER)
    with pytest.raises(OwnProposal):
        decline(proposal=proposal, note="no", actor=guan, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(decided_by=guan, decided_at=LATER)
    assert drawer.emptied == []


def test_the_database_refuses_what_was_not_approved(drawer, guan):
    proposed(drawer, guan)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(state=State.DONE, ended_at=LATER)


@pytest.mark.parametrize("field", ["rows", "digest", "words", "reason", "expires_at"])
def test_the_database_refuses_to_change_what_was_proposed(drawer, guan, field):
    proposed(drawer, guan)
    other = {
        "rows": 9,
        "digest": "0" * 64,
        "words": {"drawer": "right"},
        "reason": "another",
        "expires_at": F("expires_at") + timedelta(days=1),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(**{field: other[field]})


def test_what_is_done_is_never_open_again(drawer, guan, admin):
    approve(proposal=proposed(drawer, guan), actor=admin, at=LATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(state=State.WAITING, ended_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.all().delete()


def test_it_holds_for_a_day_and_not_longer(drawer, guan, admin):
    proposal = proposed(drawer, guan)
    day = make.NOON + timedelta(hours=24)

    with pytest.raises(NotWaiting):
        approve(proposal=proposal, actor=admin, at=day + timedelta(seconds=1))
    assert expire(clerk=guan, at=day) == 0
    assert approve(proposal=proposal, actor=admin, at=day).state == State.DONE


def test_what_has_run_out_is_put_on_record(drawer, guan, admin):
    proposal = proposed(drawer, guan)
    late = make.NOON + timedelta(hours=25)

    assert expire(clerk=guan, at=late) == 1
    assert expire(clerk=guan, at=late) == 0

    proposal.refresh_from_db()
    assert proposal.state == State.EXPIRED
    assert acts_on(proposal)[-1] == "two_person.expired"
    assert drawer.emptied == []


def test_what_touches_other_rows_than_proposed_is_void(drawer, guan, admin):
    proposal = proposed(drawer, guan)
    drawer.papers += 1

    assert approve(proposal=proposal, actor=admin, at=LATER).state == State.VOID

    assert drawer.emptied == []
    assert acts_on(proposal)[-1] == "two_person.void"
    drawer.papers -= 1
    with pytest.raises(NotWaiting):
        approve(proposal=proposal, actor=admin, at=LATER)


def test_what_changes_between_approval_and_carrying_out_is_void(later, guan, admin):
    proposal = proposed(later, guan)
    assert approve(proposal=proposal, actor=admin, at=LATER).state == State.APPROVED
    later.papers -= 1

    assert carry_out(proposal=proposal, actor=guan, at=LATER).state == State.VOID
    assert later.emptied == []


def test_who_proposed_it_carries_it_out_once(later, guan, admin):
    proposal = proposed(later, guan)
    with pytest.raises(NotWaiting):
        carry_out(proposal=proposal, actor=guan, at=LATER)
    approve(proposal=proposal, actor=admin, at=LATER)
    with pytest.raises(NotForYou):
        carry_out(proposal=proposal, actor=admin, at=LATER)

    assert carry_out(proposal=proposal, actor=guan, at=LATER).state == State.DONE
    with pytest.raises(NotWaiting):
        carry_out(proposal=proposal, actor=guan, at=LATER)
    assert later.emptied == [proposal.pk]


def test_an_approved_act_is_not_carried_out_after_a_day(later, guan, admin):
    proposal = proposed(later, guan)
    approve(proposal=proposal, actor=admin, at=LATER)

    with pytest.raises(NotWaiting):
        carry_out(proposal=proposal, actor=guan, at=make.NOON + timedelta(hours=25))
    assert later.emptied == []


def test_who_lost_the_role_neither_approves_nor_had_it_proposed(drawer, guan, admin):
    proposal = proposed(drawer, guan)
    RoleGrant.objects.filter(officer=guan).update(ended_at=LATER)

    with pytest.raises(NotForYou):
        approve(proposal=proposal, actor=admin, at=LATER)
    with pytest.raises(NotForYou):
        approve(proposal=proposal, actor=make.officer("lin"), at=LATER)


def test_somebody_of_another_bureau_decides_on_nothing_here(drawer, guan):
    proposal = proposed(drawer, guan)
    foreign = make.officer("admin", of=make.bureau("620899"))

    with pytest.raises(NotForYou):
        approve(proposal=proposal, actor=foreign, at=LATER)


def test_it_is_declined_with_a_line_and_withdrawn_by_its_proposer(drawer, guan, admin):
    proposal = proposed(drawer, guan)
    with pytest.raises(Unacceptable):
        decline(proposal=proposal, note=" ", actor=admin, at=LATER)
    assert decline(proposal=proposal, note="not yet", actor=admin, at=LATER).note == "not yet"

    another = proposed(drawer, guan)
    with pytest.raises(NotForYou):
        withdraw(proposal=another, actor=admin, at=LATER)
    assert withdraw(proposal=another, actor=guan, at=LATER).state == State.WITHDRAWN
    assert drawer.emptied == []


def test_what_touches_nothing_or_says_no_reason_is_not_proposed(drawer, guan):
    with pytest.raises(Unacceptable):
        proposed(drawer, guan, reason="  ")
    with pytest.raises(NotForYou):
        proposed(drawer, make.officer("lin"))
    drawer.papers = 0
    with pytest.raises(NothingTouched):
        proposed(drawer, guan)
    assert not Proposal.objects.exists()


def test_the_digest_stands_for_act_bureau_words_and_rows():
    def digest(kind="drawer", bureau=1, words=(("a", 1), ("b", "x")), rows=3):
        return digest_of(kind=kind, bureau_id=bureau, words=dict(words), rows=rows)

    assert digest(words=(("b", "x"), ("a", 1))) == digest()
    others = [digest(kind="x"), digest(bureau=2), digest(words=(("a", 2),)), digest(rows=4)]
    assert len({digest(), *others}) == 5


def test_a_refused_act_leaves_the_proposal_as_it_was(drawer, guan, admin):
    def refuse(_proposal, _actor, _at):
        raise Refusal("no")

    object.__setattr__(drawer.kind, "carry_out", refuse)
    proposal = proposed(drawer, guan)

    with pytest.raises(Refusal):
        approve(proposal=proposal, actor=admin, at=LATER)
    proposal.refresh_from_db()
    assert proposal.state == State.WAITING


def test_two_who_approve_together_do_it_once(drawer, guan, admin):
    """Both hold the row that decides, one after the other; races are tried in the campaign."""
    second = enlist(
        username="second",
        name="二管理",
        bureau=make.bureau(),
        roles=[Role.ADMINISTRATOR],
        at=make.NOON,
    )
    proposal = proposed(drawer, guan)
    approve(proposal=proposal, actor=admin, at=LATER)
    with pytest.raises(NotWaiting):
        approve(proposal=proposal, actor=second, at=LATER)
    assert drawer.emptied == [proposal.pk]
