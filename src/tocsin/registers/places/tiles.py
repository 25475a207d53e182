"""Handing out the base map, a piece at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tocsin.kernel.accounts.api import Bureau

PIECE = 64 * 1024
# One range; a client that asks for several is given the whole file, as the standard allows.
RANGE = re.compile(r"bytes=(\d{1,15})?-(\d{1,15})?")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from *first* to *last*, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


def map_file(bureau: Bureau) -> Path:
    """Say where the base map of a bureau lies."""
    return Path(settings.DATA_FOLDER) / "map" / f"{bureau.code}.pmtiles"


def span_asked(header: str, size: int) -> Span | None:
    """Read the range asked for; None where the whole file is to be sent.

    Raises
    ------
    ValueError
        The range lies outside the file.

    Examples
    --------
    >>> span_asked("bytes=2-", 10), span_asked("bytes=-3", 10), span_asked("lines=1-2", 10)
    (Span(first=2, last=9), Span(first=7, last=9), None)
    """
    asked = RANGE.fullmatch(header.strip())
    if asked is None or asked.group(1) is asked.group(2) is None:
        return None
    begin, end = asked.group(1), asked.group(2)
    if begin is None:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(begin), min(int(end) if end else size - 1, size - 1)
        if end and int(end) < first:
            return None
    if first > last:
        raise ValueError("The range lies outside the file.")
    return Span(first, last)


def pieces(path: Path, span: Span) -> Iterator[bytes]:
    """Read a span of a file piece by piece."""
    with path.open("rb") as file:
        file.seek(span.first)
        left = span.length
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
