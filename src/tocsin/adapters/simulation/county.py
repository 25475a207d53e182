"""What all simulated people share: the bureau, chance, the agenda and what is true."""

from dataclasses import dataclass, field

from numpy.random import Generator

from tocsin.adapters.simulation.agenda import Agenda
from tocsin.adapters.simulation.models import TakenDesk
from tocsin.adapters.simulation.sending import Sender
from tocsin.core.county.callrecords import Happening
from tocsin.kernel.accounts.api import Bureau

CALLS, DISPATCH = "calls", "dispatch"
SEND_SECONDS, FIX_SECONDS = 60.0, 10.0


@dataclass(slots=True)
class Tallies:
    """What the simulation notes beside what the desks record."""

    first_calls: int = 0
    look_alikes_right: int = 0
    look_alikes_missed: int = 0
    look_alikes_wrong: int = 0
    places_near: int = 0
    places_far: int = 0
    refusals: dict[str, int] = field(default_factory=dict)

    def refused(self, code: str) -> None:
        """Note that a service declined."""
        self.refusals[code] = self.refusals.get(code, 0) + 1


@dataclass(slots=True)
class World:
    """The simulated county: where things stand, and what really happened."""

    bureau: Bureau
    agenda: Agenda
    rng: Generator
    live: bool = False
    # By whom acts reach the desks.
    sender: Sender = field(default_factory=Sender)
    # How many times as fast as the clock on the wall the county lives, while it is live.
    speed: float = 1.0
    # What really happened, by the number of the incident that the desk opened for it.
    truths: dict[str, Happening] = field(default_factory=dict)
    incident_of: dict[str, str] = field(default_factory=dict)
    # Units send where they are every so often, with one fix for so much of the way.
    send_seconds: float = SEND_SECONDS
    fix_seconds: float = FIX_SECONDS
    tallies: Tallies = field(default_factory=Tallies)
    taken: frozenset[str] = frozenset()

    def look_who_works(self) -> None:
        """Learn which desks people have taken over."""
        rows = TakenDesk.objects.filter(bureau=self.bureau).values_list("desk", flat=True)
        self.taken = frozenset(rows)

    def is_taken(self, desk: str) -> bool:
        """Say whether a person works at a desk."""
        return desk in self.taken

    def between(self, low: float, high: float) -> float:
        """Draw a number of seconds."""
        return float(self.rng.uniform(low, high))

    def about(self, median: float, spread: float = 0.5) -> float:
        """Draw a duration that is now and then much longer than its median."""
        return float(median * self.rng.lognormal(0.0, spread))


def desk_of_unit(unit_id: int) -> str:
    """Name a unit's place among the desks that a person may take over."""
    return f"unit:{unit_id}"
