"""JPEG (ITU-T T.81): its segments, and the same picture without what it says of its origin."""

import struct
from collections.abc import Iterator
from typing import Literal

from tocsin.kernel.files.containers import BIG, LITTLE, Broken, taken

START, END, SCAN = 0xD8, 0xD9, 0xDA
EXIF = b"Exif\x00\x00"
ORIENTATION, SHORT = 0x0112, 3
UPRIGHT, MOST_ORIENTATION = 1, 8
# APP0 says how samples lie, APP2 may hold the colour profile, APP14 how colours are coded.
KEPT_APPS = {0xE0: (b"JFIF\x00",), 0xE2: (b"ICC_PROFILE\x00",), 0xEE: (b"Adobe",)}
APP1, APPS, COMMENT = 0xE1, range(0xE0, 0xF0), 0xFE
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
MOST_TAGS = 1_000


def begins(content: bytes) -> bool:
    """Say whether bytes begin like a JPEG."""
    return content[:3] == b"\xff\xd8\xff"


def stripped(content: bytes) -> tuple[bytes, int]:
    """Return the picture without metadata, standing upright as before, and its pixels."""
    kept, pixels, turned, scans = [b"\xff\xd8"], 0, UPRIGHT, 0
    for marker, body in segments(content):
        if marker == APP1 and body.startswith(EXIF):
            turned = orientation(body[len(EXIF) :])
        if marker in FRAMES:
            height, width = struct.unpack(">HH", taken(body, 1, 4))
            pixels = max(pixels, height * width)
        scans += marker == SCAN
        if is_kept(marker, body):
            kept.append(written(marker, body))
    if not scans:
        raise Broken
    if turned != UPRIGHT:
        kept.insert(1, written(APP1, EXIF + tiff(turned)))
    return b"".join([*kept, b"\xff\xd9"]), pixels


def is_kept(marker: int, body: bytes) -> bool:
    """Say whether a segment belongs to the picture itself."""
    if marker == COMMENT:
        return False
    return marker not in APPS or body.startswith(KEPT_APPS.get(marker, ()))


def segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk the segments up to the end of the first picture; a scan comes with its samples."""
    at = 2
    while True:
        while taken(content, at, 2) == b"\xff\xff":
            at += 1
        mark, marker = taken(content, at, 2)
        if mark != 0xFF or marker in (0x00, START):  # noqa: PLR2004 - every marker begins with 0xFF
            raise Broken
        if marker == END:
            return
        length = int.from_bytes(taken(content, at + 2, 2), BIG)
        end = at + 2 + length
        if marker == SCAN:
            end = end_of_samples(content, end)
        yield marker, taken(content, at + 4, end - at - 4)
        at = end


def end_of_samples(content: bytes, at: int) -> int:
    """Find the marker that ends a scan: zeros and restarts after 0xFF belong to the samples."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise Broken
        after = taken(content, at + 1, 1)[0]
        if after != 0x00 and not 0xD0 <= after <= 0xD7:  # noqa: PLR2004 - stuffing and restarts
            return at
        at += 2


def written(marker: int, body: bytes) -> bytes:
    """Write one segment; the samples of a scan follow its header uncounted."""
    length = int.from_bytes(taken(body, 0, 1), BIG) * 2 + 4 if marker == SCAN else len(body)
    return bytes([0xFF, marker]) + struct.pack(">H", length + 2) + body


def orientation(exif: bytes) -> int:
    """Read which way up the camera was held; upright where it does not say."""
    try:
        return tag_in(exif)
    except Broken:
        return UPRIGHT


def tag_in(exif: bytes) -> int:
    """Look for the orientation among the tags of the first directory."""
    if exif[:2] not in (b"II", b"MM"):
        raise Broken
    order: Literal["little", "big"] = LITTLE if exif[:2] == b"II" else BIG
    directory = int.from_bytes(taken(exif, 4, 4), order)
    count = min(MOST_TAGS, int.from_bytes(taken(exif, directory, 2), order))
    for index in range(count):
        entry = taken(exif, directory + 2 + 12 * index, 12)
        if int.from_bytes(entry[:2], order) == ORIENTATION:
            found = int.from_bytes(entry[8:10], order)
            return found if 1 <= found <= MOST_ORIENTATION else UPRIGHT
    return UPRIGHT


def tiff(turned: int) -> bytes:
    """Write a directory that says only which way up the picture is."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, SHORT, 1, turned, 0, 0)
