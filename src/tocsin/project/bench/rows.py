"""What a measurement says, and the machine it was made on."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours beside a peer's; ``ratio`` above 1 means that ours is better.

    ``equal`` says that both gave the same answer, None where there is nothing to compare. Where
    there is no peer on this machine, ``peer`` and ``ratio`` are None and ``peer_name`` says why.
    """

    name: str
    unit: str
    ours: float
    peer_name: str
    peer: float | None
    ratio: float | None
    equal: bool | None


def more_is_better(
    name: str, unit: str, ours: float, peer_name: str, peer: float, *, equal: bool | None = None
) -> Row:
    """Compare rates.

    >>> more_is_better("calls", "1/s", 20.0, "bare", 10.0).ratio
    2.0
    """
    return Row(name, unit, ours, peer_name, peer, ours / peer if peer else None, equal)


def less_is_better(
    name: str, unit: str, ours: float, peer_name: str, peer: float, *, equal: bool | None = None
) -> Row:
    """Compare durations.

    >>> less_is_better("answer", "ms", 20.0, "bare", 10.0).ratio
    0.5
    """
    return Row(name, unit, ours, peer_name, peer, peer / ours if ours else None, equal)


def alone(name: str, unit: str, ours: float, why: str) -> Row:
    """Give a figure without a peer, and why there is none.

    >>> alone("answer", "ms", 2.0, "not available").peer is None
    True
    """
    return Row(name, unit, ours, why, None, None, None)


def quantile_ms(seconds: Sequence[float], share: float) -> float:
    """Take a quantile of durations, in milliseconds.

    >>> quantile_ms([0.001, 0.002, 0.003], 0.5)
    2.0
    """
    return round(float(np.quantile(np.asarray(seconds), share)) * 1000, 4)


def times_of(act: Callable[[int], object], seconds: float) -> list[float]:
    """Do something again and again for so many seconds, at least once; say how long each took.

    The act is given how often it was done before.
    """
    took: list[float] = []
    until = perf_counter() + seconds
    while not took or perf_counter() < until:
        begun = perf_counter()
        act(len(took))
        took.append(perf_counter() - begun)
    return took


def hardware() -> dict[str, object]:
    """Describe the machine as far as no database is needed."""
    return {
        "processors": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def machine() -> dict[str, object]:
    """Describe the machine and its database, so that figures can be compared."""
    from django.db import connection  # noqa: PLC0415 - only after Django is set up

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, commit = cursor.fetchone()
    durable = fsync == "on" and commit == "on"
    return {**hardware(), "postgresql": server, "durable": durable}


def plain(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Write rows as plain values."""
    return [asdict(row) for row in rows]
