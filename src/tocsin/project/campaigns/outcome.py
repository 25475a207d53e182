"""What a campaign found, told in one form by all of them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often a campaign tried, how often that went wrong, and the figures behind it.

    `planted` names a fault that was put there on purpose: a campaign that passes in spite of it
    is itself broken.
    """

    campaign: str
    seed: int
    planted: str | None
    trials: int
    failures: int
    figures: Mapping[str, object]

    @property
    def passed(self) -> bool:
        """Say whether nothing went wrong."""
        return self.failures == 0

    def written(self) -> dict[str, object]:
        """Write it for JSON, in the order in which it is read."""
        return {
            "campaign": self.campaign,
            "seed": self.seed,
            "planted": self.planted,
            "trials": self.trials,
            "failures": self.failures,
            "figures": dict(self.figures),
            "passed": self.passed,
        }
