"""What another call-taker writes into the call that one has open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from tocsin.desks.calls.access import call_for
from tocsin.desks.calls.fields import name_of, spoken
from tocsin.desks.calls.forms import TellingForm
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.merging import Merged, Written, edits_in_order, merge
from tocsin.desks.calls.services.merging import written_by_others as others_in
from tocsin.desks.calls.states import CallState
from tocsin.desks.calls.told import Told
from tocsin.desks.calls.views.desk import TAKERS
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.web.requests import SignedInRequest

# Who wrote within this time is shown as writing now.
LATELY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else wrote of one thing, as the form shows it."""

    written: Written
    label: str
    text: str

    @property
    def values(self) -> str:
        """What to put into which field, as JSON."""
        return json.dumps(self.written.values, ensure_ascii=False)


@for_roles(*TAKERS)
@require_safe
def others(request: SignedInRequest, number: str) -> HttpResponse:
    """Show who else writes into a call, and what."""
    call = call_for(request.user, number)
    is_open = call.state == CallState.OPEN
    found = others_in(edits_in_order(call), request.user) if is_open else []
    since = moment.now() - LATELY
    latest = {one.by: one for one in sorted(found, key=lambda one: one.edit) if one.at >= since}
    context = {
        "call": call,
        "is_open": is_open,
        "others": [other(call, one) for one in found],
        "writing": [other(call, one) for one in latest.values()],
    }
    return render(request, "calls/_others.html", context)


def other(call: Call, written: Written) -> Other:
    """Name what was written, and tell it as a reader says it."""
    text = spoken(call.bureau, written.whole, written.values)
    return Other(written, name_of(call.bureau, written.whole), text)


def told_together(request: SignedInRequest, call: Call) -> tuple[Told, Merged]:
    """Read the form that was sent, with what others wrote since it was loaded."""
    sent = {name: str(value) for name, value in request.POST.items()}
    merged = merge(call=call, sent=sent, actor=request.user)
    return TellingForm(merged.values).told(), merged


def with_thanks(done: str, call: Call, taken: Sequence[Written]) -> str:
    """Say also which fields were saved as another wrote them."""
    if not taken:
        return done
    told = _("{name}: {field}")
    parts = [told.format(name=one.by, field=name_of(call.bureau, one.whole)) for one in taken]
    from_others = pgettext("between fields", ", ").join(parts)
    return _("{done} As written by others: {from_others}.").format(
        done=done, from_others=from_others
    )
