"""Links between incidents that have to do with each other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.locking import hold_all, reasoned, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.errors import AlreadyLinked
from tocsin.desks.dispatch.models import Incident, IncidentLink
from tocsin.desks.dispatch.states import EntryKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit


@transaction.atomic
def link_incidents(
    *, incident: Incident, other: Incident, reason: str, actor: Officer, at: datetime
) -> IncidentLink:
    """Say that two incidents have to do with each other."""
    why = reasoned(reason)
    held = hold_all({incident.pk, other.pk})
    if len(held) == 1:
        raise AlreadyLinked(_("An incident cannot be linked to itself."))
    first, second = (held[pk] for pk in sorted(held))
    if IncidentLink.objects.filter(first=first, second=second, ended_at=None).exists():
        raise AlreadyLinked(
            _("{first} and {second} are linked already.").format(
                first=first.number, second=second.number
            )
        )
    link = IncidentLink.objects.create(
        bureau_id=first.bureau_id, first=first, second=second, reason=why, by=actor, at=at
    )
    for here, there in ((first, second), (second, first)):
        tell(here, EntryKind.LINK, "linked", by=actor, at=at, text=why, other=there.number)
        save(here, at)
    audit.record(
        acts.LINKED, subject=first, actor=actor, at=at, number=first.number, other=second.number
    )
    return link


@transaction.atomic
def unlink_incidents(*, link: IncidentLink, reason: str, actor: Officer, at: datetime) -> None:
    """End a link between two incidents; that it was there stays on record."""
    why = reasoned(reason)
    held = hold_all({link.first_id, link.second_id})
    first, second = held[link.first_id], held[link.second_id]
    ended = IncidentLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=at)
    if not ended:
        raise AlreadyLinked(_("This link was ended already."))
    for here, there in ((first, second), (second, first)):
        tell(here, EntryKind.LINK, "unlinked", by=actor, at=at, text=why, other=there.number)
        save(here, at)
    audit.record(
        acts.UNLINKED, subject=first, actor=actor, at=at, number=first.number, other=second.number
    )
