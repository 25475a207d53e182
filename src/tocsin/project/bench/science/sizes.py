"""How large the questions are."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes of the questions: the whole measurement, or a look in passing."""

    line_calls: int = 1_000_000
    sent_calls: int = 1_000_000
    peer_calls: int = 100_000
    year_calls: int = 25_680
    years: int = 1_000
    years_at_once: int = 50
    sites: int = 55
    points: int = 2_000
    rounds: int = 5
    exact_units: int = 15


QUICK = Size(
    line_calls=20_000,
    sent_calls=20_000,
    peer_calls=2_000,
    year_calls=2_000,
    years=20,
    years_at_once=10,
    points=100,
    rounds=1,
    exact_units=10,
)


def is_here(package: str) -> bool:
    """Say whether a package can be imported where this runs."""
    return find_spec(package) is not None


def absent(package: str) -> str:
    """Say why there is no figure of a peer."""
    return f"{package}: not installed here"


def seconds_of(rounds: int, act: Callable[[], object]) -> float:
    """Do something some times, and give the median of the seconds."""
    took = []
    for _ in range(rounds):
        begun = perf_counter()
        act()
        took.append(perf_counter() - begun)
    return median(took)
