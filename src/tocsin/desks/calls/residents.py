"""Room for residents' calls: limits that people do not meet, and machines do."""

import hashlib
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tocsin.desks.calls.errors import TooManyHere
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.states import Channel
from tocsin.kernel.accounts.api import Bureau

WINDOW = timedelta(minutes=10)
FROM_ONE_PLACE = 6
IN_THE_BUREAU = 120


def need_room(request: HttpRequest, bureau: Bureau, at: datetime) -> None:
    """Refuse a flood: from one connection, or of the whole bureau's form.

    Raises
    ------
    TooManyHere
        More than people write came within ten minutes.
    """
    recent = Call.objects.filter(bureau=bureau, rang_at__gte=at - WINDOW, channel=Channel.WEB)
    crowded = recent[:IN_THE_BUREAU].count() >= IN_THE_BUREAU
    if crowded or sent_lately(request, at) > FROM_ONE_PLACE:
        raise TooManyHere(
            _(
                "Too much has come in from here within ten minutes, and this was not taken. "
                "If help is needed now, call 110."
            )
        )


def sent_lately(request: HttpRequest, at: datetime) -> int:
    """Count what one connection sent in this window; the address itself is not kept."""
    address = request.META.get("REMOTE_ADDR", "")
    window = int(at.timestamp() // WINDOW.total_seconds())
    digest = hashlib.sha256(f"{window} {address}".encode()).hexdigest()[:32]
    key = f"calls-help-{digest}"
    cache.add(key, 0, timeout=int(WINDOW.total_seconds()))
    return cache.incr(key)
