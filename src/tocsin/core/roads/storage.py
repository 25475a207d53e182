"""A road network as bytes, to be kept in a file or a database."""

import json
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.lib.npyio import NpzFile

from tocsin.core.roads.network import Access, Ints, RoadNetwork, Turns

FORMAT, FORMAT_BEFORE = 2, 1
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
)
_SINCE_2 = {
    "link_access": (Access.ALL.value, np.int8),
    "link_unpaved": (0, np.bool_),
    "link_way": (0, np.int64),
}
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, TypeError, ValueError)
_ARRAYS = (*_PER_NODE, *_PER_LINK, "link_start", "shape_lonlat")


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
    """Read what was written by :func:`to_bytes`, of this version or the one before.

    Raises
    ------
    ValueError
        When the bytes are not a whole road network of this format.
    """
    try:
        with np.load(BytesIO(kept), allow_pickle=False) as archive:
            version = int(archive["format"])
            network = _network_in(archive, before=version == FORMAT_BEFORE)
            order = archive["order"] if "order" in archive.files else None
    except _BROKEN as broken:
        raise ValueError("These bytes are not a whole road network.") from broken
    if version not in {FORMAT, FORMAT_BEFORE}:
        raise ValueError("This road network was kept by another version: import it again.")
    if not _fits(network):
        raise ValueError("The parts of this road network do not fit together.")
    return Kept(network, order)


def _network_in(archive: NpzFile, *, before: bool) -> RoadNetwork:
    """Read the arrays; the format before knew roads open to all, and no forbidden turns."""
    names = tuple(json.loads(archive["names"].tobytes()))
    wanted = [name for name in _ARRAYS if not (before and name in _SINCE_2)]
    arrays: dict[str, Any] = {name: archive[name] for name in wanted}
    if before:
        links = len(arrays["link_from"])
        for name, (value, kind) in _SINCE_2.items():
            arrays[name] = np.full(links, value, dtype=kind)
        return RoadNetwork(**arrays, names=names)
    facts: dict[str, Any] = {name: archive[f"turn_{name}"] for name in _TURNS}
    facts["left_out"] = int(facts["left_out"])
    return RoadNetwork(**arrays, names=names, turns=Turns(**facts))


def _fits(network: RoadNetwork) -> bool:
    links, nodes = network.link_count, network.node_count
    sizes = {len(getattr(network, name)) for name in _PER_LINK} | {len(network.link_start) - 1}
    if sizes != {links} or len(network.component) != nodes:
        return False
    ends = np.concatenate([network.link_from, network.link_to])
    named, turns = network.link_name, network.turns
    return bool(
        ((ends >= 0) & (ends < nodes)).all()
        and ((named >= 0) & (named < len(network.names))).all()
        and (np.diff(network.link_start) > 1).all()
        and network.link_start[-1] == len(network.shape_lonlat)
        and len(turns.start) == len(turns) + 1
        and turns.start[-1] == len(turns.arc)
        and (np.diff(turns.start) > 1).all()
        and ((turns.arc >= 0) & (turns.arc < 2 * links)).all()
    )
