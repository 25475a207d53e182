"""How long ways take by what trips on record taught, in the words of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.core.geo import Floats
from tocsin.core.roads.calibration import Calibration, Circumstances

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Expected:
    """How long a way takes, in seconds: eight of ten take between ``low`` and ``high``.

    ``trips`` says from how many trips that is known; with 0 it is the time of the roads alone.
    """

    low: float
    seconds: float
    high: float
    trips: int

    def after(self, gone: timedelta) -> "Expected":
        """Say what is left after some time on the way."""
        past = gone.total_seconds()
        low, middle, high = (max(0.0, one - past) for one in (self.low, self.seconds, self.high))
        return Expected(low, middle, high, self.trips)

    @property
    def words(self) -> str:
        """The time as one says it: a range where trips tell how sure it is."""
        if not self.trips:
            return minutes_words(round(self.seconds / MINUTE))
        return range_words(round(self.low / MINUTE), round(self.high / MINUTE))

    @property
    def grounds(self) -> str:
        """What the time rests on."""
        if not self.trips:
            return _("Time of the way alone, not calibrated with recorded trips.")
        return ngettext(
            "Eight of ten ways take this long, by {n} recorded trip.",
            "Eight of ten ways take this long, by {n} recorded trips.",
            self.trips,
        ).format(n=self.trips)


def expected_of(
    learnt: Calibration, seconds: Sequence[float] | Floats, how: Circumstances
) -> list[Expected]:
    """Tell of many whole ways how long they take; one without a way takes for ever."""
    trips = learnt.trips if learnt.calibrated else 0
    free = np.array(seconds, dtype=np.float64).reshape(-1, 1)
    rows = learnt.whole.quantiles(free, how)
    return [Expected(low, middle, high, trips) for low, middle, high in rows.tolist()]


def minutes_words(minutes: int) -> str:
    """Write whole minutes as one says them."""
    if minutes < 1:
        return _("under 1 min")
    return _("{minutes} min").format(minutes=minutes)


def range_words(low: int, high: int) -> str:
    """Write a range of whole minutes as one says it."""
    if low == high or high <= 1:
        return minutes_words(high)
    return _("{low}–{high} min").format(low=low, high=high)
