"""What the call desk needs of a telephone switch, whatever its maker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CallerPlace:
    """Where the network believes the caller to be: degrees, and metres it may be off."""

    lon: float
    lat: float
    metres: float


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call rings; ``source_id`` is the switch's own name for it."""

    signal_id: str
    source_id: str
    at: datetime
    telephone: str = ""
    place: CallerPlace | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A call-taker, named by user name where the switch knows it, picked up."""

    signal_id: str
    source_id: str
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The line is closed."""

    signal_id: str
    source_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Located:
    """The network has a better idea of where the caller is."""

    signal_id: str
    source_id: str
    at: datetime
    place: CallerPlace


Signal = Ringing | Answered | HungUp | Located


class TelephoneSwitch(Protocol):
    """Hands over what happens on the lines; the same signal twice does no harm."""

    def signals(self) -> Iterable[Signal]:
        """Hand over the signals not yet handed over, oldest first."""
