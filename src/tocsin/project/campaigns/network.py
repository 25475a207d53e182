"""A bad network in virtual time: late, lost, doubled and overtaken, without anybody waiting."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from random import Random

MOST_LATENCY_SECONDS, PATIENCE_SECONDS = 5.0, 12.0
LOST_SHARE, DOUBLED_SHARE = 0.08, 0.06
Deed = Callable[[], None]


@dataclass(slots=True)
class Agenda:
    """What happens when, in virtual seconds; one thing after another."""

    now: float = 0.0
    _due: list[tuple[float, int, Deed]] = field(default_factory=list)
    _serial: "count[int]" = field(default_factory=count)

    def after(self, seconds: float, deed: Deed) -> None:
        """Let something happen later."""
        heapq.heappush(self._due, (self.now + seconds, next(self._serial), deed))

    def run(self) -> None:
        """Let everything happen, in its order."""
        while self._due:
            self.now, _serial, deed = heapq.heappop(self._due)
            deed()


@dataclass(slots=True)
class Network:
    """Carries requests of one kind of message and their answers, badly."""

    agenda: Agenda
    rng: Random
    sent: int = 0
    lost: int = 0
    doubled: int = 0

    def deliver(self, deed: Deed) -> None:
        """Carry one message: it may be lost, come late, or come twice."""
        self.sent += 1
        if self.rng.random() < LOST_SHARE:
            self.lost += 1
            return
        self.agenda.after(self.rng.uniform(0, MOST_LATENCY_SECONDS), deed)
        if self.rng.random() < DOUBLED_SHARE:
            self.doubled += 1
            self.agenda.after(self.rng.uniform(0, MOST_LATENCY_SECONDS), deed)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    text: str

    @property
    def good(self) -> bool:
        """Say whether it was done."""
        return self.status < 400  # noqa: PLR2004 - HTTP's own border


@dataclass(slots=True)
class Exchange:
    """One request, sent again under the same id until its first answer comes."""

    network: Network
    ask: Callable[[], Answer]
    heard: Callable[[Answer], None]
    answered: bool = False
    attempts: int = 0

    def send(self) -> None:
        """Send it, and again when no answer has come in time."""
        if self.answered:
            return
        self.attempts += 1
        self.network.deliver(self._arrive)
        self.network.agenda.after(PATIENCE_SECONDS, self.send)

    def _arrive(self) -> None:
        answer = self.ask()
        self.network.deliver(lambda: self._hear(answer))

    def _hear(self, answer: Answer) -> None:
        if not self.answered:
            self.answered = True
            self.heard(answer)
