"""Simulated call-takers: they answer the oldest call, listen, locate, judge, link and save."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import QuerySet

from tocsin.adapters.simulation.callers import Callers
from tocsin.adapters.simulation.county import CALLS, World
from tocsin.core.county.callrecords import Call as DrawnCall
from tocsin.core.geo import haversine_metres
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places

NEAR_METRES = 1_500.0
REACTION_SECONDS = (2.0, 9.0)
LOCATING_SECONDS = (8.0, 25.0)
WRITING_SECONDS = (5.0, 20.0)
REASON_LENGTH = 80


class CallTakers:
    """The people at the telephones; each has one call at a time."""

    def __init__(self, world: World, callers: Callers, officers: Sequence[Officer]) -> None:
        self.world = world
        self.callers = callers
        self.free = list(officers)
        self.in_hand: set[UUID] = set()

    def look(self, at: datetime) -> None:
        """Let everyone who is free reach for the oldest call that waits."""
        if self.world.is_taken(CALLS):
            return
        for call in self.waiting()[: len(self.free)]:
            if call.pk in self.in_hand:
                continue
            taker = self.free.pop(0)
            self.in_hand.add(call.pk)
            wait = self.world.between(*REACTION_SECONDS)
            self.world.agenda.add_after(at, wait, partial(self.answer, call.pk, taker))

    def waiting(self) -> QuerySet[calls.Call]:
        """List the calls that ring, and those hung up on that are due to be called back."""
        rows = calls.Call.objects.filter(
            bureau=self.world.bureau, state=calls.CallState.RINGING
        ).exclude(pk__in=self.in_hand)
        return rows.order_by("rang_at", "pk")

    def answer(self, key: UUID, taker: Officer, at: datetime) -> None:
        """Answer, unless the caller or another call-taker was quicker."""
        call = calls.Call.objects.select_related("bureau").get(pk=key)
        drawn = self.callers.saying.get(key)
        if call.state != calls.CallState.RINGING or drawn is None:
            self.done(key, taker)
            return
        calls.answer(call=call, actor=taker, at=at)
        talk = max(drawn.talk_seconds, self.world.between(*LOCATING_SECONDS))
        self.world.agenda.add_after(
            at,
            talk + self.world.between(*WRITING_SECONDS),
            partial(self.settle, key, taker, drawn),
        )

    def settle(self, key: UUID, taker: Officer, drawn: DrawnCall, at: datetime) -> None:
        """Save the call the way its caller's words require, then be free for the next."""
        call = calls.Call.objects.select_related("bureau").get(pk=key)
        try:
            if call.state == calls.CallState.OPEN and call.answered_by_id == taker.pk:
                self.write(call, taker, drawn, at)
                calls.hang_up(call=call, actor=taker, at=at)
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)
        finally:
            self.done(key, taker)

    def done(self, key: UUID, taker: Officer) -> None:
        """Be free for the next call."""
        self.in_hand.discard(key)
        self.free.append(taker)

    def write(self, call: calls.Call, taker: Officer, drawn: DrawnCall, at: datetime) -> None:
        """Judge a call that needs nothing; link or open what needs help."""
        if drawn.happening < 0:
            told = calls.Told(place_words=drawn.place_words, words=drawn.words)
            reason = (drawn.words or drawn.truth)[:REASON_LENGTH]
            judgement = calls.Judgement(drawn.truth, reason, self.page_for(call, drawn))
            calls.judge(call=call, judgement=judgement, told=told, actor=taker, at=at)
            return
        told = self.told(call, drawn)
        known = self.known_incident(drawn)
        self.compare(call, told, known, at)
        saved = calls.save_call(call=call, told=told, actor=taker, at=at, link_to=known)
        if known is None and saved.incident is not None:
            number = saved.incident.number
            self.world.incident_of[drawn.happening] = number
            self.world.truths[number] = self.callers.happenings[drawn.happening]

    def told(self, call: calls.Call, drawn: DrawnCall) -> calls.Told:
        """Write down what the caller says, with the place as the desk found it."""
        happening = self.callers.happenings[drawn.happening]
        return calls.Told(
            place=self.locate(call, drawn),
            place_words=drawn.place_words,
            type_code=happening.type_code,
            words=drawn.words,
        )

    def locate(self, call: calls.Call, drawn: DrawnCall) -> calls.Place:
        """Take the first candidate when it lies near; else ask on and point at the map."""
        point, near = drawn.point, drawn.fix.point if drawn.fix else None
        found = places.suggest(call.bureau, drawn.place_words, near=near, limit=1)
        for one in found:
            if haversine_metres(one.lon, one.lat, point.lon, point.lat) <= NEAR_METRES:
                self.world.tallies.places_near += 1
                return calls.Place(
                    one.lon, one.lat, one.text, drawn.place_words, one.kind, one.code
                )
        self.world.tallies.places_far += 1
        here = places.place_at(call.bureau, point.lon, point.lat)
        text = here.text if here else drawn.place_words
        return calls.Place(point.lon, point.lat, text, drawn.place_words)

    def known_incident(self, drawn: DrawnCall) -> dispatch.Incident | None:
        """Find the open incident that the call is about, if one was opened."""
        number = self.world.incident_of.get(drawn.happening)
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
            tallies.look_alikes_wrong += bool(likely)
        elif known.number in likely:
            tallies.look_alikes_right += 1
        else:
            tallies.look_alikes_missed += 1

    def page_for(self, call: calls.Call, drawn: DrawnCall) -> str:
        """Find the knowledge page that answers an enquiry."""
        if drawn.truth != "enquiry":
            return ""
        pages = catalogue.knowledge_search(call.bureau, drawn.words)
        return pages[0].code if pages else ""
