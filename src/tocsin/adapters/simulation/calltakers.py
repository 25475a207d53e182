"""Simulated call-takers: they answer the oldest call, listen, locate, judge, link and save."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from tocsin.adapters.simulation.callers import Callers, Heard, hanging_up
from tocsin.adapters.simulation.county import CALLS, World
from tocsin.adapters.simulation.sending import Act, Facts
from tocsin.core.geo import haversine_metres
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places

NEAR_METRES = 1_500.0
REACTION_SECONDS = (2.0, 9.0)
CALL_BACK_SECONDS = (30.0, 120.0)
LOCATING_SECONDS = (8.0, 25.0)
WRITING_SECONDS = (5.0, 20.0)
REASON_LENGTH = 80
# How often somebody who rang and said nothing picks up.
REACHED_SHARE = 0.6


class CallTakers:
    """The people at the telephones; each has one call at a time."""

    def __init__(self, world: World, callers: Callers, officers: Sequence[Officer]) -> None:
        self.world = world
        self.callers = callers
        self.free = list(officers)
        self.in_hand: dict[UUID, Officer] = {}

    def look(self, at: datetime) -> None:
        """Let everyone who is free reach for the oldest call that waits."""
        if not self.free or self.world.is_taken(CALLS):
            return
        for key, state in self.waiting()[: len(self.free)]:
            taker = self.free.pop(0)
            self.in_hand[key] = taker
            rings = state == calls.CallState.RINGING
            wait = self.world.between(*(REACTION_SECONDS if rings else CALL_BACK_SECONDS))
            act = self.answer if rings else self.call_back
            self.world.agenda.add_after(at, wait, partial(act, key, taker))

    def waiting(self) -> "QuerySet[calls.Call, tuple[UUID, str]]":
        """List the calls that ring, and those hung up on that are due to be called back."""
        due = Q(call_back=calls.CallBack.DUE)
        told = Q(pk__in=list(self.callers.saying))
        rows = calls.Call.objects.filter(
            (Q(state=calls.CallState.RINGING) & told)
            | (Q(state=calls.CallState.ABANDONED) & due & told)
            | (Q(state=calls.CallState.SAVED) & due),
            bureau=self.world.bureau,
        ).exclude(pk__in=list(self.in_hand))
        # What rings comes first, whatever else waits longer.
        first = Case(When(state=calls.CallState.RINGING, then=0), default=1)
        return rows.order_by(first, "rang_at", "number").values_list("pk", "state")

    def resume(self, at: datetime) -> None:
        """Go on with the calls that were being taken before a pause."""
        self.hang_up_settled(at)
        rows = calls.Call.objects.filter(
            bureau=self.world.bureau,
            state=calls.CallState.OPEN,
            pk__in=list(self.callers.saying),
            answered_by__in=self.free,
        )
        for key, officer in rows.values_list("pk", "answered_by"):
            taker = next((one for one in self.free if one.pk == officer), None)
            if taker is not None and not self.world.is_taken(CALLS):
                self.free.remove(taker)
                self.in_hand[key] = taker
                self.listen(key, taker, self.callers.saying[key], at)

    def hang_up_settled(self, at: datetime) -> None:
        """Let those hang up whose calls were saved right before a pause."""
        rows = calls.Call.objects.filter(
            bureau=self.world.bureau, state=calls.CallState.SAVED, ended_at=None
        ).exclude(source_id="")
        for call in rows.filter(answered_by__in=self.free).select_related("answered_by"):
            if call.answered_by is not None and not self.world.is_taken(CALLS):
                self.world.sender.send(hanging_up(call, call.answered_by, at))

    def answer(self, key: UUID, taker: Officer, at: datetime) -> None:
        """Answer, unless the caller or another call-taker was quicker."""
        call = call_now(key)
        rings = call.state == calls.CallState.RINGING
        if rings and not self.world.is_taken(CALLS):
            answer = partial(calls.answer, call=call, actor=taker, at=at)
            call = self.world.sender.send(with_call("answered", call, taker, at, answer))
        if call.state == calls.CallState.OPEN and call.answered_by_id == taker.pk:
            self.listen(key, taker, self.callers.saying[key], at)
        else:
            self.done(key)

    def call_back(self, key: UUID, taker: Officer, at: datetime) -> None:
        """Ring back someone who hung up or said nothing, and take the call of who has one."""
        call = call_now(key)
        if call.call_back == calls.CallBack.DUE and not self.world.is_taken(CALLS):
            self.open_number(call, taker, at)
            hung_up = call.state == calls.CallState.ABANDONED
            reached = hung_up or self.world.rng.random() < REACHED_SHARE
            ring_back = partial(
                calls.record_call_back, call=call, reached=reached, actor=taker, at=at
            )
            call = self.world.sender.send(with_call("called back", call, taker, at, ring_back))
        if call.state == calls.CallState.OPEN and call.answered_by_id == taker.pk:
            self.listen(key, taker, self.callers.saying[key], at)
        else:
            self.done(key)

    def open_number(self, call: calls.Call, taker: Officer, at: datetime) -> None:
        """Open the number that is rung; the look is on record like anybody's."""
        look = partial(calls.show_caller, call=call, task="call_back", actor=taker, at=at)
        try:
            self.world.sender.insist(look)
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)

    def listen(self, key: UUID, taker: Officer, heard: Heard, at: datetime) -> None:
        """Talk, find the place, and write."""
        talk = max(heard.drawn.talk_seconds, self.world.between(*LOCATING_SECONDS))
        seconds = talk + self.world.between(*WRITING_SECONDS)
        self.world.agenda.add_after(at, seconds, partial(self.settle, key, taker, heard))

    def settle(self, key: UUID, taker: Officer, heard: Heard, at: datetime) -> None:
        """Save the call the way its caller's words require, then be free for the next."""
        call = call_now(key)
        try:
            if call.state == calls.CallState.OPEN and call.answered_by_id == taker.pk:
                self.write(call, taker, heard, at)
                self.world.sender.send(hanging_up(call, taker, at))
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)
        self.callers.saying.pop(key, None)
        self.done(key)

    def done(self, key: UUID) -> None:
        """Be free for the next call."""
        taker = self.in_hand.pop(key, None)
        if taker is not None:
            self.free.append(taker)

    def write(self, call: calls.Call, taker: Officer, heard: Heard, at: datetime) -> None:
        """Judge a call that needs nothing; link or open what needs help."""
        drawn, happening = heard.drawn, heard.happening
        if happening is None:
            told = calls.Told(place_words=drawn.place_words, words=drawn.words)
            reason = (drawn.words or drawn.truth)[:REASON_LENGTH]
            judgement = calls.Judgement(drawn.truth, reason, self.page_for(call, heard))
            judge = partial(
                calls.judge, call=call, judgement=judgement, told=told, actor=taker, at=at
            )
            self.world.sender.send(with_call("judged", call, taker, at, judge))
            return
        told = calls.Told(
            place=self.locate(call, heard),
            place_words=drawn.place_words,
            type_code=happening.type_code,
            words=drawn.words,
        )
        known = self.known_incident(heard)
        self.compare(call, told, known, at)
        save = partial(calls.save_call, call=call, told=told, actor=taker, at=at, link_to=known)
        saved = self.world.sender.send(with_call("saved", call, taker, at, save))
        if known is None and saved.incident is not None:
            self.world.incident_of[heard.about] = saved.incident.number
            self.world.truths[saved.incident.number] = happening

    def locate(self, call: calls.Call, heard: Heard) -> calls.Place:
        """Take the first candidate when it lies near; else ask on and point at the map."""
        drawn = heard.drawn
        point, near = drawn.point, drawn.fix.point if drawn.fix else None
        found = places.suggest(call.bureau, drawn.place_words, near=near, limit=1)
        tallies = self.world.tallies
        for one in found:
            if haversine_metres(one.lon, one.lat, point.lon, point.lat) <= NEAR_METRES:
                tallies.places_near += 1
                return calls.Place(
                    one.lon, one.lat, one.text, drawn.place_words, one.kind, one.code, rank=1
                )
        if drawn.place_words:
            tallies.places_far += 1
        here = places.place_at(call.bureau, point.lon, point.lat)
        text = here.text if here else drawn.place_words
        return calls.Place(point.lon, point.lat, text, drawn.place_words, kind="point")

    def known_incident(self, heard: Heard) -> dispatch.Incident | None:
        """Find the open incident that the call is about, if one was opened."""
        number = self.world.incident_of.get(heard.about)
        found = dispatch.incident_by_number(self.world.bureau, number) if number else None
        return found if found is not None and found.closed_at is None else None

    def compare(
        self, call: calls.Call, told: calls.Told, known: dispatch.Incident | None, at: datetime
    ) -> None:
        """Note whether the look-alikes shown before saving name the right incident."""
        likely = [
            one.incident.number
            for one in calls.look_alikes(call.bureau, told, call=call, at=at)
            if one.likely
        ]
        tallies = self.world.tallies
        if known is None:
            tallies.first_calls += 1
            tallies.look_alikes_wrong += bool(likely)
        elif known.number in likely:
            tallies.look_alikes_right += 1
        else:
            tallies.look_alikes_missed += 1

    def page_for(self, call: calls.Call, heard: Heard) -> str:
        """Find the knowledge page that answers an enquiry."""
        if heard.drawn.truth != "enquiry":
            return ""
        pages = catalogue.knowledge_search(call.bureau, heard.drawn.words)
        return pages[0].code if pages else ""


def call_now(key: UUID) -> calls.Call:
    """Read a call as it is now."""
    return calls.Call.objects.select_related("bureau", "incident").get(pk=key)


def with_call(
    kind: str, call: calls.Call, taker: Officer, at: datetime, do: Callable[[], calls.Call]
) -> Act[calls.Call]:
    """Say what a call-taker does with a call."""

    def facts(done: calls.Call) -> list[Facts]:
        incident = done.incident.number if done.incident else ""
        return [{"number": done.number, "by": taker.pk, "incident": incident}]

    return Act(kind, taker, at, do, partial(call_now, call.pk), facts)
