"""Whom a simulated desk sends, and where it lets a crew that is free again stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

import numpy as np

from tocsin.core.dispatching.forces import Force, Need, Rules
from tocsin.core.dispatching.recommend import recommend
from tocsin.core.geo import Floats
from tocsin.core.simulate.county import Ground
from tocsin.core.simulate.units import Doing, Unit


@dataclass(frozen=True, slots=True)
class Asked:
    """One crew that a call still needs, at a moment."""

    at: float
    place: int
    urgency: int
    skill: str


class Sending(Protocol):
    """Chooses among crews that could go; None sends nobody yet."""

    def choose(self, asked: Asked, units: Sequence[Unit], ground: Ground) -> Unit | None:
        """Say which of the units goes; all of them can do what is asked and are free."""
        ...


class Standing(Protocol):
    """Says where a crew goes that is free again."""

    def post_for(self, unit: Unit, units: Sequence[Unit], at: float, ground: Ground) -> int:
        """Say at which place the unit is to stand; the other units are all the rest on duty."""
        ...


@dataclass(frozen=True)
class Nearest:
    """The crew that is there first, the lowest number on ties."""

    def choose(self, asked: Asked, units: Sequence[Unit], ground: Ground) -> Unit | None:
        """Choose the shortest way."""
        return min(
            units,
            key=lambda unit: (unit.seconds_to(asked.place, asked.at, ground), unit.number),
            default=None,
        )


@dataclass(frozen=True)
class Planned:
    """The crew that the desk's own recommendation names, by the bureau's rules."""

    rules: dict[int, Rules] = field(default_factory=dict)
    stations: tuple[str, ...] = ()

    def choose(self, asked: Asked, units: Sequence[Unit], ground: Ground) -> Unit | None:
        """Ask the recommendation that the dispatch desk shows."""
        forces = [
            Force(
                str(unit.number),
                asked.skill,
                unit.seconds_to(asked.place, asked.at, ground) * ground.factor(asked.at),
                station=self.stations[unit.number] if self.stations else "",
            )
            for unit in units
        ]
        rules = self.rules.get(asked.urgency, Rules(level=asked.urgency))
        found = recommend([Need(1, (asked.skill,), 1)], forces, rules)
        chosen = {pick.code for pick in found.picks}
        return next((unit for unit in units if str(unit.number) in chosen), None)


@dataclass(frozen=True)
class KeepingCover:
    """Of the crews that come in time, the one whose going is missed least; else the nearest.

    DMEXCLP as a way of sending: C. J. Jagtenberg, S. Bhulai, R. D. van der Mei, Dynamic ambulance
    dispatching: is the closest-idle policy always optimal?, Health Care Management Science 20,
    2017.
    """

    cover: "Cover"
    within_seconds: float

    def choose(self, asked: Asked, units: Sequence[Unit], ground: Ground) -> Unit | None:
        """Choose the crew that leaves most demand within reach of a free one."""
        ways = [
            unit.seconds_to(asked.place, asked.at, ground) * ground.factor(asked.at)
            for unit in units
        ]
        late = [way > self.within_seconds for way in ways]
        if all(late):
            return Nearest().choose(asked, units, ground)
        reach = self.cover.reach(units)
        missed = self.cover.missed(reach)
        return min(
            zip(late, missed.tolist(), ways, units, strict=True),
            key=lambda one: (*one[:3], one[3].number),
        )[3]


@dataclass(frozen=True)
class Cover:
    """How much demand each point has, and which points are reached in time from where.

    ``reached`` has shape (places, points), ``demand`` shape (points,).
    """

    reached: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    demand: Floats
    busy_share: float

    def reach(self, units: Sequence[Unit]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Say which points each unit reaches from where it is or goes, shape (units, points)."""
        return self.reached[[unit.place for unit in units]]

    def missed(self, reach: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Floats:
        """Say for each unit how much expected cover goes with it (M. S. Daskin, 1983)."""
        times = reach.sum(axis=0)
        last = (1.0 - self.busy_share) * self.busy_share ** np.maximum(times - 1, 0) * self.demand
        return np.asarray(reach @ last)

    def gained(self, others: Sequence[Unit], posts: Sequence[int]) -> Floats:
        """Say for each post how much expected cover a further unit there brings."""
        times = self.reach(others).sum(axis=0) if others else np.zeros(len(self.demand))
        next_one = (1.0 - self.busy_share) * self.busy_share**times * self.demand
        return np.asarray(self.reached[list(posts)] @ next_one)


@dataclass(frozen=True)
class Home:
    """Each crew goes back to its own post."""

    def post_for(self, unit: Unit, units: Sequence[Unit], at: float, ground: Ground) -> int:
        """Name the crew's own post."""
        del units, at, ground
        return unit.home


@dataclass(frozen=True)
class WhereMissed:
    """A crew that is free again stands where it brings most cover.

    C. J. Jagtenberg, S. Bhulai, R. D. van der Mei, An efficient heuristic for real-time ambulance
    redeployment, Operations Research for Health Care 4, 2015.
    """

    cover: Cover
    posts: tuple[int, ...]

    def post_for(self, unit: Unit, units: Sequence[Unit], at: float, ground: Ground) -> int:
        """Name the post with the most to gain, its own and then the nearest on ties."""
        free = [other for other in units if other.doing in (Doing.AT_POST, Doing.RETURNING)]
        gained = self.cover.gained(free, self.posts).round(12).tolist()
        return min(
            zip(gained, self.posts, strict=True),
            key=lambda one: (
                -one[0],
                one[1] != unit.home,
                unit.seconds_to(one[1], at, ground),
                one[1],
            ),
        )[1]


@dataclass(frozen=True)
class ByTable:
    """A crew that is free again fills a post that the compliance table wants and nobody holds.

    ``posts_for`` names for each number of free crews the places that they should hold.
    """

    posts_for: dict[int, tuple[int, ...]]

    def post_for(self, unit: Unit, units: Sequence[Unit], at: float, ground: Ground) -> int:
        """Name the nearest post that is wanted and not held; its own if there is none."""
        free = [other for other in units if other.doing in (Doing.AT_POST, Doing.RETURNING)]
        wanted = list(self.posts_for.get(len(free) + 1, ()))
        for other in free:
            if other.place in wanted:
                wanted.remove(other.place)
        return min(
            wanted, key=lambda post: (unit.seconds_to(post, at, ground), post), default=unit.home
        )


class Diverting(Enum):
    """Who may be sent besides crews that stand at a post."""

    NOBODY = "nobody"
    RETURNING = "returning"


@dataclass(frozen=True)
class Desk:
    """How the simulated desk works.

    A call of an urgency up to ``takes_from_others_at`` may take a crew that is on its way to one
    that is less urgent, when nobody else is there within ``takes_after_seconds``; 0 takes nobody.
    """

    sending: Sending = field(default_factory=Nearest)
    standing: Standing = field(default_factory=Home)
    diverting: Diverting = Diverting.RETURNING
    takes_from_others_at: int = 0
    takes_after_seconds: float = 600.0
