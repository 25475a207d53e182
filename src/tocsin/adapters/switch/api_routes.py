"""The webhook to which a telephone switch sends its signals."""

from django.http import HttpRequest
from ninja import Router

from tocsin.adapters.intake.api_routes import officer_of
from tocsin.adapters.intake.sent import Taken, plausible
from tocsin.adapters.switch.webhook import ReceivedSignals, SentSignal
from tocsin.desks.calls.api import hear
from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders
from tocsin.kernel.accounts.api import Role

router = Router(tags=["switch"], auth=Holders(Role.INTEGRATION))


@router.post("/signals", response=Taken, summary="Take a signal of the telephone switch")
def take_signal_of_switch(request: HttpRequest, signal: SentSignal) -> Taken:
    """Act on one signal, once per signal id, and name the call it is about."""
    now = moment.now()
    switch = ReceivedSignals(signal, plausible(signal.at, now=now))
    [call] = hear(switch=switch, actor=officer_of(request), at=now)
    return Taken(number=call.number, state=call.state)
