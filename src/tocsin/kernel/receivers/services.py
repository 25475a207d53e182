"""Writing down what was handed to whom, and that its receivers are to be told what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import part_of_act, within
from tocsin.kernel.personal import api as personal
from tocsin.kernel.receivers import acts
from tocsin.kernel.receivers.models import Handing, Notice, NoticeStep, Receiver
from tocsin.kernel.receivers.queries import mark_of
from tocsin.kernel.receivers.states import ENDS, Step, What

CLERK = "receivers"


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which facts about people are handed to an organisation."""

    receiver: str
    kinds: frozenset[str]
    key: str
    agreement: str
    proposal: int


@part_of_act
def hand(
    *, people: Mapping[UUID, str], terms: Terms, actor: Officer, at: datetime
) -> Mapping[UUID, UUID]:
    """Write down that facts about people go to a receiver; return the id of each handing.

    Beside each person stands the case in which they are known. The caller holds the people
    (``stay``), so that no correction or erasure slips by.
    """
    kinds = sorted(terms.kinds)
    receiver, _new = Receiver.objects.get_or_create(
        bureau_id=actor.bureau_id, name=terms.receiver, defaults={"created_at": at}
    )
    made = {
        subject: Handing(
            bureau_id=actor.bureau_id,
            receiver=receiver,
            subject=subject,
            case=case,
            kinds=kinds,
            key=terms.key,
            agreement=terms.agreement,
            proposal=terms.proposal,
            at=at,
        )
        for subject, case in people.items()
    }
    with within(actor.bureau_id):
        Handing.objects.bulk_create(made.values())
    for one in made.values():
        audit.record(
            acts.HANDED,
            subject=one,
            actor=actor,
            at=at,
            receiver=receiver.name,
            kinds=",".join(kinds),
        )
    return {subject: one.pk for subject, one in made.items()}


@part_of_act
def corrected(*, bureau_id: int, subject: UUID, kinds: frozenset[str], at: datetime) -> int:
    """Have everybody told who was handed a fact that is corrected; return how many are.

    Call it in the transaction that corrects the fact.
    """
    with within(bureau_id):
        personal.stay(bureau_id=bureau_id, subject=subject)
        touched = [
            (one, sorted(kinds & set(one.kinds)))
            for one in handings_of(bureau_id, subject)
            if kinds & set(one.kinds)
        ]
        notices = [
            Notice(bureau_id=bureau_id, handing=one, what=What.CORRECTED, kinds=which, at=at)
            for one, which in touched
        ]
        return due(bureau_id, notices, at)


@part_of_act
def erased(*, bureau_id: int, subject: UUID, at: datetime) -> int:
    """Have everybody told who was handed anything of somebody erased; return how many are.

    Call it in the transaction that erases. What is left of the handings leads to nobody here;
    corrections of which a receiver has given no receipt are overtaken.
    """
    with within(bureau_id):
        found = list(handings_of(bureau_id, subject))
        if not found:
            return 0
        told = set(
            Notice.objects.filter(handing__in=found, what=What.ERASED).values_list(
                "handing", flat=True
            )
        )
        overtake(bureau_id, found, at)
        notices = [
            Notice(
                bureau_id=bureau_id,
                handing=one,
                what=What.ERASED,
                kinds=one.kinds,
                mark=mark_of(subject),
                at=at,
            )
            for one in found
            if one.pk not in told
        ]
        Handing.objects.filter(pk__in=[one.pk for one in found]).update(subject=None, case="")
        return due(bureau_id, notices, at)


def handings_of(bureau_id: int, subject: UUID) -> Iterable[Handing]:
    """Find what was handed of one person, held until the transaction is over."""
    return Handing.objects.filter(bureau_id=bureau_id, subject=subject).order_by("pk")


def overtake(bureau_id: int, handings: list[Handing], at: datetime) -> None:
    """End the corrections that nobody needs to hear of any more."""
    clerk = clerk_of(bureau_id)
    waiting = Notice.objects.filter(handing__in=handings, what=What.CORRECTED)
    waiting = waiting.exclude(steps__step__in=ENDS)
    NoticeStep.objects.bulk_create(
        NoticeStep(bureau_id=bureau_id, notice=one, step=Step.OVERTAKEN, by=clerk, at=at)
        for one in waiting
    )


def due(bureau_id: int, notices: list[Notice], at: datetime) -> int:
    """Store notices and write into the trail that they are due."""
    clerk = clerk_of(bureau_id)
    for one in Notice.objects.bulk_create(notices):
        audit.record(
            acts.NOTICE_DUE,
            subject=one,
            actor=clerk,
            at=at,
            handing=str(one.handing_id),
            what=str(one.what),
        )
    return len(notices)


def clerk_of(bureau_id: int) -> Officer:
    """Return the account in whose name receivers are told."""
    return service_officer(Bureau.objects.get(pk=bureau_id), CLERK)
