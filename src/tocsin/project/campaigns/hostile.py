"""What nobody should send, and what a person might: fields, bodies and addresses gone wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, urlencode
from uuid import UUID

LONG, HUGE, SHOWN = 5_000, 10_000_000, 400
# Bytes, because some of it is no text at all.
VALUES: Sequence[bytes] = (
    b"",
    b" ",
    b"\x00",
    b"a\x00b",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xf0\x9f\x9a\x93",
    "\u534e\u4ead\u5e02".encode(),
    "\u202e\u200b\ufeff".encode(),
    "\u202etxt.exe".encode(),
    "e\u0301".encode() * 50,
    b"x" * LONG,
    b"-1",
    b"0",
    b"1e400",
    b"-1e400",
    b"NaN",
    b"Infinity",
    str(2**31).encode(),
    str(2**63).encode(),
    str(2**63 - 1).encode(),
    str(-(2**63)).encode(),
    b"9" * 400,
    b"9" * 5_000,
    b"1_000",
    "\u0661\u0662".encode(),
    "\u00b2".encode(),
    b"0x10",
    b"2026-02-30",
    b"2026-13-01T25:61:61",
    b"0001-01-01",
    b"0001-01-01T00:00:00",
    b"9999-12-31",
    b"9999-12-31T23:59:59+00:00",
    b"0000-00-00",
    b"2026-03-02T12:00:00",
    b"1970-01-01T00:00:00Z",
    b"null",
    b"[]",
    b"{}",
    b"true",
    b"'; DROP TABLE calls_call; --",
    b"%",
    b"_%\\",
    b"\\",
    b"<script>alert(1)</script>",
    b"{{ 7 * 7 }}{% load %}",
    b"=HYPERLINK(1)",
    b"../../etc/passwd",
    b"//evil.example/",
    b"a\r\nSet-Cookie: x=1",
    b"(" * 200,
    b"%s %d {0} {name}",
    b"~",
    b"2026-03-02T12:00:00+08:00~1",
    b"9999-12-31T23:59:59+00:00~00000000-0000-0000-0000-000000000001",
)
# What no page has a use for is sent as often as all the rest together.
NEVER_MEANT = VALUES[2:6]
JSON_BODIES: Sequence[bytes] = (
    b"",
    b"null",
    b"[]",
    b"1e999",
    b"NaN",
    b'"text"',
    b"{",
    b'{"a": "\\ud800"}',
    b'{"a": "\\u0000"}',
    b"[" * 3_000,
    b'{"kind": []}',
    b'{"kind": {"a": 1}, "act_id": 1}',
    b"\xff\xfe{}",
    b'{"lon": 1e999, "lat": -1e999}',
    b'{"n": ' + b"9" * 6_000 + b"}",
)
CONTENT_TYPES: Sequence[str] = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json",
    "application/json; charset=utf-16",
    "application/xml",
    "text/plain",
    "nonsense",
    "",
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Shot:
    """One request."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = FORM
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        asked = f"?{self.query[:SHOWN]}" if self.query else ""
        sent = self.body[:SHOWN]
        return f"{self.method} {self.path[:SHOWN]}{asked} {self.content_type} {sent!r}"


