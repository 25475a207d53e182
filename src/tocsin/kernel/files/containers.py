"""Reading bytes that may end too early."""

from typing import Final


class Broken(Exception):  # noqa: N818 - a finding about bytes, never shown to anyone
    """The bytes do not hold what their beginning says."""


BIG: Final = "big"
LITTLE: Final = "little"


def taken(content: bytes, start: int, length: int) -> bytes:
    """Take some bytes, all of them or none.

    >>> taken(b"abc", 1, 2)
    b'bc'
    """
    part = content[start : start + length]
    if start < 0 or length < 0 or len(part) != length:
        raise Broken
    return part
