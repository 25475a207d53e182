"""Changing what is known of an incident, field by field."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.locking import hold_open, reasoned, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.clocks.keeping import restart_clocks, settle_clocks
from tocsin.desks.dispatch.errors import EditedMeanwhile, NotInThisState
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.states import EntryKind
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue import api as catalogue

EDITABLE = {
    "words": gettext_lazy("Caller's words"),
    "place_text": gettext_lazy("Place"),
    "place_words": gettext_lazy("Place in the caller's words"),
    "type_code": gettext_lazy("Type"),
}


@transaction.atomic
def amend(
    *,
    incident: Incident,
    changes: Mapping[str, str],
    seen: Mapping[str, str],
    actor: Officer,
    at: datetime,
) -> Incident:
    """Change fields of an open incident, merging with what others changed meanwhile.

    Parameters
    ----------
    changes
        Field to new value; one of ``EDITABLE``.
    seen
        Field to the value that the editor saw when the typing began.

    Raises
    ------
    EditedMeanwhile
        Somebody else changed the same field to something else; nothing is stored.
    """
    held = hold_open(incident)
    wanted = {name: value for name, value in changes.items() if getattr(held, name) != value}
    for name, value in wanted.items():
        if getattr(held, name) != seen.get(name, ""):
            raise EditedMeanwhile(
                _("{field} was changed meanwhile to “{theirs}”. Yours is kept: “{yours}”.").format(
                    field=EDITABLE[name], theirs=getattr(held, name)[:200], yours=value[:200]
                )
            )
    if not wanted:
        return held
    for name, value in wanted.items():
        was = getattr(held, name)[:200]
        facts = {"field": name, "was": was, "now": value[:200]}
        tell(held, EntryKind.CHANGE, "amended", by=actor, at=at, **facts)
        setattr(held, name, value)
    stored = follow_type(held, at) if "type_code" in wanted else []
    audit.record(
        acts.AMENDED,
        subject=held,
        actor=actor,
        at=at,
        number=held.number,
        fields=",".join(sorted(wanted)),
    )
    save(held, at, *wanted, *stored)
    return held


def follow_type(incident: Incident, at: datetime) -> list[str]:
    """Take name, plan and clocks from the new type; the urgency stays as it was judged."""
    kind = catalogue.type_by_code(incident.bureau, incident.type_code)
    incident.type_name, incident.plan_code = kind.name_zh, kind.response_plan.code
    restart_clocks(incident, at)
    settle_clocks(incident, at)
    return ["type_name", "plan_code"]


@transaction.atomic
def raise_level(
    *, incident: Incident, priority: int, reason: str, actor: Officer, at: datetime
) -> Incident:
    """Judge an incident more or less urgent; its plan and clocks follow."""
    why = reasoned(reason)
    held = hold_open(incident)
    level = catalogue.Urgency(priority)
    if held.priority == level:
        raise NotInThisState(_("The urgency is {level} already.").format(level=int(level)))
    was, held.priority = held.priority, int(level)
    restart_clocks(held, at)
    settle_clocks(held, at)
    tell(
        held,
        EntryKind.CHANGE,
        "urgency",
        by=actor,
        at=at,
        text=why,
        from_priority=was,
        to_priority=held.priority,
    )
    audit.record(
        acts.URGENCY_CHANGED,
        subject=held,
        actor=actor,
        at=at,
        number=held.number,
        from_priority=was,
        to_priority=held.priority,
    )
    save(held, at, "priority")
    return held
