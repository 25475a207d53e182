"""What the publication declines."""

from tocsin.kernel.errors import Refusal


class NothingNew(Refusal):
    """Too little time has gone by since the last edition."""

    code = "transparency.nothing_new"


class BudgetSpent(Refusal):
    """The noise of the year is used up: one more release would tell too much."""

    code = "transparency.budget_spent"


class NoiseMissing(Refusal):
    """The library that draws the noise is not installed."""

    code = "transparency.noise_missing"
