"""Every keystroke of an open call kept, field by field, so that a crash loses nothing."""

import math
import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.calls import acts
from tocsin.desks.calls.errors import UnknownField
from tocsin.desks.calls.events import CallEdited
from tocsin.desks.calls.models import Call, CallEdit
from tocsin.desks.calls.services.arriving import RETENTION
from tocsin.desks.calls.services.steps import locked, need_open
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.api import publish
from tocsin.kernel.personal.api import Kind, keep

LONGEST = {
    "where": 300,
    "place_kind": 10,
    "place_code": 40,
    "place_text": 200,
    "place_rank": 2,
    "place_light": 5,
    "lon": 24,
    "lat": 24,
    "what": 80,
    "type_code": 8,
    "words": 4000,
    "priority": 1,
    "validity": 40,
    "reason": 200,
    "enquiry": 200,
    "page": 40,
    "handed_to": 40,
}
ANSWER = re.compile(r"^answer_[a-z0-9_]{1,40}$")
LONGEST_ANSWER = 500
LARGEST_SEQUENCE = 2**63 - 1
CALLER_KINDS = {"caller_name": Kind.NAME, "caller_telephone": Kind.TELEPHONE}
LONGEST_CALLER = {Kind.NAME: 40, Kind.TELEPHONE: 20}
TELEPHONE = re.compile(r"^[0-9+*# ()-]*$")


@transaction.atomic
def keep_edit(
    *, call: Call, field: str, value: str, sequence: int, actor: Officer, at: datetime
) -> bool:
    """Keep one field as typed; return whether it is the newest.

    The client counts its edits: what arrives late, behind a newer edit of the same officer, is
    passed over. Each row of edits is itself the record of the act.

    Raises
    ------
    UnknownField
        The form has no such field, or the value is longer than the field.
    WrongState
        The call is not open.
    """
    check(field, value, sequence)
    call = locked(call)
    need_open(call)
    own = CallEdit.objects.filter(call=call, field=field, by=actor)
    if own.filter(sequence__gte=sequence).exists():
        return False
    CallEdit.objects.create(
        bureau_id=call.bureau_id,
        call=call,
        field=field,
        value=value,
        sequence=sequence,
        by=actor,
        at=at,
    )
    if field == "lat" and call.located_at is None and is_degrees(value, 90):
        call.located_at = at
        call.save(update_fields=["located_at"])
    tell_edit(call, field, at)
    return True


def tell_edit(call: Call, field: str, at: datetime) -> None:
    """Tell whoever has the same call open that there is something new in it."""
    publish(
        CallEdited(
            bureau_id=call.bureau_id,
            subject=f"call:{call.number}",
            at=at,
            number=call.number,
            field=field,
        )
    )


@transaction.atomic
def keep_caller(*, call: Call, field: str, value: str, actor: Officer, at: datetime) -> None:
    """Put the caller's name or telephone into the personal store, nowhere else.

    Raises
    ------
    UnknownField
        It is neither of the two, or no name or number.
    """
    kind = CALLER_KINDS.get(field)
    if kind is None:
        raise UnknownField(_("The form has no such field. Reload the page; your text is kept."))
    if len(value) > LONGEST_CALLER[kind]:
        raise UnknownField(_("This is longer than a name or a number can be. Shorten it."))
    if kind is Kind.TELEPHONE and not TELEPHONE.match(value):
        raise UnknownField(_("A telephone number is made of digits. Check it against the caller."))
    call = locked(call)
    need_open(call)
    if not value.strip():
        return
    call.caller = keep(
        facts={kind: value.strip()}, retention=RETENTION, actor=actor, at=at, subject=call.caller
    )
    call.save(update_fields=["caller"])
    audit.record(
        acts.CALLER_KEPT, subject=call, actor=actor, at=at, number=call.number, fact=kind.value
    )


def check(field: str, value: str, sequence: int) -> None:
    """Refuse what no field of the form could hold."""
    longest = LONGEST_ANSWER if ANSWER.match(field) else LONGEST.get(field)
    if longest is None:
        raise UnknownField(_("The form has no such field. Reload the page; your text is kept."))
    if len(value) > longest:
        raise UnknownField(
            _(
                "This field holds at most {longest} characters. Shorten it; the rest is kept."
            ).format(longest=longest)
        )
    if not 0 < sequence <= LARGEST_SEQUENCE:
        raise UnknownField(_("This edit came without its count. Reload the page."))


def is_degrees(value: str, most: float) -> bool:
    """Say whether a text is a coordinate.

    >>> is_degrees("35.2", 90), is_degrees("nan", 90), is_degrees("", 90)
    (True, False, False)
    """
    try:
        number = float(value)
    except ValueError:
        return False
    return math.isfinite(number) and abs(number) <= most
