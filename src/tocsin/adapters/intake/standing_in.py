"""What connected systems send while the database is away: checked as ever, kept, entered later."""

import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ValidationError

from tocsin.adapters.intake.api_routes import (
    DeviceAlarm,
    PartnerCall,
    TextMessage,
    alarm_arrival,
    message_arrival,
    passed_arrival,
)
from tocsin.adapters.intake.sent import plausible
from tocsin.desks.calls.api import leave_arrival
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Refusal
from tocsin.kernel.spool.known import Sender

Sent = TypeVar("Sent", bound=Schema)
KEPT = {"number": "", "state": "kept"}


def standing_in(
    schema: type[Sent], leave: Callable[[Sent, Sender, datetime], None]
) -> Callable[[HttpRequest, ResolverMatch, Sender | None], HttpResponse | None]:
    """Make what answers for an operation that takes this body."""

    def answer(
        request: HttpRequest, _match: ResolverMatch, sender: Sender | None
    ) -> HttpResponse | None:
        # Whom this machine does not know gets the answer to send it again.
        if request.method != "POST" or sender is None or Role.INTEGRATION not in sender.roles:
            return None
        try:
            leave(schema.model_validate(json.loads(request.body)), sender, moment.now())
        except Refusal as refusal:
            return said(refusal.code, refusal.message, refusal.status)
        except (ValueError, ValidationError):
            message = _("The body could not be read. Send one JSON object as described.")
            return said("unacceptable", message, HTTPStatus.UNPROCESSABLE_ENTITY)
        except OSError:
            return None
        return JsonResponse(KEPT, status=HTTPStatus.ACCEPTED)

    return answer


def said(code: str, message: str, status: HTTPStatus) -> HttpResponse:
    """Say no in the form of every refusal."""
    return JsonResponse({"code": code, "message": message}, status=status)


def leave_message(message: TextMessage, sender: Sender, now: datetime) -> None:
    """Keep a text message."""
    at = plausible(message.at, now=now)
    leave_arrival(arrival=message_arrival(message), sender=sender, at=at)


def leave_alarm(alarm: DeviceAlarm, sender: Sender, now: datetime) -> None:
    """Keep the alarm of a device."""
    at = plausible(alarm.at, now=now)
    leave_arrival(arrival=alarm_arrival(alarm), sender=sender, at=at)


def leave_passed(passed: PartnerCall, sender: Sender, now: datetime) -> None:
    """Keep a call that another agency passes on."""
    at = plausible(passed.at, now=now)
    leave_arrival(arrival=passed_arrival(passed), sender=sender, at=at)


STAND_INS = {
    "ninja:take_text_message": standing_in(TextMessage, leave_message),
    "ninja:take_device_alarm": standing_in(DeviceAlarm, leave_alarm),
    "ninja:take_partner_call": standing_in(PartnerCall, leave_passed),
}
