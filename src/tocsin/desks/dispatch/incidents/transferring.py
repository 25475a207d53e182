"""Handing an incident to another bureau: offered, then accepted or declined."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.locking import hold, hold_open, move, reasoned, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.clocks.keeping import settle_clocks
from tocsin.desks.dispatch.errors import NotInThisState, OfferOpen
from tocsin.desks.dispatch.incidents.closing import insist_nobody_there
from tocsin.desks.dispatch.incidents.opening import open_incident
from tocsin.desks.dispatch.models import Incident, Transfer
from tocsin.desks.dispatch.states import EntryKind, IncidentState
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import within
from tocsin.kernel.errors import NotForYou


@transaction.atomic
def offer_transfer(
    *, incident: Incident, to_bureau: Bureau, reason: str, actor: Officer, at: datetime
) -> Transfer:
    """Offer an open incident to the bureau on whose ground it is; it stays ours until accepted."""
    why = reasoned(reason)
    held = hold_open(incident)
    if to_bureau.pk == held.bureau_id:
        raise NotInThisState(_("The incident is with this bureau already."))
    if held.transfers.filter(outcome=Transfer.Outcome.OFFERED).exists():
        raise OfferOpen(_("An offer is open already. Wait for the answer."))
    offer = Transfer.objects.create(
        bureau_id=held.bureau_id,
        incident=held,
        to_bureau=to_bureau,
        reason=why,
        offered_by=actor,
        offered_at=at,
    )
    tell(held, EntryKind.TRANSFER, "offered", by=actor, at=at, text=why, bureau=to_bureau.name_zh)
    audit.record(
        acts.OFFERED,
        subject=held,
        actor=actor,
        at=at,
        number=held.number,
        to_bureau=to_bureau.code,
    )
    save(held, at)
    return offer


@transaction.atomic
def decide_transfer(
    *, transfer: Transfer, accept: bool, reason: str = "", actor: Officer, at: datetime
) -> Transfer:
    """Accept or decline an offer; accepting opens the incident anew at the receiving bureau."""
    if actor.bureau_id != transfer.to_bureau_id:
        raise NotForYou(_("Only the bureau to which it was offered decides."))
    with within(transfer.bureau_id):
        return decided(transfer, actor, at, accept=accept, reason=reason)


def decided(
    transfer: Transfer, actor: Officer, at: datetime, *, accept: bool, reason: str
) -> Transfer:
    """Store an answer at the bureau that made the offer."""
    held = hold(transfer.incident)
    offer = Transfer.objects.select_related("to_bureau").get(pk=transfer.pk)
    if offer.outcome != Transfer.Outcome.OFFERED:
        raise OfferOpen(_("This offer was decided already."))
    offer.decided_by, offer.decided_at = actor, at
    offer.decision_reason = reason.strip()[:200] if accept else reasoned(reason)
    if accept:
        offer.outcome = Transfer.Outcome.ACCEPTED
        offer.received_as = receive(held, offer.to_bureau, actor, at)
    else:
        offer.outcome = Transfer.Outcome.DECLINED
    offer.save()
    received = offer.received_as.number if offer.received_as else ""
    said = "offer_accepted" if accept else "offer_declined"
    tell(
        held,
        EntryKind.TRANSFER,
        said,
        by=actor,
        at=at,
        text=offer.decision_reason,
        bureau=offer.to_bureau.name_zh,
        received_as=received,
    )
    audit.record(
        acts.OFFER_DECIDED,
        subject=held,
        actor=actor,
        at=at,
        number=held.number,
        accepted=accept,
        received_as=received,
    )
    save(held, at)
    return offer


def receive(held: Incident, bureau: Bureau, actor: Officer, at: datetime) -> Incident:
    """Open the incident at the receiving bureau, and hand ours over."""
    insist_nobody_there(held)
    move(held, IncidentState.TRANSFERRED)
    settle_clocks(held, at)
    with within(bureau.pk):
        return open_incident(
            actor=actor,
            at=at,
            bureau=bureau,
            type_code=held.type_code,
            type_name=held.type_name,
            priority=held.priority,
            plan_code=held.plan_code,
            words=held.words,
            place_words=held.place_words,
            place_text=held.place_text,
            place_code=held.place_code,
            lon=held.lon,
            lat=held.lat,
            received_at=held.received_at,
            answered_at=held.answered_at,
            located_at=held.located_at,
            answers=held.answers,
        )
