"""Counts of calls by day and area."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tocsin.core.geo import Floats

WEEK = 7
LEAST_DAYS = 8 * WEEK
YEARLY_DAYS = 400


class TooLittleDataError(ValueError):
    """So few days are known that a forecast would be made up."""


@dataclass(frozen=True)
class DayCounts:
    """How many calls each area had on each day.

    ``counts`` has shape (areas, days), nan where a day is not known; the first column is ``first``.
    """

    first: date
    areas: tuple[str, ...]
    counts: Floats

    def __post_init__(self) -> None:
        if self.counts.ndim == 1 or len(self.areas) != len(self.counts) or not self.areas:
            raise ValueError("The counts need one row for each area and one column for each day.")
        if len(set(self.areas)) < len(self.areas):
            raise ValueError("Each area stands there once.")
        known = self.counts[np.isfinite(self.counts)]
        if np.isinf(self.counts).any() or (known < 0).any():
            raise ValueError("A count is not negative; a day that is not known is left empty.")

    @property
    def days(self) -> int:
        """How many days there are, known or not."""
        return int(self.counts.shape[1])

    def day(self, number: int) -> date:
        """Say which date a column has; further columns lie in the future."""
        return self.first + timedelta(days=number)

    def until(self, last: date) -> "DayCounts":
        """Leave out what came after a date."""
        days = max((last - self.first).days + 1, 0)
        return DayCounts(self.first, self.areas, self.counts[:, :days])

    def checked(self) -> "DayCounts":
        """Refuse to say anything from too few days.

        Raises
        ------
        TooLittleDataError
            When an area has fewer than eight weeks of known days, or none within the last four
            weeks.
        """
        known = np.isfinite(self.counts)
        if (known.sum(axis=1) < LEAST_DAYS).any():
            raise TooLittleDataError("A forecast needs eight weeks of known days in each area.")
        if not known[:, -4 * WEEK :].any(axis=1).all():
            raise TooLittleDataError("Of some area none of the last four weeks is known.")
        return self
