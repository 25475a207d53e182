"""Telling receivers: the file that says it, sealed to them, and the receipt that comes back."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.core.handing import read_key, seal
from tocsin.kernel.accounts.api import (
    Bureau,
    Officer,
    Role,
    entrust,
    issue_token,
    revoke_tokens,
    service_officer,
)
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import within
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.personal import api as personal
from tocsin.kernel.receivers import acts
from tocsin.kernel.receivers.errors import NoticeOver, NotToldYet
from tocsin.kernel.receivers.models import Notice, NoticeStep, Receiver
from tocsin.kernel.receivers.queries import overdue, still_open
from tocsin.kernel.receivers.services import clerk_of
from tocsin.kernel.receivers.states import ENDS, NOTICE, TASK, Step, What

LONGEST_REFERENCE = 80
LABEL = "receiver"


def package_for(*, notice: Notice, actor: Officer, at: datetime) -> bytes:
    """Seal a notice to the receiver of its handing; that it was handed over is on record.

    No transaction may be under way: of a correction the new value is read by a look that is
    committed first.

    Raises
    ------
    NoticeOver
        The receiver has confirmed it, or the person was erased meanwhile.
    IsSealed
        The person is sealed and not opened to the actor.
    """
    facts = read_for(notice, actor, at)
    with transaction.atomic(), within(notice.bureau_id):
        still_told(notice)
        add_step(notice, Step.TOLD, actor, at)
        record(acts.TOLD, notice, actor, at)
    told: dict[str, object] = {
        "notice": notice.pk,
        "handing": str(notice.handing_id),
        "what": str(notice.what),
        "kinds": list(notice.kinds),
        "at": notice.at.isoformat(),
    }
    told |= {"facts": facts} if notice.what == What.CORRECTED else {"do": "delete"}
    content = json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    key = read_key(notice.handing.key)
    return seal(content, recipient=key, once=secrets.token_bytes(32), facts={"rows": 1})


def read_for(notice: Notice, actor: Officer, at: datetime) -> Mapping[str, str]:
    """Read what a correction says now, by a look of its own; of an erasure nothing is read.

    A fact that was taken out by the correction is told as empty.
    """
    if notice.what != What.CORRECTED:
        return {}
    subject = notice.handing.subject
    if subject is None:
        raise over()
    facts = personal.reveal(
        subject=subject,
        kinds=[personal.Kind(kind) for kind in notice.kinds],
        purpose=personal.Purpose(f"{NOTICE}{notice.pk}", TASK),
        actor=actor,
        at=at,
    )
    return {kind: facts.get(personal.Kind(kind), "") for kind in notice.kinds}


def still_told(notice: Notice) -> None:
    """Hold the person until what is told of them is on record.

    Raises
    ------
    NoticeOver
        There is nothing to tell any more.
    """
    subject = notice.handing.subject
    if notice.what == What.CORRECTED and (
        subject is None or not personal.stay(bureau_id=notice.bureau_id, subject=subject)
    ):
        raise over()
    if not still_open(Notice.objects.filter(pk=notice.pk)).exists():
        raise over()


def over() -> NoticeOver:
    """Say that a notice is done with."""
    return NoticeOver(
        _("This notice is done with: confirmed, or overtaken by a deletion. Reload the page.")
    )


@transaction.atomic
def confirm(*, notice: Notice, reference: str, actor: Officer, at: datetime) -> NoticeStep:
    """Write down the receiver's receipt, once.

    Raises
    ------
    NotToldYet
        Nobody has handed the notice over.
    NoticeOver
        There is a receipt, or the deletion stands for it.
    Unacceptable
        The reference is missing or too long.
    """
    named = reference.strip()
    if not 0 < len(named) <= LONGEST_REFERENCE:
        raise Unacceptable(
            _("Give the reference of the receipt, at most {most} characters.").format(
                most=LONGEST_REFERENCE
            )
        )
    if not notice.steps.filter(step=Step.TOLD).exists():
        raise NotToldYet(_("Fetch the notice and hand it over first; then enter the receipt."))
    if notice.steps.filter(step__in=ENDS).exists():
        raise over()
    made = add_step(notice, Step.RECEIPT, actor, at, reference=named)
    record(acts.RECEIPT, notice, actor, at)
    return made


def add_step(
    notice: Notice, step: Step, actor: Officer, at: datetime, *, reference: str = ""
) -> NoticeStep:
    """Add what was done; of two who end a notice at once the second is refused."""
    try:
        # A point to go back to, for the database refuses the second only when it is written.
        with transaction.atomic():
            return NoticeStep.objects.create(
                bureau_id=notice.bureau_id,
                notice=notice,
                step=step,
                by=actor,
                at=at,
                reference=reference,
            )
    except IntegrityError as twice:
        raise over() from twice


def record(act: audit.Act, notice: Notice, actor: Officer, at: datetime) -> None:
    """Write a step into the trail."""
    facts = {"handing": str(notice.handing_id), "what": str(notice.what)}
    audit.record(act, subject=notice, actor=actor, at=at, **facts)


@transaction.atomic
def climb(*, bureau: Bureau, at: datetime) -> int:
    """Hand what is overdue to the security officer, once; return how many are."""
    late = overdue(bureau.pk, at).exclude(steps__step=Step.CLIMBED)
    moved = 0
    for notice in late:
        clerk = clerk_of(bureau.pk)
        add_step(notice, Step.CLIMBED, clerk, at)
        record(acts.CLIMBED, notice, clerk, at)
        moved += 1
    return moved


@transaction.atomic
def connect(*, receiver: Receiver, actor: Officer, at: datetime) -> str:
    """Give a receiver's own system a key, shown this once; an earlier one is closed.

    The account's role opens the receiver's own notices and nothing else.
    """
    held = Receiver.objects.select_for_update(of=("self",)).get(pk=receiver.pk)
    if held.system is None:
        held.system = service_officer(held.bureau, f"{LABEL}.{held.pk}")
        entrust(officer=held.system, role=Role.RECEIVER, at=at)
        held.save(update_fields=["system"])
    revoke_tokens(officer=held.system, label=LABEL, at=at)
    key = issue_token(officer=held.system, label=LABEL, at=at)
    audit.record(acts.CONNECTED, subject=held, actor=actor, at=at, receiver=held.name)
    return key


@transaction.atomic
def disconnect(*, receiver: Receiver, actor: Officer, at: datetime) -> None:
    """Close the key of a receiver's own system."""
    if receiver.system is not None:
        revoke_tokens(officer=receiver.system, label=LABEL, at=at)
        audit.record(
            acts.DISCONNECTED, subject=receiver, actor=actor, at=at, receiver=receiver.name
        )
