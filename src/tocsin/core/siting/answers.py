"""What a question about sites may lay down, and what its answer says of itself."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats

Mask = NDArray[np.bool_]


class ImpossibleError(ValueError):
    """No choice of sites does what is asked; the words say what stands in the way."""


class Goal(Enum):
    """Whether a greater or a smaller objective is better."""

    MOST = "most"
    LEAST = "least"


@dataclass(frozen=True)
class Choice:
    """What is laid down about the sites beforehand.

    ``stay`` are sites that must be among the chosen, ``never`` ones that must not; where several
    units may share a site, at most ``most_units`` of them do.
    """

    stay: Collection[int] = field(default=())
    never: Collection[int] = field(default=())
    most_units: int | None = None

    def check(self, sites: int, wanted: int) -> None:
        """Refuse what contradicts itself."""
        named = {*self.stay, *self.never}
        if not all(0 <= site < sites for site in named):
            raise ValueError("A site is named that does not exist.")
        if set(self.stay) & set(self.never):
            raise ImpossibleError("A site cannot both stay and be left out.")
        if len(set(self.stay)) > wanted:
            raise ImpossibleError("More sites must stay than are asked for.")

    def least(self, sites: int) -> Floats:
        """For each site, how many units must stand there."""
        return np.isin(np.arange(sites), list(self.stay)).astype(np.float64)

    def most(self, sites: int, each: int) -> Floats:
        """For each site, how many units may stand there."""
        most = each if self.most_units is None else min(each, self.most_units)
        return np.where(np.isin(np.arange(sites), list(self.never)), 0.0, float(most))


@dataclass(frozen=True)
class Sited:
    """The chosen sites, ascending; one that several units share stands there so many times.

    ``bound`` is a figure that no choice can better; ``proven`` says that the objective reaches it,
    so that the choice is best.
    """

    sites: tuple[int, ...]
    objective: float
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """By which share of the objective a better choice could differ at most."""
        off = abs(self.objective - self.bound)
        return 0.0 if self.proven or off == 0 else off / max(abs(self.objective), 1e-300)


def checked_cover(cover: NDArray[np.generic], demand: Floats) -> Mask:
    """Read who covers whom, of shape (points, sites), with demand of shape (points,)."""
    mask = np.asarray(cover).astype(bool)
    if mask.ndim == 1 or mask.shape[1] == 0 or demand.shape != (len(mask),):
        raise ValueError(
            "The cover needs one row for each point with demand and one column for each site."
        )
    if not (np.isfinite(demand).all() and (demand >= 0).all()):
        raise ValueError("Demand is not negative.")
    return mask
