"""Whose turn it is: people and connected systems first, pages that renew themselves after them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

# Of so many turns one is for those who can wait, so that they do not wait for ever.
ONE_OF = 8


@dataclass(slots=True)
class Turn:
    """Lets one at a time, each line in its order."""

    taken: bool = False
    given: int = 0
    first: deque[asyncio.Future[None]] = field(default_factory=deque)
    later: deque[asyncio.Future[None]] = field(default_factory=deque)

    @asynccontextmanager
    async def of(self, *, can_wait: bool) -> AsyncIterator[None]:
        """Hold the turn for the length of a block."""
        if self.taken:
            await self.wait(self.later if can_wait else self.first)
        self.taken = True
        try:
            yield
        finally:
            self.hand_on()

    async def wait(self, line: deque[asyncio.Future[None]]) -> None:
        """Stand in a line until it is one's turn."""
        mine = asyncio.get_running_loop().create_future()
        line.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.hand_on()
            raise

    def hand_on(self) -> None:
        """Give the turn to the next who still waits; it stays taken meanwhile."""
        self.taken = False
        while self.first or self.later:
            self.given += 1
            is_theirs = not self.first or (bool(self.later) and self.given % ONE_OF == 0)
            following = (self.later if is_theirs else self.first).popleft()
            if not following.done():
                self.taken = True
                following.set_result(None)
                return
