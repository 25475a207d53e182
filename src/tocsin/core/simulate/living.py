"""Let a county live through its calls, one event after the other.

Events are taken in the order of their moments, those of one moment in the order in which they were
made, so that the same county always lives the same life.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.simulate.county import Calls, Crew, Ground, Whole
from tocsin.core.simulate.policies import Asked, Desk, Diverting
from tocsin.core.simulate.units import FREE, Doing, Unit

NOBODY = -1


@dataclass(frozen=True)
class Lived:
    """What became of each call and each crew.

    Columns of shape (calls,): ``unit`` is the crew that was there first, or -1; ``sent`` and
    ``arrived`` when it was sent and was there, in seconds, nan where nobody came; ``finished`` when
    the last crew left; ``taken`` how often a crew was taken from it. A call that joins an earlier
    one has no crew of its own. Columns of shape (crews,): ``busy`` and ``on_duty`` in seconds.
    """

    unit: Whole
    sent: Floats
    arrived: Floats
    finished: Floats
    taken: Whole
    busy: Floats
    on_duty: Floats
    moves: tuple["Leg", ...]

    def response(self, calls: Calls) -> Floats:
        """Say how long each caller waited for the first crew, in seconds; nan where nobody came."""
        return self.arrived - calls.at

    @property
    def workloads(self) -> Floats:
        """Each crew's share of busy time on duty; nan where it was never on duty."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.busy / self.on_duty


@dataclass(frozen=True, slots=True)
class Leg:
    """A way of a crew, as it can be drawn on the map; ``call`` is -1 where it goes to a post."""

    unit: int
    left_at: float
    arrives_at: float
    origin: int
    place: int
    call: int


@dataclass(slots=True)
class _Matter:
    """A call while it is open: who is still wanted, who is on the way or there."""

    call: int
    wanted: list[str]
    units: list[int] = field(default_factory=list)
    sent_so_far: int = 0


def live(
    ground: Ground,
    crews: tuple[Crew, ...],
    calls: Calls,
    desk: Desk | None = None,
    *,
    keep_moves: bool = False,
) -> Lived:
    """Live through all calls until the last crew is free.

    Parameters
    ----------
    ground, crews, calls
        The county; calls in the order in which they came.
    desk
        How it sends; the nearest free crew unless something else is said.
    keep_moves
        Whether every way is kept, to be drawn on a map.

    >>> from tocsin.core.simulate.county import plain_calls
    >>> ground = Ground(np.array([[0.0, 60], [60, 0]]))
    >>> live(ground, (Crew(0),), plain_calls([0.0, 10.0], [1, 1], [100.0, 100.0])).arrived.tolist()
    [60.0, 160.0]
    """
    county = _County(ground, crews, calls, desk or Desk(), keep_moves=keep_moves)
    county.run()
    return county.lived()


class _Duty:
    """Who is on duty, and who rests."""

    def __init__(self, county: "_County") -> None:
        self.county = county

    def begin_shifts(self) -> None:
        """Lay down when crews come on, go off and may rest."""
        calls = self.county.calls
        self.county.now = float(calls.at[0]) if len(calls) else 0.0
        for unit in self.county.units:
            if not unit.crew.shifts:
                self._comes_on(unit.number)
            for begins, ends in unit.crew.shifts:
                self.county.later(begins, self._comes_on, unit.number)
                self.county.later(ends, self._goes_off, unit.number)
            for number, rest in enumerate(unit.crew.breaks):
                self.county.later(rest.earliest, self.may_rest, unit.number, number)

    def _comes_on(self, number: int) -> None:
        unit = self.county.units[number]
        unit.ends_shift = False
        if unit.doing is not Doing.OFF:  # still out from the shift before
            return
        unit.doing, unit.place, unit.on_since = Doing.AT_POST, unit.crew.post, self.county.now
        self.county.serve_waiting()

    def _goes_off(self, number: int) -> None:
        unit = self.county.units[number]
        if unit.doing in FREE:
            self.stand_down(unit)
        else:
            unit.ends_shift = True

    def stand_down(self, unit: Unit) -> None:
        """Let a crew go off duty."""
        unit.doing, unit.place, unit.ends_shift = Doing.OFF, unit.crew.post, False
        unit.duty_seconds += self.county.now - unit.on_since
        unit.leg += 1

    def count_to_the_end(self) -> None:
        """Count what crews that are still out or on duty have worked until now."""
        for unit in self.county.units:
            unit.end_work(self.county.now)
            if unit.doing is not Doing.OFF:
                unit.duty_seconds += self.county.now - unit.on_since

    def may_rest(self, number: int, rest: int) -> None:
        """Let a crew rest, or owe it the rest."""
        unit = self.county.units[number]
        owed = unit.crew.breaks[rest]
        if unit.doing is Doing.OFF or self.county.now > owed.latest:
            return
        if unit.doing in FREE:
            unit.doing = Doing.RESTING
            unit.leg += 1
            self.county.later(self.county.now + owed.seconds, self._has_rested, number, unit.leg)
        else:
            unit.rests_owed.append(float(rest))

    def _has_rested(self, number: int, leg: int) -> None:
        unit = self.county.units[number]
        if unit.leg == leg:
            self.county.is_free(unit)


