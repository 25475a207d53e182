"""A small disk of one's own, where the system gives one: it can be filled to the last byte."""

import ctypes
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEBIBYTE = 1024 * 1024
NEW_MOUNTS, NEW_USERS = 0x0002_0000, 0x1000_0000
PRIVATE, RECURSIVE = 1 << 18, 1 << 14


@contextmanager
def small_volume(mebibytes: int) -> Iterator[Path | None]:
    """Provide a small disk on which temporary folders are made from now on; nothing where refused.

    It is seen by this process and its children only, and is gone with them.
    """
    with tempfile.TemporaryDirectory(prefix="tocsin-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o711)
        if not mounted(place, mebibytes):
            yield None
            return
        before, tempfile.tempdir = tempfile.tempdir, str(place)
        try:
            yield place
        finally:
            tempfile.tempdir = before
            ctypes.CDLL(None).umount2(os.fsencode(place), 2)


def mounted(place: Path, mebibytes: int) -> bool:
    """Mount a small disk in a namespace of our own; say whether the system allowed it."""
    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    wanted = NEW_MOUNTS if user == 0 else NEW_MOUNTS | NEW_USERS
    if system.unshare(wanted) != 0:
        return False
    if wanted & NEW_USERS:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    system.mount(b"none", b"/", None, PRIVATE | RECURSIVE, None)
    facts = f"size={mebibytes}m,mode=711".encode()
    return bool(system.mount(b"tmpfs", os.fsencode(place), b"tmpfs", 0, facts) == 0)


class Ballast:
    """A file that takes up room on a disk."""

    def __init__(self, place: Path) -> None:
        self.path = place / "ballast"

    def fill(self, *, leave: int) -> None:
        """Take up all room but so many bytes."""
        with self.path.open("ab") as file:
            while (free := self.free()) > leave:
                try:
                    file.write(bytes(min(MEBIBYTE, free - leave)))
                    file.flush()
                except OSError:
                    return

    def free(self) -> int:
        """Return how much room there is."""
        facts = os.statvfs(self.path.parent)
        return facts.f_bavail * facts.f_frsize

    def clear(self) -> None:
        """Give the room back."""
        self.path.unlink(missing_ok=True)
