"""What the call desk tells the other desks."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tocsin.desks.calls.models import Call
from tocsin.kernel.events.api import Event, publish


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged(Event):
    """A call came in, was answered, saved, linked or ended."""

    kind: ClassVar[str] = "call.changed"
    number: str
    state: str


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
