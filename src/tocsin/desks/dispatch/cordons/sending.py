"""Sending a cordon: every unit to its post in one act, or nobody."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tocsin.desks.dispatch.acting.locking import hold_open
from tocsin.desks.dispatch.assignments.assigning import Standing, assign, hold_concerned
from tocsin.desks.dispatch.cordons.changing import insist_newest, store
from tocsin.desks.dispatch.cordons.planning import standing_posts
from tocsin.desks.dispatch.cordons.wishes import PostFound, found_in, wish_in
from tocsin.desks.dispatch.errors import UnitNotOnDuty, UnitTaken
from tocsin.desks.dispatch.models import Assignment, Cordon, Incident
from tocsin.desks.dispatch.states import CordonStep, Tier
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Refusal, Unacceptable
from tocsin.registers.units.api import Unit


class NobodySent(Refusal):
    """A unit of the cordon cannot be sent, so none was."""

    code = "dispatch.cordon_not_sent"


@transaction.atomic
def send_cordon(
    *, incident: Incident, seen: int, actor: Officer, at: datetime
) -> tuple[Cordon, list[Assignment]]:
    """Send every unit of a cordon to its post; where one cannot go, none does.

    Units that stand at a post of this incident already are not sent again.

    Raises
    ------
    NobodySent
        Units are with another incident or off duty by now; each is named.
    EditedMeanwhile
        There is a newer version than the one that was seen.
    """
    last = insist_newest(incident, seen)
    if last is None:
        raise Unacceptable(_("Work the cordon out first."))
    wanted = posts_to_send(incident, last)
    crews = {
        unit.code: unit
        for unit in Unit.objects.filter(bureau_id=incident.bureau_id, code__in=wanted)
    }
    hold_concerned(incident, list(crews.values()))
    held = hold_open(incident)
    insist_newest(held, seen)
    made: list[Assignment] = []
    refused: list[str] = []
    for unit in sorted(crews.values(), key=lambda one: one.pk):
        post = wanted[unit.code]
        try:
            made.append(
                assign(
                    incident=held,
                    unit=unit,
                    actor=actor,
                    at=at,
                    tier=Tier.WHOLE,
                    eta_seconds=post.seconds,
                    travel_by="roads",
                    post=Standing(post.number, post.road, post.lon, post.lat),
                )
            )
        except (UnitTaken, UnitNotOnDuty) as refusal:
            refused.append(refusal.message)
    if refused:
        raise NobodySent(
            _("Nobody was sent. {refusals} Work the cordon out again, then send it.").format(
                refusals=pgettext("between sentences", " ").join(refused)
            )
        )
    return store_sent(held, last, actor=actor, at=at), made


def posts_to_send(incident: Incident, last: Cordon) -> dict[str, PostFound]:
    """Say who is to stand where, by the codes of units that do not stand there yet."""
    standing = set(standing_posts(incident))
    there = set(Unit.objects.filter(pk__in=standing).values_list("code", flat=True))
    wanted = {
        post.unit: post
        for post in found_in(last.found).posts
        if post.unit and post.unit not in there
    }
    if not wanted:
        raise Unacceptable(_("There is nobody to send: no further post has a unit."))
    return wanted


def store_sent(incident: Incident, last: Cordon, *, actor: Officer, at: datetime) -> Cordon:
    """Keep that this version was sent; undoing goes no further back."""
    return store(
        incident,
        last,
        CordonStep.SENT,
        wish_in(last.wish),
        found_in(last.found),
        actor=actor,
        at=at,
        before=None,
    )
