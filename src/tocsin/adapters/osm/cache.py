"""Networks kept in files of our own, so that a map is read and put in order only once."""

import hashlib
import os
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.adapters.osm.errors import UnusableCache
from tocsin.adapters.osm.files import refuse_absent
from tocsin.adapters.osm.roads import read_roads
from tocsin.core.roads import RoadEngine, order_for, road_engine
from tocsin.core.roads.storage import Kept, read_kept, to_bytes

MAGIC = b"TOCSINRD"
VERSION = 2
"""To be raised whenever what is kept, or how a map is read, changes."""
_HEAD = struct.Struct("<8sI32s32s")  # magic, version, mark of the map, checksum of the rest

Told = Callable[[str], None]
Counted = Callable[[int], None]


def silent(_sentence: str) -> None:
    """Tell nobody."""


def uncounted(_roads: int) -> None:
    """Tell nobody how many roads were read."""


def load_engine(
    file: Path, folder: Path | None = None, told: Told = silent, counted: Counted = uncounted
) -> RoadEngine:
    """Give an engine over a map; with a folder, what was read is kept there for the next time.

    A kept network that is damaged, of another version or of another state of the map is made anew,
    and ``told`` hears why. ``counted`` hears how many roads were read.

    Raises
    ------
    UnreadableExtract
        When the map cannot be used.
    """
    kept = load_network(file, folder, told, counted)
    return road_engine(kept.network, kept.order)


def load_network(
    file: Path, folder: Path | None = None, told: Told = silent, counted: Counted = uncounted
) -> Kept:
    """Give the network of a map with the order of its hierarchy, as :func:`load_engine` does."""
    refuse_absent(file)
    place = folder / f"{file.name}.roads" if folder is not None else None
    if place is not None and place.is_file():
        try:
            return read_cache(place, mark_of(file))
        except UnusableCache as why:
            told(why.message)
    network = read_roads(file, counted).network()
    kept = Kept(network, order_for(network))
    if place is not None:
        # A folder one may not write to costs time, nothing else.
        with suppress(OSError):
            write_cache(place, kept, mark_of(file))
    return kept


def mark_of(file: Path) -> bytes:
    """Give what changes when a map changes: its place, size and time, as 32 bytes."""
    facts = file.stat()
    text = f"{file.resolve()}|{facts.st_size}|{facts.st_mtime_ns}"
    return hashlib.sha256(text.encode()).digest()


def write_cache(place: Path, kept: Kept, mark: bytes) -> None:
    """Write a network; a reader sees the whole of it or nothing."""
    body = to_bytes(kept.network, order=kept.order, compressed=False)
    head = _HEAD.pack(MAGIC, VERSION, mark, hashlib.sha256(body).digest())
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}-{os.getpid()}")
    draft.write_bytes(head + body)
    draft.replace(place)


def read_cache(place: Path, mark: bytes) -> Kept:
    """Read a network written by :func:`write_cache`.

    Raises
    ------
    UnusableCache
        When the file is damaged, of another version or of another state of the map.
    """
    try:
        written = place.read_bytes()
    except OSError as broken:
        raise UnusableCache(_damaged(place)) from broken
    if len(written) < _HEAD.size or not written.startswith(MAGIC):
        raise UnusableCache(_damaged(place))
    _magic, version, of_map, checksum = _HEAD.unpack_from(written)
    if version != VERSION:
        raise UnusableCache(
            _("The roads kept in %(name)s are from another version and are read again.")
            % {"name": place.name}
        )
    body = memoryview(written)[_HEAD.size :]
    if hashlib.sha256(body).digest() != checksum:
        raise UnusableCache(_damaged(place))
    if of_map != mark:
        raise UnusableCache(
            _("The map has changed since %(name)s was kept. Its roads are read again.")
            % {"name": place.name}
        )
    try:
        return read_kept(body)
    except ValueError as broken:
        raise UnusableCache(_damaged(place)) from broken


def _damaged(place: Path) -> str:
    return _("The roads kept in %(name)s are damaged and are read again.") % {"name": place.name}
