"""Areas that call, the units that serve them, and in which order each area asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tocsin.core.geo import Floats


@dataclass(frozen=True)
class Service:
    """A county to be worked out: who calls, who is asked first, and how quickly a unit is done.

    ``rates`` has shape (areas,), in calls per time; ``preferences`` names for each area the units
    in the order in which they are asked, each at most once; ``unit_rates`` has shape (units,), in
    calls per time while busy. An area that names only some units never gets another.
    """

    rates: Floats
    preferences: tuple[tuple[int, ...], ...]
    unit_rates: Floats

    def __post_init__(self) -> None:
        if self.rates.ndim != 1 or len(self.rates) != len(self.preferences):
            raise ValueError("Each area needs one rate and one order of units.")
        if not (np.isfinite(self.rates).all() and (self.rates >= 0).all() and self.rates.sum() > 0):
            raise ValueError("The rates of the areas are not negative, and one is above zero.")
        if not (np.isfinite(self.unit_rates).all() and (self.unit_rates > 0).all()):
            raise ValueError("Each unit needs a service rate above zero.")
        for order in self.preferences:
            if not order or len(set(order)) < len(order):
                raise ValueError("Each area names at least one unit, and none twice.")
            if not all(0 <= unit < self.units for unit in order):
                raise ValueError("An area names a unit that does not exist.")

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.unit_rates)

    @property
    def everybody_serves_all(self) -> bool:
        """Whether each area takes any unit before it loses a call or waits."""
        return all(len(order) == self.units for order in self.preferences)

    def together(self) -> tuple["Service", np.ndarray[tuple[int], np.dtype[np.intp]]]:
        """Put areas with the same order together, and say where each has gone."""
        orders = dict.fromkeys(self.preferences)
        number = {order: at for at, order in enumerate(orders)}
        of_area = np.array([number[order] for order in self.preferences], dtype=np.intp)
        rates = np.bincount(of_area, weights=self.rates, minlength=len(orders))
        return Service(np.asarray(rates, dtype=np.float64), tuple(orders), self.unit_rates), of_area


def service(
    rates: Sequence[float], preferences: Sequence[Sequence[int]], unit_rate: float | Sequence[float]
) -> Service:
    """Make a service from plain lists; one unit rate stands for all units that are named.

    >>> service([1.0, 0.5], [[0, 1], [1, 0]], 2.0).unit_rates.tolist()
    [2.0, 2.0]
    """
    orders = tuple(tuple(order) for order in preferences)
    units = 1 + max((unit for order in orders for unit in order), default=-1)
    each = np.asarray(unit_rate, dtype=np.float64)
    unit_rates = np.full(units, float(each)) if each.ndim == 0 else each
    return Service(np.asarray(rates, dtype=np.float64), orders, unit_rates)
