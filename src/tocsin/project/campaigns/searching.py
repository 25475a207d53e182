"""Looking for words in bytes, in every form in which programs write words down."""

import base64
import json
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

BASE64_BYTES = 3
Form = Callable[[str], Iterable[bytes]]


def in_base64(word: str) -> Iterator[bytes]:
    """Write a word as it stands inside of base64, whatever stands before and after it."""
    plain = word.encode()
    for before in range(BASE64_BYTES):
        whole = base64.b64encode(b"\0" * before + plain)
        # The first and the last signs depend on the neighbours.
        first = -(-before * 8 // 6)
        last = (before + len(plain)) * 8 // 6
        yield whole[first:last]


def in_hex(word: str) -> Iterator[bytes]:
    """Write a word in hexadecimal digits, small and large."""
    for plain in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")):
        yield plain.hex().encode()
        yield plain.hex().upper().encode()


def in_url(word: str) -> Iterator[bytes]:
    """Write a word as an address or a form carries it."""
    yield quote(word).encode()
    yield quote(word).lower().encode()


def escaped(word: str) -> Iterator[bytes]:
    """Write a word as JSON, HTML and Python escape it."""
    yield json.dumps(word)[1:-1].encode()
    yield json.dumps(word)[1:-1].upper().replace("\\U", "\\u").encode()
    yield "".join(f"&#{ord(sign)};" for sign in word).encode()
    yield "".join(f"&#x{ord(sign):x};" for sign in word).encode()
    yield repr(word.encode())[2:-1].encode()


FORMS: Mapping[str, Form] = {
    "utf-8": lambda word: [word.encode()],
    "utf-16": lambda word: [word.encode("utf-16-le"), word.encode("utf-16-be")],
    "hex": in_hex,
    "base64": in_base64,
    "url": in_url,
    "escaped": escaped,
}


def needles(words: Iterable[str]) -> dict[bytes, str]:
    """Write words in every form; say of each writing which form it is."""
    found: dict[bytes, str] = {}
    for word in words:
        for name, form in FORMS.items():
            for needle in form(word):
                found.setdefault(needle, name)
    return found


@dataclass(frozen=True, slots=True)
class Leak:
    """Where a word was found, and in which form."""

    where: str
    form: str


def leaks_in(where: str, hay: bytes | mmap.mmap, sought: Mapping[bytes, str]) -> list[Leak]:
    """List the forms in which something stands in bytes."""
    found = {form for needle, form in sought.items() if hay.find(needle) >= 0}
    return [Leak(where, form) for form in sorted(found)]


def leaks_below(folder: Path, sought: Mapping[bytes, str]) -> Iterator[tuple[int, list[Leak]]]:
    """Look into every file below a folder; tell of each its size and what was found."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or not path.stat().st_size:
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as hay:
            yield len(hay), leaks_in(str(path.relative_to(folder)), hay, sought)
