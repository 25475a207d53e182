"""What the clients of a campaign were told is done."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One write that the server said it has, with the facts by which it is found again."""

    kind: str
    facts: dict[str, str | int]


@dataclass(slots=True)
class Book:
    """Everything acknowledged, refused and sent again, noted by many threads."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, **facts: str | int) -> None:
        """Note a write that was acknowledged."""
        with self._lock:
            self.acknowledged.append(Acknowledged(kind, facts))

    def kept(self) -> int:
        """Count what came in while the database was away: it has no number yet."""
        return sum(done.facts.get("number") == "" for done in self.acknowledged)

    def sent_again(self) -> None:
        """Note that a request got no answer and goes out once more."""
        with self._lock:
            self.retried += 1

    def was_refused(self, what: str) -> None:
        """Note that the server declined."""
        with self._lock:
            self.refused[what] += 1

    def was_faulty(self, what: str) -> None:
        """Note that the server could not answer."""
        with self._lock:
            self.faults[what] += 1
