"""Bytes on disk: named by their hash, written whole, never changed, never executable."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

READ_ONLY = 0o440


def digest_of(content: bytes) -> str:
    """Hash bytes the way they are named."""
    return hashlib.sha256(content).hexdigest()


def path_of(digest: str) -> Path:
    """Say where bytes lie; the hash is one of ours, never a name that came from outside."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def put(content: bytes) -> str:
    """Store bytes and return their hash; the same bytes twice are one file.

    They are on the disk before this returns, so that a row never names a file that a power cut
    took away.
    """
    digest = digest_of(content)
    home = path_of(digest)
    if home.exists():
        return digest
    home.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    descriptor, draft = tempfile.mkstemp(dir=home.parent, prefix=".draft-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).chmod(READ_ONLY)
    Path(draft).replace(home)
    sync_folder(home.parent)
    return digest


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder last."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def take_away(digest: str) -> None:
    """Take bytes off the disk for good; what is gone already stays so."""
    home = path_of(digest)
    if home.exists():
        home.unlink()
        sync_folder(home.parent)
