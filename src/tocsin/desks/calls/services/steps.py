"""What acts on a call share: the locked row, the table of changes, the news to the desks."""

from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.desks.calls.errors import WrongState
from tocsin.desks.calls.events import CallChanged
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.states import CallState, may_change
from tocsin.kernel.events.api import publish

BUREAU = Call.bureau.field


def locked(call: Call) -> Call:
    """Hold the call until the transaction ends, and read it as it then is.

    The row alone: rows joined by a read that had to wait for the lock would be those of before.
    What the call refers to is read when it is asked for; its bureau never changes.
    """
    held = Call.objects.select_for_update().get(pk=call.pk)
    if BUREAU.is_cached(call):
        held.bureau = call.bureau
    return held


def advance(call: Call, then: CallState) -> None:
    """Change the state where the table allows it.

    Raises
    ------
    WrongState
        The table does not allow the change.
    """
    now = CallState(call.state)
    if not may_change(now, then):
        raise WrongState(
            _(
                '{number} is "{now}" and cannot become "{then}". Open it to see what happened.'
            ).format(number=call.number, now=now.label, then=then.label)
        )
    call.state = then


def need_open(call: Call) -> None:
    """Refuse to write into a call that nobody has open."""
    if call.state != CallState.OPEN:
        raise WrongState(
            _('{number} is "{now}"; only an open call is written into.').format(
                number=call.number, now=CallState(call.state).label
            )
        )


def tell(call: Call, at: datetime) -> None:
    """Tell the desks that a call has changed."""
    publish(
        CallChanged(
            bureau_id=call.bureau_id,
            subject=f"call:{call.number}",
            at=at,
            number=call.number,
            state=call.state,
        )
    )
