"""An officer's phone that keeps what is done without a signal, and the desk that hears of it late.

A model of the queue in `desks/duty/static/duty/queue.js` and of `kernel/idempotency`: an act is
kept before anything else, sent in its order under one id until it is answered, and calls for help
go first. A fault can be planted into either end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from tocsin.project.campaigns.network import Agenda

PATIENCE_SECONDS, WAIT_LEAST_SECONDS, WAIT_MOST_SECONDS = 25.0, 3.0, 30.0
LOST, DOUBLED, TORN = 0.15, 0.10, 0.05
LONGEST_WAY_SECONDS = 40.0
DONE, REFUSED = 200, 409
HELP, STEPS = "help", ("received", "departed", "arrived", "feedback", "cleared")


class Plant(StrEnum):
    """A fault that the simulator must find."""

    FRESH_IDS = "fresh-ids"
    FORGETS_UNANSWERED = "forgets-unanswered"
    DROPS_REFUSED = "drops-refused"
    NEWEST_FIRST = "newest-first"
    FORGETS_ON_RESTART = "forgets-on-restart"
    READS_TORN = "reads-torn"
    TRUSTS_THE_PHONE = "trusts-the-phone"


@dataclass(slots=True)
class Act:
    """What an officer did: kept on the phone until the desk has it or has said no."""

    serial: int
    name: str
    kind: str
    claimed: float
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class Effect:
    """What the desk wrote down: which act, under which id, how much of it, and when."""

    serial: int
    kind: str
    whole: bool
    at: float


@dataclass(slots=True)
class Desk:
    """Does each act once by its id, takes steps in their order, and keeps its own time."""

    agenda: Agenda
    plant: Plant | None
    withdrawn_at: float
    answers: dict[str, int] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)

    def take(self, act: Act, *, torn: bool) -> int | None:
        """Do an act, or give the answer it had; a torn request is no request."""
        if torn and self.plant is not Plant.READS_TORN:
            return None
        if act.name in self.answers:
            return self.answers[act.name]
        if act.kind in STEPS and self.agenda.now > self.withdrawn_at:
            return REFUSED
        at = act.claimed if self.plant is Plant.TRUSTS_THE_PHONE else self.agenda.now
        self.effects.append(Effect(act.serial, act.kind, not torn, at))
        self.answers[act.name] = DONE
        return DONE


@dataclass(slots=True)
class Air:
    """The way between a phone and the desk: it loses, doubles, delays, overtakes and tears."""

    agenda: Agenda
    rng: Random
    healed_at: float

    def carry(self, arrive: Callable[[bool], None]) -> None:
        """Carry one message; `arrive` hears whether it was torn on the way."""
        if self.agenda.now >= self.healed_at:
            self.agenda.after(0.1, lambda: arrive(False))  # noqa: FBT003 - the only word of it
            return
        if self.rng.random() < LOST:
            return
        for _copy in range(2 if self.rng.random() < DOUBLED else 1):
            torn = self.rng.random() < TORN
            way = self.rng.uniform(0.1, LONGEST_WAY_SECONDS)
            self.agenda.after(way, lambda torn=torn: arrive(torn))  # type: ignore[misc] # a default


@dataclass(slots=True)
class Phone:
    """The queue of one phone; its clock is wrong by as much as it likes."""

    agenda: Agenda
    air: Air
    desk: Desk
    rng: Random
    plant: Plant | None
    skew: float
    kept: list[Act] = field(default_factory=list)
    made: list[Act] = field(default_factory=list)
    turn: int = 0
    busy: bool = False
    wait: float = WAIT_LEAST_SECONDS

    def do(self, kind: str) -> None:
        """Keep an act, then send what waits."""
        act = Act(len(self.made), self.new_name(), kind, self.agenda.now + self.skew)
        self.made.append(act)
        self.kept.append(act)
        if not self.busy:
            self.send()

    def new_name(self) -> str:
        """Make the id of an act."""
        return f"{self.rng.getrandbits(64):016x}"

    def next_act(self) -> Act | None:
        """Say which act goes next: calls for help before all others, then as they were made."""
        waiting = [act for act in self.kept if act.state == "waiting"]
        if self.plant is Plant.NEWEST_FIRST:
            waiting.reverse()
        return next((act for act in waiting if act.kind == HELP), waiting[0] if waiting else None)

    def send(self) -> None:
        """Send the next act, and wait so long for its answer; only one is under way at a time."""
        act = self.next_act()
        self.turn += 1
        self.busy = act is not None
        if act is None:
            return
        turn = self.turn
        if self.plant is Plant.FRESH_IDS:
            act.name = self.new_name()
        sent = Act(act.serial, act.name, act.kind, act.claimed)
        self.air.carry(lambda torn: self.arrived(sent, turn, torn=torn))
        self.agenda.after(PATIENCE_SECONDS, lambda: self.unanswered(act, turn))

    def arrived(self, act: Act, turn: int, *, torn: bool) -> None:
        """Let the desk answer; the answer goes the same bad way back."""
        status = self.desk.take(act, torn=torn)
        if status is not None:
            self.air.carry(lambda torn: self.answered(act.serial, turn, None if torn else status))

    def answered(self, serial: int, turn: int, status: int | None) -> None:
        """Hear an answer to what is under way; one that comes too late is nobody's."""
        if turn != self.turn or status is None:
            return
        act = self.made[serial]
        self.wait = WAIT_LEAST_SECONDS
        if status == DONE or self.plant is Plant.DROPS_REFUSED:
            self.kept.remove(act)
        else:
            act.state = "refused"
        self.send()

    def unanswered(self, act: Act, turn: int) -> None:
        """Try again later, and each time a little later."""
        if turn != self.turn:
            return
        self.turn += 1
        if self.plant is Plant.FORGETS_UNANSWERED:
            self.kept.remove(act)
        again = self.turn
        self.agenda.after(self.wait, lambda: self.send() if self.turn == again else None)
        self.wait = min(WAIT_MOST_SECONDS, self.wait * 2)

    def restart(self) -> None:
        """Die and come back: what was kept is there, what was under way is forgotten."""
        if self.plant is Plant.FORGETS_ON_RESTART:
            self.kept.clear()
        self.send()


def wrong_with(phone: Phone, desk: Desk) -> Sequence[str]:
    """Say what went wrong once everything has settled."""
    done = [effect.serial for effect in desk.effects]
    shown = {act.serial for act in phone.kept if act.state == "refused"}
    in_turn = [effect.serial for effect in desk.effects if effect.kind != HELP]
    times = [effect.at for effect in desk.effects]
    return [
        name
        for name, wrong in (
            ("lost", any(act.serial not in done and act.serial not in shown for act in phone.made)),
            ("doubled", len(done) != len(set(done))),
            ("out_of_order", in_turn != sorted(in_turn)),
            ("torn", not all(effect.whole for effect in desk.effects)),
            ("time_runs_backwards", times != sorted(times)),
            ("unsent", any(act.state == "waiting" for act in phone.kept)),
        )
        if wrong
    ]
