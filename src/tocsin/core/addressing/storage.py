"""An index kept in a folder: one file of arrays that is read where it lies, and what is in it.

The file of arrays is named by its checksum and never changed. What is in it is written last, so
that somebody who reads the folder meanwhile has the old index or the new one, whole.
"""

import json
import mmap
import zlib
from typing import Any, BinaryIO, TypedDict

import numpy as np

from tocsin.core.addressing.index import AddressIndex, array_names

VERSION = 3
CONTENTS = "index.json"
ALIGNED = 64
AT_ONCE = 1 << 22


class Kept(TypedDict):
    """Where an array lies in the file, and what it is."""

    kind: str
    shape: tuple[int, ...]
    at: int


class Contents(TypedDict):
    """What is written beside the file of arrays."""

    version: int
    file: str
    bytes: int
    checksum: int
    levels: list[str]
    road_codes: list[str]
    arrays: dict[str, Kept]


class UnusableIndex(ValueError):  # noqa: N818 - it is a refusal
    """The files are not a whole index of this version."""


def save_index(index: AddressIndex, folder: str) -> str:
    """Write an index into a folder that is there; return the name of the file of arrays."""
    arrays: dict[str, Kept] = {}
    checksum, place = 0, 0
    parts: list[bytes] = []
    for name in array_names():
        array = np.ascontiguousarray(getattr(index, name))
        written = array.tobytes()
        padded = written + bytes(-len(written) % ALIGNED)
        arrays[name] = {"kind": array.dtype.str, "shape": array.shape, "at": place}
        checksum, place = zlib.crc32(padded, checksum), place + len(padded)
        parts.append(padded)
    file = f"arrays-{checksum:08x}.bin"
    with open(f"{folder}/{file}", "wb") as kept:  # noqa: PTH123 - the core knows no paths
        kept.writelines(parts)
    contents: Contents = {
        "version": VERSION,
        "file": file,
        "bytes": place,
        "checksum": checksum,
        "levels": list(index.levels),
        "road_codes": list(index.road_codes),
        "arrays": arrays,
    }
    with open(f"{folder}/{CONTENTS}", "w", encoding="utf-8") as told:  # noqa: PTH123 - as above
        json.dump(contents, told, ensure_ascii=False)
    return file


def load_index(folder: str, *, verified: bool = True) -> AddressIndex:
    """Open the index of a folder; its arrays stay in the file and are shared by all who open it.

    Raises
    ------
    UnusableIndex
        When the files are of another version, cut short or changed.
    """
    try:
        with open(f"{folder}/{CONTENTS}", encoding="utf-8") as told:  # noqa: PTH123 - as above
            contents: Contents = json.load(told)
        if contents["version"] != VERSION:
            raise UnusableIndex("This index was built by another version: build it again.")
        with open(f"{folder}/{contents['file']}", "rb") as kept:  # noqa: PTH123 - as above
            held = _opened(kept, contents["bytes"])
        if verified and _checksum(held) != contents["checksum"]:
            raise UnusableIndex("This index was changed since it was built: build it again.")
        return _index_in(held, contents)
    except (OSError, KeyError, TypeError, json.JSONDecodeError) as broken:
        raise UnusableIndex("There is no whole index in this folder.") from broken


def _opened(kept: BinaryIO, size: int) -> memoryview:
    held = memoryview(mmap.mmap(kept.fileno(), 0, access=mmap.ACCESS_READ))
    if len(held) != size:
        raise UnusableIndex("This index is cut short: build it again.")
    return held


def _checksum(held: memoryview) -> int:
    checksum = 0
    for begin in range(0, len(held), AT_ONCE):
        checksum = zlib.crc32(held[begin : begin + AT_ONCE], checksum)
    return checksum


def _index_in(held: memoryview, contents: Contents) -> AddressIndex:
    arrays: dict[str, Any] = {
        name: np.ndarray(tuple(one["shape"]), np.dtype(one["kind"]), held, one["at"])
        for name, one in contents["arrays"].items()
    }
    return AddressIndex(
        **arrays, levels=tuple(contents["levels"]), road_codes=tuple(contents["road_codes"])
    )
