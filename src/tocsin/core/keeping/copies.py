"""Two copies of what is committed, or one: what each look at the server asks to be done.

Positions in the log are bytes, transactions their numbers, moments seconds of a clock that only
runs on.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

MOST_SIGHTS = 256


class Order(StrEnum):
    """What is to be done after a look."""

    NOTHING = "nothing"
    FALL_BACK = "fall_back"
    WAIT_AGAIN = "wait_again"
    COVERED = "covered"


class Reason(StrEnum):
    """Why there was one copy only."""

    AWAY = "away"
    STALLED = "stalled"
    UNWATCHED = "unwatched"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what; together below the five seconds that intake may be held up."""

    away_seconds: float = 1.5
    stalled_seconds: float = 2.5
    # So little behind, and for so long, is keeping up.
    near_seconds: float = 1.0
    steady_seconds: float = 2.0
    # The server tells each of its processes in its own time that commits wait again.
    settling_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look at the server has shown.

    `written` is how far its log is on its disk, `copied` how far the second copy says it has it;
    ``None`` while that is away. Transactions below `ended` are over, from `begins` on not begun.
    """

    written: int
    copied: int | None
    waits: bool
    counted: bool
    ended: int
    begins: int


@dataclass(slots=True)
class CopyWatch:
    """Judges one sight after another.

    `covered` is the last sight at which the second copy had everything: what was committed after
    it may be on one disk only.

    >>> watch = CopyWatch(two=True)
    >>> whole = Sight(written=100, copied=100, waits=True, counted=True, ended=7, begins=8)
    >>> behind = Sight(written=120, copied=100, waits=True, counted=True, ended=7, begins=9)
    >>> [str(watch.look(sight, at)) for sight, at in ((whole, 0), (behind, 1), (behind, 4))]
    ['nothing', 'nothing', 'fall_back']
    >>> watch.covered.ended, watch.reason
    (7, <Reason.STALLED: 'stalled'>)
    """

    patience: Patience = field(default_factory=Patience)
    # Whether everything committed now is promised to be on both; as it was left, at the beginning.
    two: bool = False
    covered: Sight | None = None
    reason: Reason = Reason.UNWATCHED
    # What the server had written at earlier looks, and the copy had not; the oldest first.
    _behind: deque[tuple[float, Sight]] = field(default_factory=deque)
    _steady_since: float | None = None
    _counted_since: float | None = None
    _goal: int | None = None

    def look(self, sight: Sight, now: float) -> Order:
        """Say what is to be done."""
        reached = self._reached(sight, now)
        if sight.waits:
            self._steady_since = None
            return self._while_waiting(sight, now, reached)
        self._counted_since = self._goal = None
        if self.two:
            # Somebody else let commits go on, or the server was started anew.
            return self._fall_back(Reason.UNWATCHED)
        return self._while_alone(sight, now)

    def _reached(self, sight: Sight, now: float) -> Sight | None:
        """Return the newest sight whose log the copy has by now, and forget those before it."""
        self._behind.append((now, sight))
        reached = None
        while sight.copied is not None and self._behind:
            if self._behind[0][1].written > sight.copied:
                break
            reached = self._behind.popleft()[1]
        while len(self._behind) > MOST_SIGHTS:
            # The first tells how long is waited; of those that follow any may go.
            del self._behind[1]
        return reached

    def _while_waiting(self, sight: Sight, now: float, reached: Sight | None) -> Order:
        waited = now - self._behind[0][0] if self._behind else 0.0
        away = sight.copied is None
        if waited >= (self.patience.away_seconds if away else self.patience.stalled_seconds):
            return self._fall_back(Reason.AWAY if away else Reason.STALLED)
        if self.two:
            self.covered = reached or self.covered
            return Order.NOTHING
        if not sight.counted:
            return Order.NOTHING
        return self._while_settling(sight, now, reached)

    def _while_settling(self, sight: Sight, now: float, reached: Sight | None) -> Order:
        """Wait until every process of the server waits, and the copy has what came before."""
        if self._counted_since is None:
            self._counted_since = now
        if self._goal is None and now - self._counted_since >= self.patience.settling_seconds:
            self._goal = sight.written
        if self._goal is None or reached is None or reached.written < self._goal:
            return Order.NOTHING
        self.two, self.covered, self._goal = True, reached, None
        return Order.COVERED

    def _while_alone(self, sight: Sight, now: float) -> Order:
        """Let commits wait again once the copy has kept up for a while.

        Under load a copy that keeps up is never quite there.
        """
        behind = now - self._behind[0][0] if self._behind else 0.0
        if sight.copied is None or behind > self.patience.near_seconds:
            self._steady_since = None
            return Order.NOTHING
        if self._steady_since is None:
            self._steady_since = now
        if now - self._steady_since < self.patience.steady_seconds:
            return Order.NOTHING
        self._steady_since = None
        return Order.WAIT_AGAIN

    def _fall_back(self, reason: Reason) -> Order:
        self.two, self.reason = False, reason
        self._steady_since = self._counted_since = self._goal = None
        return Order.FALL_BACK
