"""Simulated callers: they ring, wait, and hang up when nobody answers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from tocsin.adapters.simulation.county import CALLS, World
from tocsin.adapters.simulation.models import Voice
from tocsin.adapters.simulation.sending import Act
from tocsin.core.county.callrecords import Call as DrawnCall
from tocsin.core.county.callrecords import CallDraw, Happening
from tocsin.desks.calls import api as calls
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.personal.api import Kind

Drawer = Callable[[datetime], CallDraw]
DAY = timedelta(days=1)
LEFT_PATIENCE_SECONDS = 45.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A drawn call with the name under which it comes in, and what it is about."""

    source: str
    drawn: DrawnCall
    about: str = ""
    happening: Happening | None = None


class Callers:
    """Puts drawn calls on the line, day by day; ``saying`` keeps who says what until it is told."""

    def __init__(self, world: World, draw: Drawer, switch: Officer) -> None:
        self.world = world
        self.draw = draw
        self.switch = switch
        self.saying: dict[UUID, Heard] = {}

    def open_day(self, midnight: datetime, since: datetime) -> None:
        """Draw the calls of a day and plan those that are still to come, then the next day."""
        for heard in heard_on(self.draw(midnight), midnight):
            at = midnight + timedelta(seconds=heard.drawn.at_seconds)
            if at >= since:
                self.world.agenda.add(at, partial(self.ring, heard))
        tomorrow = midnight + DAY
        self.world.agenda.add(tomorrow, partial(self.open_day, tomorrow), quiet=True)

    def remember(self, midnight: datetime, at: datetime) -> None:
        """Learn again, after a pause, what the calls of a day that came in were about."""
        rows = calls.Call.objects.filter(
            bureau=self.world.bureau, source_id__startswith=f"{midnight:%Y%m%d}-"
        ).select_related("incident")
        came = {call.source_id: call for call in rows}
        if not came:
            return
        for heard in heard_on(self.draw(midnight), midnight):
            call = came.get(heard.source)
            if call is None:
                continue
            if call.incident is not None and heard.happening is not None:
                self.world.incident_of[heard.about] = call.incident.number
                self.world.truths[call.incident.number] = heard.happening
            if call.state != calls.CallState.SAVED:
                self.saying[call.pk] = heard
                wait = partial(self.give_up, call.pk)
                self.world.agenda.add_after(at, LEFT_PATIENCE_SECONDS, wait)

    def ring(self, heard: Heard, at: datetime) -> None:
        """Come in over the call's channel; a caller who is not answered in time hangs up."""
        call = self.world.sender.send(self.coming_in(heard, at))
        if self.world.live:
            self.lend_voice(call, heard)
        self.saying[call.pk] = heard
        patience = heard.drawn.patience_seconds
        if patience is not None:
            self.world.agenda.add_after(at, patience, partial(self.give_up, call.pk))

    def coming_in(self, heard: Heard, at: datetime) -> Act[calls.Call]:
        """Say how a call comes in: whoever asks again finds it by its source."""
        arrival = arrival_of(heard)
        receive = partial(calls.receive, arrival=arrival, actor=self.switch, at=at)
        return Act(
            "came in",
            self.switch,
            at,
            receive,
            receive,
            lambda call: [{"number": call.number, "source": heard.source, "call": str(call.pk)}],
        )

    def lend_voice(self, call: calls.Call, heard: Heard) -> None:
        """Let a person who answers read what the invented caller says."""
        Voice.objects.get_or_create(
            call_number=call.number,
            bureau=self.world.bureau,
            defaults={"words": heard.drawn.words, "place_words": heard.drawn.place_words},
        )

    def give_up(self, key: UUID, at: datetime) -> None:
        """Lose patience."""
        call = calls.Call.objects.get(pk=key)
        if call.state != calls.CallState.RINGING:
            return
        if self.world.is_taken(CALLS) and (more := self.patience_left(key, call.rang_at, at)) > 0:
            self.world.agenda.add_after(at, more, partial(self.give_up, key))
        else:
            self.world.sender.send(hanging_up(call, self.switch, at))

    def patience_left(self, key: UUID, rang_at: datetime, at: datetime) -> float:
        """Count the patience with a person, who lives by the clock on the wall, in seconds."""
        heard = self.saying.get(key)
        patience = heard.drawn.patience_seconds if heard else None
        return (patience or 0.0) * self.world.speed - (at - rang_at).total_seconds()


def hanging_up(call: calls.Call, actor: Officer, at: datetime) -> Act[calls.Call]:
    """Say how a caller leaves the line."""
    hang_up = partial(calls.hang_up, call=call, actor=actor, at=at)
    return Act("hung up", actor, at, hang_up, hang_up, lambda done: [{"number": done.number}])


def heard_on(draw: CallDraw, midnight: datetime) -> Iterator[Heard]:
    """Name the calls of a day, the same whenever the day is drawn."""
    day = f"{midnight:%Y%m%d}"
    for number, drawn in enumerate(draw.calls):
        source = f"{day}-{number}"
        if drawn.happening < 0:
            yield Heard(source, drawn)
        else:
            about = f"{day}:{drawn.happening}"
            yield Heard(source, drawn, about, draw.happenings[drawn.happening])


def arrival_of(heard: Heard) -> calls.Arrival:
    """Say what the switch, the device or the agency tells of a call."""
    drawn = heard.drawn
    fix = drawn.fix
    written = drawn.channel != "telephone"
    return calls.Arrival(
        channel=calls.Channel(drawn.channel),
        source_id=heard.source,
        source_name=drawn.source,
        words=drawn.words if written else "",
        place_words=drawn.place_words if written else "",
        place=calls.CallerPlace(fix.point.lon, fix.point.lat, fix.uncertainty_metres)
        if fix
        else None,
        caller={Kind.TELEPHONE: drawn.telephone} if drawn.telephone else {},
    )
