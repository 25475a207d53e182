"""The simulated county in step with a clock, beside people who work at the same desks."""

import logging
from collections.abc import Callable
from datetime import datetime

from tocsin.adapters.simulation.models import SimulatedCounty
from tocsin.adapters.simulation.runner import Simulation
from tocsin.adapters.simulation.sending import LOST, forget_connections

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
SHORTEST_REST_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 15.0
# On the wall: how often the maps hear where units are.
SEND_EVERY_SECONDS = 2.0
Clock = Callable[[], datetime]
Rest = Callable[[float], bool]


class Live:
    """Does what is due by the clock, and looks at the desks each second of the wall's clock.

    ``clock`` shows the time at the desks, which may run ``speed`` times as fast as the wall's.
    """

    def __init__(
        self,
        simulation: Simulation,
        clock: Clock,
        speed: float,
        *,
        forget: Callable[[], None] = forget_connections,
    ) -> None:
        self.simulation = simulation
        self.forget = forget
        self.clock = clock
        self.speed = speed
        world = simulation.world
        world.speed = speed
        world.send_seconds = max(SEND_EVERY_SECONDS, SEND_EVERY_SECONDS * speed)
        world.fix_seconds = world.send_seconds

    def step(self) -> None:
        """Do what is due, then let everybody look at what people did meanwhile."""
        self.simulation.world.look_who_works()
        agenda = self.simulation.world.agenda
        while (due := agenda.next_at()) is not None and due <= self.clock():
            due, quiet, deed = agenda.pop()
            # Done now, not at the moment planned: a person may have stamped something between.
            now = self.clock()
            try:
                self.simulation.do(deed, now)
            except LOST:
                agenda.add(due, deed, quiet=quiet)
                raise
            if not quiet:
                self.simulation.look(now)
        now = self.clock()
        self.simulation.look(now)
        SimulatedCounty.objects.filter(bureau=self.simulation.world.bureau).update(shown_until=now)

    def rest_seconds(self) -> float:
        """Say how long there is nothing to do, on the wall's clock."""
        due = self.simulation.world.agenda.next_at()
        if due is None:
            return LOOK_SECONDS
        rest = (due - self.clock()).total_seconds() / self.speed
        return min(LOOK_SECONDS, max(SHORTEST_REST_SECONDS, rest))

    def run(self, rest: Rest) -> None:
        """Step until the rest says that it is over; a lost database is waited for."""
        pause = LOOK_SECONDS
        over = False
        while not over:
            try:
                self.step()
                pause = LOOK_SECONDS
                over = rest(self.rest_seconds())
            except LOST as lost:
                log.warning("simulation.database_lost error=%s", type(lost).__name__)
                self.forget()
                over = rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
