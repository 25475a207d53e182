"""Pictures by their bytes: which kind they are, and the same picture without where it was taken.

Nothing is decoded: only the containers are walked, and what says anything beside the picture
itself (place, time, device, owner, thumbnails, hidden second pictures) is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tocsin.kernel.files import jpeg, png, webp
from tocsin.kernel.files.containers import Broken

# A picture that small in bytes may still unfold to gigabytes on the screen that shows it.
MOST_PIXELS = 120_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture fit to be kept."""

    content_type: str
    content: bytes


Strip = Callable[[bytes], tuple[bytes, int]]
KINDS: Mapping[str, tuple[Callable[[bytes], bool], Strip]] = {
    "image/jpeg": (jpeg.begins, jpeg.stripped),
    "image/png": (png.begins, png.stripped),
    "image/webp": (webp.begins, webp.stripped),
}


def picture_in(content: bytes) -> Picture | None:
    """Return the picture that bytes hold, without its metadata; None where they hold none.

    >>> picture_in(b"<svg onload=alert(1)>") is None
    True
    """
    for content_type, (begins, strip) in KINDS.items():
        if not begins(content):
            continue
        try:
            clean, pixels = strip(content)
        except Broken:
            return None
        return Picture(content_type, clean) if 0 < pixels <= MOST_PIXELS else None
    return None
