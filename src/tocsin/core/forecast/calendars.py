"""What a date says of itself: weekday, season, holiday; in the solar and the Chinese calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

import numpy as np

from tocsin.core.geo import Floats

YEAR_DAYS = 365.2425
WAVES = 8
WEEKDAYS = 7

# Days from 1 January to the Spring Festival, and from there to the Dragon Boat and the Mid-Autumn
# Festival, 2000 to 2050: the Chinese calendar after GB/T 33661-2017.
FIRST_YEAR = 2000
SPRING = (
    "35 23 42 31 21 39 28 48 37 25 44 33 22 40 30 49 38 27 46 35 24 42 31 21 40 28 47 36 25 43 33 "
    "22 41 30 49 38 27 45 34 23 42 31 21 40 29 47 36 25 44 32 22"
)
DRAGON_BOAT = (
    "122 152 123 123 152 122 122 121 122 122 122 123 152 122 122 121 122 122 122 122 152 122 122 "
    "151 121 122 122 123 123 123 122 152 122 121 121 122 123 123 123 123 123 122 151 121 122 122 "
    "122 123 122 122 151"
)
MID_AUTUMN = (
    "220 250 221 222 250 221 250 219 220 250 220 221 251 221 220 220 220 249 220 220 250 221 221 "
    "250 220 250 220 221 251 221 221 251 221 220 220 220 250 221 221 251 221 221 249 219 249 220 "
    "221 251 221 221 250"
)
SPRING_DAYS = range(-2, 9)
LANTERN = 14


class Calendar(Enum):
    """Which holidays are known beforehand."""

    NONE = "none"
    SOLAR = "solar"
    CHINESE = "chinese"


SOLAR_DAYS = ((1, 1), (12, 24), (12, 25), (12, 26), (12, 31))
CHINESE_SOLAR_DAYS = ((1, 1), (4, 4), (4, 5), (5, 1), (5, 2), *((10, day) for day in range(1, 8)))


def lunar_days(year: int) -> Mapping[date, str]:
    """Name the days of the Chinese calendar that change how people live.

    Raises
    ------
    ValueError
        Before 2000 and after 2050.

    >>> [day.isoformat() for day, name in lunar_days(2026).items() if name == "spring 0"]
    ['2026-02-17']
    """
    place = year - FIRST_YEAR
    if not 0 <= place < len(SPRING.split()):
        raise ValueError("The Chinese calendar is known from 2000 to 2050.")
    spring = date(year, 1, 1) + timedelta(days=int(SPRING.split()[place]))
    named = {spring + timedelta(days=after): f"spring {after}" for after in SPRING_DAYS}
    named[spring + timedelta(days=LANTERN)] = "lantern"
    named[spring + timedelta(days=int(DRAGON_BOAT.split()[place]))] = "dragon boat"
    named[spring + timedelta(days=int(MID_AUTUMN.split()[place]))] = "mid-autumn"
    return named


@dataclass(frozen=True)
class Season:
    """What is known of each day beforehand, made into columns.

    ``events`` names days that are out of the usual, in the past or to come; ``waves`` is how many
    harmonics the year has, 0 where too little of it is known.
    """

    calendar: Calendar = Calendar.SOLAR
    waves: int = WAVES
    events: Mapping[date, str] = field(default_factory=dict)

    def columns(self, days: Sequence[date]) -> Floats:
        """Give the columns of shape (days, columns): weekdays, then the year, then named days."""
        weekday = np.array([day.weekday() for day in days])
        parts = [(weekday[:, None] == np.arange(WEEKDAYS - 1)).astype(np.float64)]
        angle = np.array([day.timetuple().tm_yday for day in days]) * (2.0 * np.pi / YEAR_DAYS)
        parts.extend(
            np.column_stack([np.sin(wave * angle), np.cos(wave * angle)])
            for wave in range(1, self.waves + 1)
        )
        names = [self._names(day) for day in days]
        parts.extend(
            np.array([name in of_day for of_day in names], dtype=np.float64)[:, None]
            for name in self._all_names()
        )
        return np.hstack(parts)

    @property
    def week_columns(self) -> slice:
        """Where the weekdays stand."""
        return slice(0, WEEKDAYS - 1)

    @property
    def year_columns(self) -> slice:
        """Where the harmonics of the year stand."""
        return slice(WEEKDAYS - 1, WEEKDAYS - 1 + 2 * self.waves)

    def _all_names(self) -> list[str]:
        solar = {
            Calendar.NONE: (),
            Calendar.SOLAR: SOLAR_DAYS,
            Calendar.CHINESE: CHINESE_SOLAR_DAYS,
        }
        names = [f"{month}-{day}" for month, day in solar[self.calendar]]
        if self.calendar is Calendar.CHINESE:
            names.extend(dict.fromkeys(lunar_days(FIRST_YEAR).values()))
        return [*names, *sorted(set(self.events.values()))]

    def _names(self, day: date) -> set[str]:
        names = {f"{day.month}-{day.day}", self.events.get(day, "")}
        if self.calendar is Calendar.CHINESE:
            names.add(lunar_days(day.year).get(day, ""))
        return names
