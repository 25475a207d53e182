"""Simulated dispatchers: they send what is recommended, ask again, and close what is done."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from tocsin.adapters.simulation.county import DISPATCH, World
from tocsin.adapters.simulation.sending import Act, Facts
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import IncidentState
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.catalogue import api as catalogue

REACTION_SECONDS = (8.0, 35.0)
ASK_AGAIN_SECONDS = 60.0
CLOSING_SECONDS = (60.0, 240.0)
UNDER_WAY = (IncidentState.ASSIGNED, IncidentState.EN_ROUTE)


class Dispatchers:
    """The people who send crews; what a person already sent is left alone."""

    def __init__(self, world: World, officers: Sequence[Officer]) -> None:
        self.world = world
        self.officers = list(officers)
        self.planned: set[UUID] = set()

    def look(self, at: datetime) -> None:
        """Plan what every open incident needs next."""
        if self.world.is_taken(DISPATCH):
            return
        rows = dispatch.Incident.objects.filter(
            bureau=self.world.bureau, state__in=[IncidentState.WAITING, IncidentState.CLEARED]
        )
        rows = rows.exclude(pk__in=self.planned).order_by("opened_at", "number")
        for key, state in rows.values_list("pk", "state"):
            self.planned.add(key)
            if state == IncidentState.WAITING:
                wait = self.world.between(*REACTION_SECONDS)
                self.world.agenda.add_after(at, wait, partial(self.send, key))
            else:
                wait = self.world.between(*CLOSING_SECONDS)
                self.world.agenda.add_after(at, wait, partial(self.close, key))

    def resume(self, at: datetime) -> None:
        """Go on asking for help that may have been missing before a pause."""
        rows = dispatch.Incident.objects.filter(bureau=self.world.bureau, state__in=UNDER_WAY)
        for key in rows.order_by("opened_at", "number").values_list("pk", flat=True):
            self.planned.add(key)
            self.world.agenda.add_after(at, ASK_AGAIN_SECONDS, partial(self.ask_again, key))

    def whose_turn(self, key: UUID) -> Officer:
        """Say which dispatcher has the incident."""
        return self.officers[key.int % len(self.officers)]

    def incident(self, key: UUID) -> dispatch.Incident:
        """Read an incident as it is now."""
        return dispatch.Incident.objects.select_related("bureau").get(pk=key)

    def send(self, key: UUID, at: datetime) -> None:
        """Send the recommended units; ask again later for what could not be filled."""
        self.planned.discard(key)
        incident = self.incident(key)
        if self.world.is_taken(DISPATCH) or incident.state not in dispatch.OPEN_STATES:
            return
        advice = dispatch.recommend(incident=incident, at=at)
        sendings = [
            dispatch.Sending(
                unit=advice.units[pick.code],
                tier=pick.need.tier,
                need=str(pick.need.order),
                eta_seconds=pick.seconds,
                recommended=True,
                take=bool(pick.taken_from),
            )
            for pick in advice.found.picks
            if pick.need is not None
        ]
        if sendings:
            self.try_to_send(incident, sendings, advice, at)
        if advice.found.shortfalls:
            self.planned.add(key)
            self.world.agenda.add_after(at, ASK_AGAIN_SECONDS, partial(self.ask_again, key))

    def try_to_send(
        self,
        incident: dispatch.Incident,
        sendings: list[dispatch.Sending],
        advice: dispatch.Advice,
        at: datetime,
    ) -> None:
        """Send, unless everything was taken meanwhile."""
        sender = self.whose_turn(incident.pk)

        def send() -> list[dispatch.Assignment]:
            made, _refused = dispatch.assign_set(
                incident=incident,
                sendings=sendings,
                actor=sender,
                at=at,
                travel_by=advice.by,
                recommendation=advice.kept(),
            )
            return made

        sent_now = dispatch.Assignment.objects.filter(incident=incident, assigned_at=at)
        try:
            self.world.sender.send(
                Act("sent", sender, at, send, lambda: list(sent_now.all()), assignments_told)
            )
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)

    def ask_again(self, key: UUID, at: datetime) -> None:
        """Look for help that was missing, while the incident still runs."""
        self.planned.discard(key)
        if self.incident(key).state in {IncidentState.WAITING, *UNDER_WAY}:
            self.send(key, at)

    def close(self, key: UUID, at: datetime) -> None:
        """Record how the incident ended."""
        self.planned.discard(key)
        incident = self.incident(key)
        if self.world.is_taken(DISPATCH) or incident.state != IncidentState.CLEARED:
            return
        endings = catalogue.dispositions(incident.bureau, incident_class=incident.type_code[:2])
        ending, closer = endings[int(self.world.rng.integers(len(endings)))], self.whose_turn(key)
        close = partial(
            dispatch.close_incident,
            incident=incident,
            disposition=ending.code,
            outcome=_("Dealt with on the scene."),
            actor=closer,
            at=at,
        )
        facts: Facts = {"number": incident.number}
        try:
            self.world.sender.send(
                Act("closed", closer, at, close, partial(self.incident, key), lambda _done: [facts])
            )
        except Refusal as refusal:
            self.world.tallies.refused(refusal.code)


def assignments_told(made: Sequence[dispatch.Assignment]) -> list[Facts]:
    """Say by what the units that were sent are found."""
    return [{"assignment": str(one.pk)} for one in made]
