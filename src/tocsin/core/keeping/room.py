"""Whether there is room to write: stopped before a disk is full, begun again with some to spare.

A server that runs out of room in the middle of a commit stops altogether, and cannot always start
again. One that is read only goes on showing everything.
"""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Room:
    """How little may be free before nothing is written any more, and how much ends that.

    >>> room = Room(least=100, enough=200)
    >>> room.is_short(free=99, short=False), room.is_short(free=150, short=True)
    (True, True)
    >>> room.is_short(free=150, short=False), room.is_short(free=200, short=True)
    (False, False)
    """

    least: int = 256 * MEBIBYTE
    enough: int = 384 * MEBIBYTE

    @classmethod
    def of(cls, least: int) -> "Room":
        """Describe the room by how little may be free; half as much again ends it."""
        return cls(least, least + least // 2)

    def is_short(self, *, free: int, short: bool) -> bool:
        """Say whether nothing should be written, where that is so already (`short`) or not."""
        return free < (self.enough if short else self.least)
