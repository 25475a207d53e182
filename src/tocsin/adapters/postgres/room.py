"""The disk of the carried server: nothing is written any more before it is full."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.adapters.postgres.receiving import CopyLine
from tocsin.core.keeping.room import Room

log = logging.getLogger(__name__)


def free_bytes(folder: Path) -> int:
    """Return how much may still be written on the disk of a folder."""
    return shutil.disk_usage(folder).free


@dataclass(slots=True)
class RoomKeeper:
    """Lets the server be read only while its disk is nearly full."""

    line: CopyLine
    folder: Path
    room: Room
    free: Callable[[Path], int] = free_bytes
    short: bool | None = field(default=None)

    def look(self) -> None:
        """Look once, and order what has changed.

        Raises
        ------
        psycopg.Error
            The server does not answer.
        """
        free = self.free(self.folder)
        short = self.room.is_short(free=free, short=bool(self.short))
        if short == self.short:
            return
        self.line.write_nothing(stop=short)
        if short or self.short:
            log.error("disk.%s free=%s", "nearly_full" if short else "has_room_again", free)
        self.short = short
