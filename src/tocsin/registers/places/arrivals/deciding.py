"""A person's word on two places that may be one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.places.acts import PAIR_DECIDED
from tocsin.registers.places.arrivals.letting import let_in_one
from tocsin.registers.places.errors import AlreadyDecided
from tocsin.registers.places.models import Arrival, ArrivalPair


@transaction.atomic
def decide_pair(
    *, pair: ArrivalPair, same: bool, let_in: bool, actor: Officer, at: datetime
) -> ArrivalPair:
    """Say whether two places are one; nothing is merged: one that is there is only left out.

    Parameters
    ----------
    let_in
        Whether the other places of the file are in the register already, so that one that is not
        there comes in at once, and what was said stands.

    Raises
    ------
    AlreadyDecided
        Somebody has said so, and the file is in the register.
    """
    pair = (
        ArrivalPair.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=pair.pk)
    )
    if let_in and pair.same is not None:
        raise AlreadyDecided(_("Somebody has already said whether these two are one."))
    pair.same, pair.decided_by, pair.decided_at = same, actor, at
    pair.save(update_fields=["same", "decided_by", "decided_at"])
    audit.record(
        PAIR_DECIDED,
        subject=pair.bureau,
        actor=actor,
        at=at,
        kind=pair.kind,
        code=pair.code,
        known=pair.known,
        same=same,
    )
    if let_in:
        let_in_one(
            bureau=pair.bureau, batch=pair.batch, kind=pair.kind, code=pair.code, actor=actor, at=at
        )
    return pair


def keep_only_asked(*, bureau_id: int, batch: UUID) -> None:
    """Take away the places of a file that are in the register, not those still asked about."""
    rows = Arrival.objects.filter(bureau_id=bureau_id, batch=batch)
    pairs = ArrivalPair.objects.filter(bureau_id=bureau_id, batch=batch, same=None)
    kept = [row.pk for pair in pairs for row in rows.filter(kind=pair.kind, code=pair.code)]
    rows.exclude(pk__in=kept).delete()
