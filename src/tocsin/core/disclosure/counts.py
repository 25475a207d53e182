"""Counts that are to be printed, and how they add up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# Fewer than this are few: from one up to four might be told from one another.
FEW = 5
# What somebody can work out about a count left out must leave this many steps open, so that at
# least five numbers are possible.
SPREAD = 4


@dataclass(frozen=True, slots=True)
class Sum:
    """A count that is the sum of others."""

    total: str
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that one edition counts, in all of its tables.

    Counts that appear in several tables have one name, so that what one table tells about another
    is known. Those that are ``open`` are not about people and are always printed.
    """

    values: Mapping[str, int]
    sums: Sequence[Sum] = ()
    open: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for name, value in self.values.items():
            if value < 0:
                raise ValueError(f"The count {name} is below nothing.")
        for one in self.sums:
            if self.values[one.total] != sum(self.values[part] for part in one.parts):
                raise ValueError(f"The parts of {one.total} do not add up to it.")

    @property
    def few(self) -> list[str]:
        """List the counts that are too few to be printed."""
        return [
            name for name, value in self.values.items() if 0 < value < FEW and name not in self.open
        ]

    def without(self, hidden: Iterable[str]) -> "Printed":
        """Leave counts out."""
        left_out = frozenset(hidden)
        shown = {name: None if name in left_out else value for name, value in self.values.items()}
        zeros = any(self.values[name] == 0 for name in left_out)
        return Printed(shown, self.sums, least=0 if zeros else 1)


@dataclass(frozen=True, slots=True)
class Printed:
    """What everybody reads: the counts, ``None`` where one is left out, and how they add up.

    ``least`` is what a reader may take each count left out to be at least: one, where noughts are
    always printed.
    """

    values: Mapping[str, int | None]
    sums: Sequence[Sum] = ()
    least: int = 1

    @property
    def hidden(self) -> list[str]:
        """List the counts that are left out."""
        return [name for name, value in self.values.items() if value is None]


def table(
    cells: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str], *, name: str
) -> Counts:
    """Count a table of two sides with its totals.

    Examples
    --------
    >>> one = table({("a", "x"): 3, ("b", "y"): 7}, ["a", "b"], ["x", "y"], name="t")
    >>> one.values["t/a/x"], one.values["t/a/*"], one.values["t/*/*"], one.few
    (3, 3, 10, ['t/a/x', 't/a/*', 't/*/x'])
    """
    values = {
        f"{name}/{row}/{column}": cells.get((row, column), 0) for row in rows for column in columns
    }
    sums = [
        Sum(f"{name}/{row}/*", [f"{name}/{row}/{column}" for column in columns]) for row in rows
    ]
    sums += [
        Sum(f"{name}/*/{column}", [f"{name}/{row}/{column}" for row in rows]) for column in columns
    ]
    values |= {one.total: sum(values[part] for part in one.parts) for one in sums}
    across = Sum(f"{name}/*/*", [f"{name}/{row}/*" for row in rows])
    down = Sum(f"{name}/*/*", [f"{name}/*/{column}" for column in columns])
    values[across.total] = sum(values[part] for part in across.parts)
    return Counts(values, [*sums, across, down])


def together(*many: Counts, also: Sequence[Sum] = (), open_: Iterable[str] = ()) -> Counts:
    """Put counts that are printed together into one, with what else adds up across them."""
    values: dict[str, int] = {}
    for one in many:
        for name, value in one.values.items():
            if values.setdefault(name, value) != value:
                raise ValueError(f"The count {name} has two values.")
    sums = [line for one in many for line in one.sums] + list(also)
    return Counts(values, sums, frozenset(open_).union(*(one.open for one in many)))
