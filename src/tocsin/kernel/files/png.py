"""PNG (ISO/IEC 15948): its chunks, and the same picture without what it says of its origin."""

import zlib
from collections.abc import Iterator

from tocsin.kernel.files.containers import BIG, Broken, taken

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
)


def begins(content: bytes) -> bool:
    """Say whether bytes begin like a PNG."""
    return content.startswith(SIGNATURE)


def stripped(content: bytes) -> tuple[bytes, int]:
    """Return the picture without metadata, and its pixels."""
    found = list(chunks(content))
    kinds = [kind for kind, _body in found]
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise Broken
    header = found[0][1]
    width, height = (int.from_bytes(taken(header, at, 4), BIG) for at in (0, 4))
    kept = [written(kind, body) for kind, body in found if kind in KEPT]
    return SIGNATURE + b"".join(kept), width * height


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk the chunks up to the last; what lies behind it is no part of the picture."""
    at, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(taken(content, at, 4), BIG)
        kind = taken(content, at + 4, 4)
        body = taken(content, at + 8, length)
        if int.from_bytes(taken(content, at + 8 + length, 4), BIG) != zlib.crc32(kind + body):
            raise Broken
        yield kind, body
        at += 12 + length


def written(kind: bytes, body: bytes) -> bytes:
    """Write one chunk."""
    sums = zlib.crc32(kind + body)
    return len(body).to_bytes(4, BIG) + kind + body + sums.to_bytes(4, BIG)
