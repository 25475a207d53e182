"""What the hub of this process has heard, in its order; the threads of requests ask for it."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

# More than any browser can be behind.
REMEMBERED = 20_000


@dataclass(slots=True)
class Heard:
    """The events of this process, each with its place in the order in which they were committed.

    All hubs hear in that order. What was read after an event was heard here has that event in it,
    and all those before.
    """

    live: bool = False
    count: int = 0
    _places: dict[int, int] = field(default_factory=dict)
    _latest: dict[tuple[int, str], int] = field(default_factory=dict)
    _order: deque[int] = field(default_factory=deque)

    def note(self, number: int, bureau_id: int, kind: str) -> None:
        """Note an event, before any browser hears of it."""
        self.count += 1
        self._latest[bureau_id, kind] = self.count
        self._places[number] = self.count
        self._order.append(number)
        if len(self._order) > REMEMBERED:
            self._places.pop(self._order.popleft(), None)

    def lose(self) -> None:
        """Count on nothing that was heard so far: the line to the database was cut."""
        self.live = False
        self.count += 1
        self._places.clear()
        self._order.clear()

    def knew(self, number: int, place: int) -> bool:
        """Say whether an event had been heard by a place in the order."""
        return self._places.get(number, self.count + 1) <= place

    def since(self, place: int, bureau_id: int, kinds: Iterable[str]) -> bool:
        """Say whether something of these kinds was heard after a place in the order."""
        return any(self._latest.get((bureau_id, kind), 0) > place for kind in kinds)


HEARD = Heard()
