"""A road network as bytes, to be kept in a file or a database."""

import json
import zipfile
import zlib
from io import BytesIO

import numpy as np

from tocsin.core.roads.network import RoadNetwork

FORMAT = 1
_PER_NODE = ("node_lonlat", "component")
_PER_LINK = (
    "link_from",
    "link_to",
    "link_metres",
    "link_class",
    "link_oneway",
    "link_bridge",
    "link_name",
)
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, TypeError, ValueError)
_ARRAYS = (*_PER_NODE, *_PER_LINK, "link_start", "shape_lonlat")


def to_bytes(network: RoadNetwork) -> bytes:
    """Write a network as a compressed npz archive; equal networks give equal bytes.

    Examples
    --------
    >>> from tocsin.core.roads.network import build_network
    >>> from_bytes(to_bytes(build_network([]))).link_count
    0
    """
    names = np.frombuffer(json.dumps(network.names, ensure_ascii=False).encode(), dtype=np.uint8)
    arrays = {name: getattr(network, name) for name in _ARRAYS}
    kept = BytesIO()
    np.savez_compressed(kept, format=np.array(FORMAT), names=names, **arrays)
    return kept.getvalue()


def from_bytes(kept: bytes) -> RoadNetwork:
    """Read a network written by :func:`to_bytes`.

    Raises
    ------
    ValueError
        When the bytes are not a whole road network of this format.
    """
    try:
        with np.load(BytesIO(kept), allow_pickle=False) as archive:
            version = int(archive["format"])
            names = tuple(json.loads(archive["names"].tobytes()))
            network = RoadNetwork(**{name: archive[name] for name in _ARRAYS}, names=names)
    except _BROKEN as broken:
        raise ValueError("These bytes are not a whole road network.") from broken
    if version != FORMAT:
        raise ValueError("This road network was kept by another version: import it again.")
    if not _fits(network):
        raise ValueError("The parts of this road network do not fit together.")
    return network


def _fits(network: RoadNetwork) -> bool:
    links, nodes = network.link_count, network.node_count
    sizes = {len(getattr(network, name)) for name in _PER_LINK} | {len(network.link_start) - 1}
    if sizes != {links} or len(network.component) != nodes:
        return False
    ends = np.concatenate([network.link_from, network.link_to])
    named = network.link_name
    return bool(
        ((ends >= 0) & (ends < nodes)).all()
        and ((named >= 0) & (named < len(network.names))).all()
        and (np.diff(network.link_start) > 1).all()
        and network.link_start[-1] == len(network.shape_lonlat)
    )
