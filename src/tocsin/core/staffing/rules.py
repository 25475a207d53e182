"""What a roster is made of, and what makes it lawful."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DAY_HOURS = 24
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift to be worked: when it begins, how long it lasts, whether it is a night."""

    name: str
    begins: int
    hours: int
    night: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """So many officers for a duty of a day, all able to do a thing if one is named."""

    day: int
    duty: str
    number: int
    skill: str = ""


@dataclass(frozen=True)
class Officer:
    """Who can be put on duty: by a code, with skills, days of leave and wishes.

    ``wishes`` give for a day and duty how much it is wanted, below zero how much it is not.
    """

    code: str
    skills: frozenset[str] = frozenset()
    leave: frozenset[int] = frozenset()
    wishes: Mapping[tuple[int, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Law:
    """What no roster may break; hours and days as the bureau's rules have them."""

    rest_hours: int = 11
    hours_a_week: int = 44
    days_in_a_row: int = 6
    nights_in_a_row: int = 3


class Hindrance(StrEnum):
    """Why an officer cannot take a duty."""

    LEAVE = "leave"
    SKILL = "skill"
    WORKING = "working"
    REST = "rest"
    HOURS = "hours"
    DAYS_IN_A_ROW = "days_in_a_row"
    NIGHTS_IN_A_ROW = "nights_in_a_row"


@dataclass
class Worked:
    """What an officer works so far: the duty of each day."""

    officer: Officer
    duties: dict[int, Duty] = field(default_factory=dict)

    def hindrance(self, day: int, duty: Duty, skill: str, law: Law) -> Hindrance | None:
        """Say why this officer cannot take the duty; None where nothing stands in the way."""
        if day in self.officer.leave:
            return Hindrance.LEAVE
        if skill and skill not in self.officer.skills:
            return Hindrance.SKILL
        if day in self.duties:
            return Hindrance.WORKING
        return self._too_tired(day, duty, law)

    def _too_tired(self, day: int, duty: Duty, law: Law) -> Hindrance | None:
        if not self._rested(day, duty, law):
            return Hindrance.REST
        if self._most_hours_in_a_week(day) + duty.hours > law.hours_a_week:
            return Hindrance.HOURS
        if 1 + self._run(day, -1) + self._run(day, 1) > law.days_in_a_row:
            return Hindrance.DAYS_IN_A_ROW
        nights = 1 + self._run(day, -1, nights=True) + self._run(day, 1, nights=True)
        if duty.night and nights > law.nights_in_a_row:
            return Hindrance.NIGHTS_IN_A_ROW
        return None

    def _rested(self, day: int, duty: Duty, law: Law) -> bool:
        before, after = self.duties.get(day - 1), self.duties.get(day + 1)
        begins, ends = duty.begins, duty.begins + duty.hours
        if (
            before is not None
            and begins + DAY_HOURS - before.begins - before.hours < law.rest_hours
        ):
            return False
        return after is None or DAY_HOURS + after.begins - ends >= law.rest_hours

    def _most_hours_in_a_week(self, day: int) -> int:
        """Add up the busiest seven days in a row that hold this day."""
        return max(
            sum(
                self.duties[one].hours
                for one in range(first, first + WEEK_DAYS)
                if one in self.duties
            )
            for first in range(day - WEEK_DAYS + 1, day + 1)
        )

    def _run(self, day: int, step: int, *, nights: bool = False) -> int:
        length, at = 0, day + step
        while at in self.duties and (not nights or self.duties[at].night):
            length, at = length + 1, at + step
        return length

    @property
    def hours(self) -> int:
        """How many hours are worked in all."""
        return sum(duty.hours for duty in self.duties.values())

    @property
    def nights(self) -> int:
        """How many nights are worked in all."""
        return sum(duty.night for duty in self.duties.values())

    @property
    def wished(self) -> int:
        """How far the wishes are met."""
        return sum(
            self.officer.wishes.get((day, duty.name), 0) for day, duty in self.duties.items()
        )