class _County:
    """The state of a county between two events."""

    def __init__(
        self, ground: Ground, crews: tuple[Crew, ...], calls: Calls, desk: Desk, *, keep_moves: bool
    ) -> None:
        self.ground, self.calls, self.desk = ground, calls, desk
        self.units = [Unit(number, crew) for number, crew in enumerate(crews)]
        self.matters: dict[int, _Matter] = {}
        self.duty = _Duty(self)
        self.waiting: set[tuple[int, int]] = set()  # (urgency, call)
        self.events: list[tuple[float, int, Callable[..., None], tuple[int, ...]]] = []
        self.made = 0
        self.now = 0.0
        self.legs: list[Leg] | None = [] if keep_moves else None
        count = len(calls)
        self.first = np.full(count, NOBODY, dtype=np.int64)
        self.sent, self.arrived, self.finished = np.full((3, count), np.nan)
        self.taken = np.zeros(count, dtype=np.int64)
        self.at, self.place = calls.at.tolist(), calls.place.tolist()
        self.urgency, self.service = calls.urgency.tolist(), calls.service.tolist()

    def run(self) -> None:
        """Take one event after the other until nothing is left to happen."""
        self.duty.begin_shifts()
        ready = (self.calls.at + self.calls.handling).tolist()
        for call in np.argsort(ready, kind="stable").tolist():
            self.later(ready[call], self._call_is_ready, call)
        heapq.heapify(self.events)
        while self.events:
            self.now, _, happens, about = heapq.heappop(self.events)
            happens(*about)

    def lived(self) -> Lived:
        """Give what is known at the end."""
        self.duty.count_to_the_end()
        return Lived(
            self.first,
            self.sent,
            self.arrived,
            self.finished,
            self.taken,
            np.array([unit.busy_seconds for unit in self.units]),
            np.array([unit.duty_seconds for unit in self.units]),
            tuple(self.legs or ()),
        )

    def later(self, at: float, happens: Callable[..., None], *about: int) -> None:
        """Let something happen at a moment to come."""
        self.made += 1
        heapq.heappush(self.events, (at, self.made, happens, about))

    def _call_is_ready(self, call: int) -> None:
        if self.calls.joins[call] >= 0:
            self.first[call] = NOBODY
            return
        wanted = [
            want.skill
            for want in self.calls.kinds[self.calls.kind[call]]
            for _ in range(want.crews)
        ]
        self.matters[call] = _Matter(call, wanted)
        if not self._serve(self.matters[call]):
            self.waiting.add((self.urgency[call], call))

    def _serve(self, matter: _Matter) -> bool:
        """Send whom the call still wants and who is free; say whether that was all."""
        still: list[str] = []
        for skill in matter.wanted:
            unit = self._choose(matter.call, skill)
            if unit is None:
                still.append(skill)
            else:
                self._send(unit, matter)
        matter.wanted = still
        return not still

    def _choose(self, call: int, skill: str) -> Unit | None:
        asked = Asked(self.now, self.place[call], self.urgency[call], skill)
        free = FREE if self.desk.diverting is Diverting.RETURNING else {Doing.AT_POST}
        able = [unit for unit in self.units if unit.doing in free and skill in unit.crew.skills]
        chosen = self.desk.sending.choose(asked, able, self.ground) if able else None
        if asked.urgency > self.desk.takes_from_others_at:
            return chosen
        limit = self.desk.takes_after_seconds
        if chosen is not None and self._way(chosen, asked.place) <= limit:
            return chosen
        soonest = np.inf if chosen is None else self._way(chosen, asked.place)
        taken = self._to_be_taken(asked, soonest)
        return chosen if taken is None else taken

    def _way(self, unit: Unit, place: int) -> float:
        return unit.seconds_to(place, self.now, self.ground) * self.ground.factor(self.now)

    def _to_be_taken(self, asked: Asked, better_than: float) -> Unit | None:
        """Find the nearest crew on its way to something less urgent, and take it from there."""
        others = [
            unit
            for unit in self.units
            if unit.doing is Doing.GOING
            and asked.skill in unit.crew.skills
            and self.urgency[unit.call] > asked.urgency
            and self._way(unit, asked.place) < better_than
        ]
        unit = min(others, key=lambda one: (self._way(one, asked.place), one.number), default=None)
        if unit is not None:
            self._take_away(unit, asked.skill)
        return unit

    def _take_away(self, unit: Unit, skill: str) -> None:
        matter = self.matters[unit.call]
        matter.units.remove(unit.number)
        matter.wanted.append(skill)
        self.taken[matter.call] += 1
        self.waiting.add((self.urgency[matter.call], matter.call))

    def _send(self, unit: Unit, matter: _Matter) -> None:
        call = matter.call
        factors = self.calls.way_factors
        chance = float(factors[call, min(matter.sent_so_far, factors.shape[1] - 1)])
        seconds = self._way(unit, self.place[call]) * chance
        matter.units.append(unit.number)
        matter.sent_so_far += 1
        unit.set_out(self.place[call], self.now, seconds)
        unit.doing, unit.call = Doing.GOING, call
        unit.begin_work(self.now)
        self._keep(unit)
        self.later(self.now + seconds, self._is_there, unit.number, unit.leg)

    def _keep(self, unit: Unit) -> None:
        if self.legs is not None:
            call = unit.call if unit.doing is Doing.GOING else NOBODY
            self.legs.append(
                Leg(unit.number, unit.left_at, unit.arrives_at, unit.origin, unit.place, call)
            )

    def _is_there(self, number: int, leg: int) -> None:
        unit = self.units[number]
        if unit.leg != leg:
            return
        unit.doing, call = Doing.ON_SCENE, unit.call
        if self.first[call] == NOBODY:
            self.first[call], self.arrived[call] = number, self.now
            self.sent[call] = unit.left_at
        self.later(self.now + self.service[call], self._is_done, number)

    def _is_done(self, number: int) -> None:
        unit = self.units[number]
        matter = self.matters[unit.call]
        matter.units.remove(number)
        if not matter.units and not matter.wanted:
            self.finished[matter.call] = self.now
            del self.matters[matter.call]
        unit.end_work(self.now)
        self.is_free(unit)

    def is_free(self, unit: Unit) -> None:
        """Let a crew that is done go off, rest, go to the next call, or stand somewhere."""
        unit.call = NOBODY
        if unit.ends_shift:
            unit.doing = Doing.AT_POST
            self.duty.stand_down(unit)
            return
        unit.doing = Doing.AT_POST
        if unit.rests_owed:
            rest = int(unit.rests_owed.pop(0))
            if self.now <= unit.crew.breaks[rest].latest:
                self.duty.may_rest(unit.number, rest)
                return
        self.serve_waiting()
        if unit.doing is Doing.AT_POST:
            self._stand(unit)

    def _stand(self, unit: Unit) -> None:
        others = [
            other for other in self.units if other is not unit and other.doing is not Doing.OFF
        ]
        post = self.desk.standing.post_for(unit, others, self.now, self.ground)
        if post == unit.place:
            return
        seconds = self._way(unit, post)
        unit.set_out(post, self.now, seconds)
        unit.doing = Doing.RETURNING
        self._keep(unit)
        self.later(self.now + seconds, self._is_home, unit.number, unit.leg)

    def _is_home(self, number: int, leg: int) -> None:
        unit = self.units[number]
        if unit.leg == leg:
            unit.doing = Doing.AT_POST
            self.serve_waiting()

    def serve_waiting(self) -> None:
        """Look through the calls that wait, the most urgent and then the oldest first."""
        entries, self.waiting = sorted(self.waiting), set()
        self.waiting.update(entry for entry in entries if not self._serve_again(entry[1]))

    def _serve_again(self, call: int) -> bool:
        matter = self.matters.get(call)
        return matter is None or self._serve(matter)
