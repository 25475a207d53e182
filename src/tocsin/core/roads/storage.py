"""A road network as bytes, to be kept in a file or a database."""

import json
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.lib.npyio import NpzFile

from tocsin.core.roads.network import Ints, RoadNetwork
from tocsin.core.roads.signs import HOURS, Access, Turns

FORMAT, FIRST_FORMAT, TURNS_SINCE, HOURS_SINCE = 3, 1, 2, 3
_TURNS = ("arc", "start", "exempt", "left_out")
_PER_NODE = ("node_lonlat", "component")
_PER_LINK = (
    "link_from",
    "link_to",
    "link_metres",
    "link_class",
    "link_oneway",
    "link_bridge",
    "link_name",
    "link_access",
    "link_unpaved",
    "link_way",
    "link_limit",
    "link_circle",
    "link_timetable",
)
# What links are taken for that were kept before a fact was: the version, the value for each.
_SINCE = {
    "link_access": (2, Access.ALL.value, np.int8),
    "link_unpaved": (2, 0, np.bool_),
    "link_way": (2, 0, np.int64),
    "link_limit": (3, (0, 0), np.uint8),
    "link_circle": (3, 0, np.bool_),
    "link_timetable": (3, 0, np.int16),
}
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, TypeError, ValueError)
_ARRAYS = (*_PER_NODE, *_PER_LINK, "link_start", "shape_lonlat", "timetables")


@dataclass(frozen=True, slots=True)
class Kept:
    """A network as it was kept, with the order of its hierarchy where that was kept too."""

    network: RoadNetwork
    order: Ints | None


def to_bytes(network: RoadNetwork, *, order: Ints | None = None, compressed: bool = True) -> bytes:
    """Write a network as an npz archive; equal networks give equal bytes.

    Not ``compressed`` it is several times as large, and read in a fraction of the time.

    Examples
    --------
    >>> from tocsin.core.roads.network import build_network
    >>> from_bytes(to_bytes(build_network([]))).link_count
    0
    """
    names = np.frombuffer(json.dumps(network.names, ensure_ascii=False).encode(), dtype=np.uint8)
    arrays: dict[str, Any] = {name: getattr(network, name) for name in _ARRAYS}
    turns: dict[str, Any] = {
        f"turn_{name}": np.asarray(getattr(network.turns, name)) for name in _TURNS
    }
    if order is not None:
        arrays["order"] = order
    kept, write = BytesIO(), np.savez_compressed if compressed else np.savez
    write(kept, format=np.array(FORMAT), names=names, **arrays, **turns)
    return kept.getvalue()


def from_bytes(kept: bytes) -> RoadNetwork:
    """Read a network written by :func:`to_bytes`, as :func:`read_kept` does."""
    return read_kept(kept).network


def read_kept(kept: bytes | memoryview) -> Kept:
    """Read what was written by :func:`to_bytes`, of this version or one before.

    Raises
    ------
    ValueError
        When the bytes are not a whole road network of this format.
    """
    try:
        with np.load(BytesIO(kept), allow_pickle=False) as archive:
            version = int(archive["format"])
            network = _network_in(archive, version)
            order = archive["order"] if "order" in archive.files else None
    except _BROKEN as broken:
        raise ValueError("These bytes are not a whole road network.") from broken
    if not FIRST_FORMAT <= version <= FORMAT:
        raise ValueError("This road network was kept by another version: import it again.")
    if not _fits(network):
        raise ValueError("The parts of this road network do not fit together.")
    return Kept(network, order)


def _network_in(archive: NpzFile, version: int) -> RoadNetwork:
    """Read the arrays; formats before knew less of roads, and the first no forbidden turns."""
    names = tuple(json.loads(archive["names"].tobytes()))
    missing = [name for name, (since, _value, _kind) in _SINCE.items() if version < since]
    arrays: dict[str, Any] = {
        name: archive[name] for name in _ARRAYS if name in archive.files and name not in missing
    }
    for name in missing:
        _since, value, kind = _SINCE[name]
        arrays[name] = np.array([value] * len(arrays["link_from"]), dtype=kind)
    if version < HOURS_SINCE:
        arrays["timetables"] = np.full((1, 2, HOURS), Access.ALL, dtype=np.int8)
    if version < TURNS_SINCE:
        return RoadNetwork(**arrays, names=names)
    facts: dict[str, Any] = {name: archive[f"turn_{name}"] for name in _TURNS}
    facts["left_out"] = int(facts["left_out"])
    if version < HOURS_SINCE:
        facts["exempt"] = np.repeat(facts["exempt"][:, None], HOURS, axis=1)
    return RoadNetwork(**arrays, names=names, turns=Turns(**facts))


def _fits(network: RoadNetwork) -> bool:
    links, nodes = network.link_count, network.node_count
    sizes = {len(getattr(network, name)) for name in _PER_LINK} | {len(network.link_start) - 1}
    if sizes != {links} or len(network.component) != nodes:
        return False
    ends = np.concatenate([network.link_from, network.link_to])
    named, turns, timed = network.link_name, network.turns, network.link_timetable
    return bool(
        ((ends >= 0) & (ends < nodes)).all()
        and ((named >= 0) & (named < len(network.names))).all()
        and ((timed >= 0) & (timed < len(network.timetables))).all()
        and network.timetables.shape[1:] == (2, HOURS)
        and network.link_limit.shape == (links, 2)
        and turns.exempt.shape == (len(turns), HOURS)
        and (np.diff(network.link_start) > 1).all()
        and network.link_start[-1] == len(network.shape_lonlat)
        and len(turns.start) == len(turns) + 1
        and turns.start[-1] == len(turns.arc)
        and (np.diff(turns.start) > 1).all()
        and ((turns.arc >= 0) & (turns.arc < 2 * links)).all()
    )
