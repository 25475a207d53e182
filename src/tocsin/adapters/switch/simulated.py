"""A telephone switch without telephones, for the demo and for tests."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count

from tocsin.desks.calls.api import Answered, CallerPlace, HungUp, Located, Ringing, Signal


class SimulatedSwitch:
    """Rings, is answered and hangs up as it is told; hands its signals over once."""

    def __init__(self, name: str = "simulated") -> None:
        self.name = name
        self._serial = count(1)
        self._signals: list[Signal] = []

    def place_call(
        self, *, at: datetime, telephone: str = "", place: CallerPlace | None = None
    ) -> str:
        """Let a telephone ring and return the switch's id of the call."""
        source_id = f"{self.name}-{at:%Y%m%d}-{next(self._serial):06}"
        self._signals.append(Ringing(f"{source_id}-ring", source_id, at, telephone, place))
        return source_id

    def pick_up(self, source_id: str, *, at: datetime, by: str = "") -> None:
        """Let a call-taker pick up."""
        self._signals.append(Answered(f"{source_id}-answer", source_id, at, by))

    def put_down(self, source_id: str, *, at: datetime) -> None:
        """Let the line be closed."""
        self._signals.append(HungUp(f"{source_id}-end", source_id, at))

    def locate(self, source_id: str, *, at: datetime, place: CallerPlace) -> None:
        """Let the network find the caller."""
        signal_id = f"{source_id}-place-{next(self._serial)}"
        self._signals.append(Located(signal_id, source_id, at, place))

    def signals(self) -> Iterable[Signal]:
        """Hand over the signals not yet handed over, oldest first."""
        waiting, self._signals = self._signals, []
        return waiting
