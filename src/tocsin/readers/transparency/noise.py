"""Noise by OpenDP, and the account from which each release is paid before it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP, Decimal
from importlib.util import find_spec
from math import ceil, exp, log
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.readers.transparency import acts
from tocsin.readers.transparency.errors import BudgetSpent, NoiseMissing
from tocsin.readers.transparency.models import Spending

# Of one table of one edition. The year pays for three tables in each of twelve editions.
EPSILON = Decimal("0.5")
YEAR_BUDGET = Decimal(24)
# One incident, one look, one review stands in one cell of a table, once.
CONTRIBUTION = 1
LIBRARY = "opendp"
CENT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Draft:
    """One table whose counts get noise: in which edition of which bureau."""

    bureau: Bureau
    since: datetime
    table: str
    at: datetime


def available() -> bool:
    """Say whether the library is installed."""
    return find_spec(LIBRARY) is not None


def with_noise(draft: Draft, counts: Mapping[str, int]) -> dict[str, int]:
    """Pay for a table, then draw its noise; a count below nothing is printed as nothing.

    Raises
    ------
    NoiseMissing
        OpenDP is not installed.
    BudgetSpent
        The year's budget does not pay for it.
    """
    if not available():
        raise NoiseMissing(
            _("The library that draws the noise is not installed. Install the extra “noise”.")
        )
    draw = Geometric(float(EPSILON), CONTRIBUTION)
    book(draft, draw.epsilon)
    return {
        name: max(0, value)
        for name, value in zip(counts, draw.release(list(counts.values())), strict=True)
    }


def book(draft: Draft, epsilon: Decimal) -> Spending:
    """Write a release into the account of its year; the caller holds the bureau.

    Raises
    ------
    BudgetSpent
        The year's budget does not pay for it; nothing is written.
    """
    year = draft.since.astimezone(ZoneInfo(draft.bureau.time_zone)).year
    before = spent(draft.bureau, year)
    if before + epsilon > YEAR_BUDGET:
        raise BudgetSpent(
            _(
                "The noise of {year} is used up: one more release would tell too much. "
                "Print with small counts left out."
            ).format(year=year)
        )
    made = Spending.objects.create(
        bureau=draft.bureau,
        year=year,
        since=draft.since,
        table=draft.table,
        epsilon=epsilon,
        budget=YEAR_BUDGET,
        contribution=CONTRIBUTION,
        booked_at=draft.at,
    )
    audit.record(
        acts.BOOKED,
        subject=made,
        actor=service_officer(draft.bureau, "publication"),
        at=draft.at,
        table=draft.table,
        epsilon=float(epsilon),
        spent=float(before + epsilon),
        budget=float(YEAR_BUDGET),
    )
    return made


def spent(bureau: Bureau, year: int) -> Decimal:
    """Add up what the releases of a year have cost."""
    rows = Spending.objects.filter(bureau=bureau, year=year)
    return rows.aggregate(all=Sum("epsilon"))["all"] or Decimal(0)


class Geometric:
    """The discrete Laplace mechanism of OpenDP over the counts of one table.

    One more or one less of what is counted changes the counts by at most ``contribution`` in all.
    """

    def __init__(self, epsilon: float, contribution: int) -> None:
        # Large, and an extra: it is loaded where noise is drawn.
        import opendp.prelude as dp  # noqa: PLC0415 - see above

        dp.enable_features("contrib")
        self.scale = contribution / epsilon
        space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
        self.measurement = dp.m.make_laplace(*space, scale=self.scale)
        cost = Decimal(self.measurement.map(contribution))  # type: ignore[no-untyped-call] # OpenDP says no type
        # What the library proves, not what was wished for; its last digits are rounding.
        self.epsilon = (cost - Decimal("1e-9")).quantize(CENT, rounding=ROUND_UP)

    def release(self, counts: Sequence[int]) -> list[int]:
        """Draw the noise, once."""
        return [int(value) for value in self.measurement(list(counts))]


def within(epsilon: float, contribution: int, *, share: float = 0.95) -> int:
    """Say by how much at most a count is off in so many of all cases.

    Examples
    --------
    >>> within(0.5, 1)
    6
    """
    keep = exp(-epsilon / contribution)
    # P(|noise| > k) = 2 keep^(k+1) / (1 + keep)
    return ceil(log((1 - share) * (1 + keep) / 2) / log(keep) - 1)