class Mutator:
    """Makes requests that are nearly right, and requests that are not at all."""

    def __init__(self, rng: Random, likely: Mapping[str, Sequence[str]]) -> None:
        self.rng = rng
        self.likely = likely
        self.kinds: Sequence[tuple[int, Callable[[str, Sequence[str]], Shot]]] = (
            (10, self.typed_form),
            (5, self.asked),
            (2, self.torn_body),
            (2, self.told_json),
            (1, self.uploaded),
            (1, self.wrong_method),
        )

    def shot(self, path: str, fields: Sequence[str]) -> Shot:
        """Make one request to an address."""
        [(_weight, make)] = self.rng.choices(self.kinds, [weight for weight, _make in self.kinds])
        return make(path, fields)

    def typed_form(self, path: str, fields: Sequence[str]) -> Shot:
        """Fill a form likely enough, then spoil a field or two; say one twice now and then."""
        pairs = self.pairs(fields)
        if self.rng.random() < 0.2 and pairs:  # noqa: PLR2004 - now and then
            pairs.append(self.rng.choice(pairs))
        if self.rng.random() < 0.01:  # noqa: PLR2004 - seldom, it is slow
            pairs.append(("words", b"y" * HUGE))
        return Shot("POST", path, body=urlencode(pairs).encode(), headers=self.headers())

    def asked(self, path: str, fields: Sequence[str]) -> Shot:
        """Ask with a query string."""
        return Shot("GET", path, query=urlencode(self.pairs(fields)), headers=self.headers())

    def torn_body(self, path: str, _fields: Sequence[str]) -> Shot:
        """Send a body under a name that does not fit it."""
        body = self.rng.choice([*VALUES, *JSON_BODIES, b"--x\r\n\r\n", self.rng.randbytes(50)])
        kind = self.rng.choice(CONTENT_TYPES)
        return Shot("POST", path, body=body, content_type=kind, headers=self.headers())

    def told_json(self, path: str, _fields: Sequence[str]) -> Shot:
        """Send JSON that is none, or not what was asked for."""
        body = self.rng.choice(JSON_BODIES)
        kind = "application/json"
        return Shot("POST", path, body=body, content_type=kind, headers=self.headers())

    def uploaded(self, path: str, fields: Sequence[str]) -> Shot:
        """Send a form with files in it."""
        parts = []
        for name, value in self.pairs(fields):
            told = f'--x\r\nContent-Disposition: form-data; name="{name}"'
            if self.rng.random() < 0.4:  # noqa: PLR2004 - some of them
                told += '; filename="../../a\u2028.jpg"\r\nContent-Type: image/jpeg'
            parts.append(told.encode() + b"\r\n\r\n" + value + b"\r\n")
        body = b"".join(parts) + b"--x--\r\n"
        kind = "multipart/form-data; boundary=x"
        return Shot("POST", path, body=body, content_type=kind, headers=self.headers())

    def wrong_method(self, path: str, fields: Sequence[str]) -> Shot:
        """Use any method at all."""
        body = urlencode(self.pairs(fields)).encode()
        return Shot(self.rng.choice(METHODS), path, body=body, headers=self.headers())

    def pairs(self, fields: Sequence[str]) -> list[tuple[str, bytes]]:
        """Fill the fields, some of them badly."""
        kept = [name for name in fields if self.rng.random() < 0.8]  # noqa: PLR2004 - most of them
        spoiled = set(self.rng.sample(kept, min(len(kept), self.rng.randint(0, 2))))
        return [(name, self.worst() if name in spoiled else self.value(name)) for name in kept]

    def worst(self) -> bytes:
        """Take something that nobody should send."""
        return self.rng.choice(self.rng.choice((VALUES, NEVER_MEANT)))

    def value(self, name: str) -> bytes:
        """Fill a field as a person would."""
        return self.rng.choice(self.likely.get(name, ("1", "a", ""))).encode()

    def headers(self) -> dict[str, str]:
        """Most requests are well marked, some are not."""
        act = str(UUID(int=self.rng.getrandbits(128), version=4))
        chosen = {"X-Act-Id": act if self.rng.random() < 0.9 else "no-id"}  # noqa: PLR2004
        if self.rng.random() < 0.5:  # noqa: PLR2004 - half of them from the pages themselves
            chosen["HX-Request"] = "true"
        if self.rng.random() < 0.05:  # noqa: PLR2004 - few
            chosen["Accept-Language"] = "x" * 300
        return chosen

    def path(self, good: str, part: str) -> str:
        """Put a hostile word in the place of a good one in an address, one time of five."""
        if part and self.rng.random() < 0.2:  # noqa: PLR2004 - the share said above
            return good.replace(part, quote(self.worst()[:300], safe=""), 1)
        return good
