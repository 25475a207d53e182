"""Simulated callers: they ring, wait, and hang up when nobody answers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from tocsin.adapters.simulation.county import World
from tocsin.core.county.callrecords import Call as DrawnCall
from tocsin.core.county.callrecords import CallDraw
from tocsin.desks.calls import api as calls
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.personal.api import Kind

Ringer = Callable[[datetime], None]


class Callers:
    """Puts drawn calls on the line; ``waiting`` keeps who says what until it is answered."""

    def __init__(
        self,
        world: World,
        draw: CallDraw,
        switch: Officer,
        midnight: datetime,
        start: datetime,
    ) -> None:
        self.world = world
        self.happenings = draw.happenings
        self.switch = switch
        self.midnight = midnight
        self.saying: dict[UUID, DrawnCall] = {}
        for number, drawn in enumerate(draw.calls):
            at = midnight + timedelta(seconds=drawn.at_seconds)
            if at >= start:
                world.agenda.add(at, self.ringer(number, drawn))
                world.tallies.drawn += 1

    def ringer(self, number: int, drawn: DrawnCall) -> Ringer:
        """Make the deed of one call."""

        def ring(at: datetime) -> None:
            self.ring(f"{self.midnight:%Y%m%d}-{number}", drawn, at)

        return ring

    def ring(self, source: str, drawn: DrawnCall, at: datetime) -> None:
        """Come in over the call's channel; a caller who is not answered in time hangs up."""
        place = (
            calls.CallerPlace(
                drawn.fix.point.lon, drawn.fix.point.lat, drawn.fix.uncertainty_metres
            )
            if drawn.fix
            else None
        )
        written = drawn.channel != "telephone"
        arrival = calls.Arrival(
            channel=calls.Channel(drawn.channel),
            source_id=source,
            source_name=drawn.source,
            words=drawn.words if written else "",
            place_words=drawn.place_words if written else "",
            place=place,
            caller={Kind.TELEPHONE: drawn.telephone} if drawn.telephone else {},
        )
        call = calls.receive(arrival=arrival, actor=self.switch, at=at)
        self.saying[call.pk] = drawn
        self.world.tallies.rung += 1
        if drawn.patience_seconds is not None:
            self.world.agenda.add_after(at, drawn.patience_seconds, self.giver_up(call.pk))

    def giver_up(self, key: UUID) -> Ringer:
        """Make the deed of losing patience."""

        def give_up(at: datetime) -> None:
            call = calls.Call.objects.get(pk=key)
            if call.state == calls.CallState.RINGING:
                calls.hang_up(call=call, actor=self.switch, at=at)

        return give_up
