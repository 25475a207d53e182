"""The body of a switch's webhook, and the signal it stands for.

A switch sends ``POST /api/v1/switch/signals`` with the bearer key of a connected system::

    {"signal_id": "pbx1-000017-ring", "kind": "ringing", "source_id": "pbx1-000017",
     "at": "2026-03-02T12:00:00+08:00", "telephone": "...",
     "place": {"lon": 106.65, "lat": 35.21, "metres": 250}}

``kind`` is ``ringing``, ``answered`` (with ``by``, the call-taker's user name), ``hung_up`` or
``located`` (with ``place``). A signal may be sent again until it is acknowledged with 200, and
signals may arrive in any order.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import ConfigDict

from tocsin.adapters.intake.sent import Moment, Place, SourceId, Telephone
from tocsin.desks.calls.api import Answered, HungUp, Located, Ringing, Signal
from tocsin.kernel.errors import Unacceptable


class SentSignal(Schema):
    """One signal as a switch sends it."""

    model_config = ConfigDict(extra="forbid")
    signal_id: SourceId
    kind: Literal["ringing", "answered", "hung_up", "located"]
    source_id: SourceId
    at: Moment
    telephone: Telephone = ""
    by: str = Field(default="", max_length=60, pattern=r"^[^\x00]*$")
    place: Place | None = None


class ReceivedSignals:
    """A switch of which one request has been received."""

    def __init__(self, sent: SentSignal, at: datetime) -> None:
        self.sent = sent
        self.at = at

    def signals(self) -> Iterable[Signal]:
        """Hand over what was sent.

        Raises
        ------
        Unacceptable
            A location without a place.
        """
        sent = self.sent
        place = sent.place.as_caller_place() if sent.place else None
        match sent.kind:
            case "ringing":
                yield Ringing(sent.signal_id, sent.source_id, self.at, sent.telephone, place)
            case "answered":
                yield Answered(sent.signal_id, sent.source_id, self.at, sent.by)
            case "hung_up":
                yield HungUp(sent.signal_id, sent.source_id, self.at)
            case "located":
                if place is None:
                    raise Unacceptable(_("A location without a place says nothing. Add it."))
                yield Located(sent.signal_id, sent.source_id, self.at, place)
