"""WebP (RFC 9649): its chunks, and the same picture without what it says of its origin."""

from collections.abc import Iterator

from tocsin.kernel.files.containers import LITTLE, Broken, taken

KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
# In the flags of the extended header: that EXIF and XMP chunks follow.
TELLS_ORIGIN = 0x08 | 0x04
LOSSLESS_SIGN = 0x2F
FOURTEEN_BITS = 0x3FFF


def begins(content: bytes) -> bool:
    """Say whether bytes begin like a WebP."""
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def stripped(content: bytes) -> tuple[bytes, int]:
    """Return the picture without metadata, and its pixels."""
    found = [(kind, body) for kind, body in chunks(content) if kind in KEPT]
    if not found or found[0][0] not in SIZES:
        raise Broken
    pixels = max(SIZES[kind](body) for kind, body in found if kind in SIZES)
    kept = b"".join(written(kind, silent(kind, body)) for kind, body in found)
    return b"RIFF" + (len(kept) + 4).to_bytes(4, LITTLE) + b"WEBP" + kept, pixels


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk the chunks that the header counts."""
    at, end = 12, 8 + int.from_bytes(taken(content, 4, 4), LITTLE)
    while at < end:
        length = int.from_bytes(taken(content, at + 4, 4), LITTLE)
        yield taken(content, at, 4), taken(content, at + 8, length)
        at += 8 + length + length % 2


def silent(kind: bytes, body: bytes) -> bytes:
    """Take from the extended header that EXIF and XMP follow."""
    return bytes([body[0] & ~TELLS_ORIGIN]) + body[1:] if kind == b"VP8X" else body


def written(kind: bytes, body: bytes) -> bytes:
    """Write one chunk, padded to an even length."""
    return kind + len(body).to_bytes(4, LITTLE) + body + b"\x00" * (len(body) % 2)


def extended_size(body: bytes) -> int:
    """Count the pixels of the canvas."""
    width, height = (int.from_bytes(taken(body, at, 3), LITTLE) + 1 for at in (4, 7))
    return width * height


def lossy_size(body: bytes) -> int:
    """Count the pixels of a lossy picture, from its key frame."""
    if taken(body, 3, 3) != b"\x9d\x01\x2a":
        raise Broken
    width, height = (int.from_bytes(taken(body, at, 2), LITTLE) & FOURTEEN_BITS for at in (6, 8))
    return width * height


def lossless_size(body: bytes) -> int:
    """Count the pixels of a lossless picture."""
    if taken(body, 0, 1)[0] != LOSSLESS_SIGN:
        raise Broken
    bits = int.from_bytes(taken(body, 1, 4), LITTLE)
    return ((bits & FOURTEEN_BITS) + 1) * ((bits >> 14 & FOURTEEN_BITS) + 1)


SIZES = {b"VP8X": extended_size, b"VP8 ": lossy_size, b"VP8L": lossless_size}
