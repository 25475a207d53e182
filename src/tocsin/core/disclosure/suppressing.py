"""Choosing what is left out: few counts, and as many others as it takes to hide them."""

from tocsin.core.disclosure.counts import SPREAD, Counts, Printed, Sum
from tocsin.core.disclosure.recovering import intervals

# What is left out last: cells that stand alone in a sum, totals, and noughts, which say that there
# was nobody.
CELL, ALONE, TOTAL, NOUGHT = range(4)


class CannotBeHiddenError(ValueError):
    """However much is left out, a few can still be told from what must be printed."""


def suppressed(counts: Counts, *, spread: float = SPREAD) -> Printed:
    """Leave out every count of few, and others, until none of them can be told.

    What is left out besides is chosen one by one: among the counts that share a sum with one that
    can still be told, the smallest that is large enough to hide it; cells before totals, and
    noughts last. Every count left out is examined, so what comes back has passed.

    Raises
    ------
    CannotBeHiddenError
        The counts that must be printed tell too much, even where all others are left out.

    Examples
    --------
    >>> from tocsin.core.disclosure.counts import table
    >>> cells = {("a", "x"): 2, ("a", "y"): 30, ("b", "x"): 12, ("b", "y"): 40, ("c", "x"): 9}
    >>> sheet = table(cells, ["a", "b", "c"], ["x", "y"], name="t")
    >>> suppressed(sheet).hidden
    ['t/a/x', 't/a/y', 't/b/x', 't/b/y']
    """
    hidden = set(counts.few)
    unsafe = sorted(hidden)
    while unsafe:
        # What is safe stays so when more is left out: every count is examined until it is.
        name = unsafe[-1]
        if intervals(counts.without(hidden), only=[name])[name].spread >= spread:
            unsafe.pop()
            continue
        more = next_to_hide(counts, hidden, name)
        if more is None:
            raise CannotBeHiddenError("What must be printed tells too much.")
        hidden.add(more)
        unsafe.insert(0, more)
    return counts.without(hidden)


def next_to_hide(counts: Counts, hidden: set[str], name: str) -> str | None:
    """Choose what else is left out so that a count cannot be told, the nearest first."""
    rest = set(counts.values) - hidden - counts.open
    beside = candidates(counts, hidden, name) or sorted(rest)
    return min(beside, key=lambda one: cost(counts, one), default=None)


def candidates(counts: Counts, hidden: set[str], name: str) -> list[str]:
    """List what may be left out beside a count: where one stands alone in a sum, its own first."""
    sums = [members(line) for line in counts.sums]
    mine = [line for line in sums if name in line]
    alone = [line for line in sums if len(line & hidden) == 1]
    for lines in ([line for line in mine if line in alone], alone, mine):
        beside = set().union(*lines) - hidden - counts.open
        if beside:
            return sorted(beside)
    return []


def members(line: Sum) -> set[str]:
    """Name all counts of a sum."""
    return {line.total, *line.parts}


def cost(counts: Counts, name: str) -> tuple[int, int, str]:
    """Say how much a reader loses with a count: smaller ones first, of those that can hide one."""
    value = counts.values[name]
    if value == 0:
        return NOUGHT, value, name
    if any(name == line.total for line in counts.sums):
        return TOTAL, value, name
    sides = [line.parts for line in counts.sums if name in line.parts]
    alone = any(sum(counts.values[part] for part in parts) == value for parts in sides)
    return ALONE if alone else CELL, value, name
