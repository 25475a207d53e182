"""Webhooks by which text messages, device alarms and other agencies make calls."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict

from tocsin.adapters.intake.sent import (
    Line,
    Moment,
    Name,
    Place,
    Short,
    SourceId,
    Taken,
    Telephone,
    Words,
    plausible,
)
from tocsin.desks.calls.api import Arrival, Call, Channel, receive
from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.personal.api import Kind

router = Router(tags=["intake"], auth=Holders(Role.INTEGRATION))
STRICT = ConfigDict(extra="forbid")


class TextMessage(Schema):
    """A text message to the bureau's emergency number."""

    model_config = STRICT
    message_id: SourceId
    telephone: Telephone
    text: Words
    at: Moment
    place: Place | None = None


class DeviceAlarm(Schema):
    """An alarm of a device: a button, a detector, a camera."""

    model_config = STRICT
    alarm_id: SourceId
    device: Short
    text: Words
    at: Moment
    place: Place
    place_text: Line = ""


class PartnerCall(Schema):
    """A call for help that another agency passes on."""

    model_config = STRICT
    reference: SourceId
    agency: Short
    text: Words
    at: Moment
    place_text: Line = ""
    place: Place | None = None
    telephone: Telephone = ""
    name: Name = ""


def officer_of(request: HttpRequest) -> Officer:
    """Name the connected system that is asking."""
    officer = request.user
    assert isinstance(officer, Officer)  # noqa: S101 - Holders admits nobody else
    return officer


def taken(request: HttpRequest, arrival: Arrival, sent: Moment) -> Taken:
    """Take in a call and say which one it is."""
    at = plausible(sent, now=moment.now())
    call: Call = receive(arrival=arrival, actor=officer_of(request), at=at)
    return Taken(number=call.number, state=call.state)


def message_arrival(message: TextMessage) -> Arrival:
    """Read a text message as a call."""
    return Arrival(
        channel=Channel.SMS,
        source_id=message.message_id,
        words=message.text,
        place=message.place.as_caller_place() if message.place else None,
        caller={Kind.TELEPHONE: message.telephone},
    )


def alarm_arrival(alarm: DeviceAlarm) -> Arrival:
    """Read a device's alarm as a call."""
    return Arrival(
        channel=Channel.DEVICE,
        source_id=alarm.alarm_id,
        source_name=alarm.device,
        words=alarm.text,
        place_words=alarm.place_text,
        place=alarm.place.as_caller_place(),
    )


def passed_arrival(passed: PartnerCall) -> Arrival:
    """Read what another agency passes on as a call."""
    return Arrival(
        channel=Channel.PARTNER,
        source_id=f"{passed.agency[:18]}:{passed.reference}",
        source_name=passed.agency,
        words=passed.text,
        place_words=passed.place_text,
        place=passed.place.as_caller_place() if passed.place else None,
        caller={Kind.TELEPHONE: passed.telephone, Kind.NAME: passed.name},
    )


@router.post("/text-messages", response=Taken, summary="Take in a text message")
def take_text_message(request: HttpRequest, message: TextMessage) -> Taken:
    """Make a call of a text message; the same message twice is one call."""
    return taken(request, message_arrival(message), message.at)


@router.post("/device-alarms", response=Taken, summary="Take in the alarm of a device")
def take_device_alarm(request: HttpRequest, alarm: DeviceAlarm) -> Taken:
    """Make a call of a device's alarm; the same alarm twice is one call."""
    return taken(request, alarm_arrival(alarm), alarm.at)


@router.post("/partner-calls", response=Taken, summary="Take in a call of another agency")
def take_partner_call(request: HttpRequest, passed: PartnerCall) -> Taken:
    """Make a call of what another agency passes on; the same reference twice is one call."""
    return taken(request, passed_arrival(passed), passed.at)
