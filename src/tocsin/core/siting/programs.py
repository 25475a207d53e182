"""Mixed-integer programs, solved by HiGHS to the last proof."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tocsin.core.geo import Floats
from tocsin.core.siting.answers import Goal, ImpossibleError

INFEASIBLE = 2
TIME_IS_UP = 1


@dataclass(frozen=True)
class Program:
    """Values to be found: what each is worth, between which figures it lies, what binds them.

    Each row is a matrix with its lowest and highest figures; ``whole`` marks the values that are
    whole.
    """

    worth: Floats
    whole: NDArray[np.bool_]
    lowest: Floats
    highest: Floats
    rows: tuple[LinearConstraint, ...]
    goal: Goal = Goal.LEAST

    def solve(self, *, seconds: float | None = None) -> tuple[Floats, float, bool]:
        """Find the best values, a bound on the objective, and whether they are proven to reach it.

        Raises
        ------
        Impossible
            When no values keep to the rows, or none were found in time.
        """
        sign = -1.0 if self.goal is Goal.MOST else 1.0
        options: dict[str, float] = {"mip_rel_gap": 0.0}
        if seconds is not None:
            options["time_limit"] = seconds
        found = milp(
            sign * self.worth,
            integrality=self.whole.astype(np.float64),
            bounds=Bounds(self.lowest, self.highest),
            constraints=self.rows,
            options=options,
        )
        if found.x is None:
            raise ImpossibleError(
                "No choice of sites does what is asked."
                if found.status == INFEASIBLE
                else "No choice of sites was found in time."
            )
        values = np.where(self.whole, np.rint(found.x), found.x)
        return values, sign * float(found.mip_dual_bound), found.status != TIME_IS_UP
