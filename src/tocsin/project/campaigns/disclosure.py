"""Tables with small counts, and somebody who tries to work out what is left out of them."""

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.random import Generator

from tocsin.core.disclosure.counts import SPREAD, Counts, Printed, Sum, table, together
from tocsin.core.disclosure.recovering import intervals
from tocsin.core.disclosure.suppressing import CannotBeHiddenError, suppressed
from tocsin.project.campaigns.outcome import Outcome

TRUE_TOTALS = "true-totals"


def run(*, tables: int, seed: int, plant: str | None, told: Callable[[int], None]) -> Outcome:
    """Print tables that are drawn, and try to work out what is left out."""
    rng = np.random.default_rng(seed)
    left_out = exact = close = withheld = 0
    for _number in range(tables):
        counts = drawn(rng)
        try:
            printed = printed_of(counts, plant)
        except CannotBeHiddenError:
            withheld += 1
            told(1)
            continue
        found = intervals(printed)
        left_out += len(found)
        exact += sum(one.spread == 0 for one in found.values())
        close += sum(one.spread < SPREAD for one in found.values())
        told(1)
    figures = {
        "left_out": left_out,
        "worked_out_exactly": exact,
        "told_too_closely": close,
        "not_printed": withheld,
    }
    return Outcome("disclosure", seed, plant, tables, close, figures)


def printed_of(counts: Counts, plant: str | None) -> Printed:
    """Print a table, or, planted, leave out the small counts alone."""
    return counts.without(counts.few) if plant == TRUE_TOTALS else suppressed(counts)


def drawn(rng: Generator) -> Counts:
    """Draw a table of stations and kinds beside one by hour, which share their total."""
    rows = [f"station-{n}" for n in range(rng.integers(3, 12))]
    columns = [f"kind-{n}" for n in range(rng.integers(3, 10))]
    cells = {cell: int(rng.negative_binomial(1, 0.05)) for cell in product(rows, columns)}
    whole = table(cells, rows, columns, name="t")
    total = whole.values["t/*/*"]
    by_hour = rng.multinomial(total, rng.dirichlet(np.ones(8)))
    hours = {f"hour-{n}": int(number) for n, number in enumerate(by_hour)}
    return together(
        whole,
        Counts({**hours, "t/*/*": total}, [Sum("t/*/*", list(hours))]),
        open_=["t/*/*"],
    )
