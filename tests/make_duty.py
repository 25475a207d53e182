"""Ready-made phones, pictures and calls for help for tests."""

import json
import struct
import zlib
from datetime import datetime

from django.test import Client

from tests import make, make_dispatch
from tocsin.desks.dispatch.api import Assignment, Incident
from tocsin.desks.duty.models import HelpRequest
from tocsin.desks.duty.services.helping import call_for_help
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.units.api import Unit

PLACE = b"GPS 35.21N 106.65E"


def patrol(who: str = "ma") -> Unit:
    """Put an officer on a unit."""
    return make.unit(crew=(make.officer(who),))


def sent(unit: Unit | None = None, incident: Incident | None = None) -> Assignment:
    """Send the officer's unit to an incident."""
    return make_dispatch.sent(incident, unit or patrol())


def phone(client: Client, who: str | Officer = "ma") -> Client:
    """Sign an officer in."""
    client.force_login(make.officer(who) if isinstance(who, str) else who)
    return client


def send(client: Client, /, act_id: str = "", url: str = "/phone/acts/", **facts: object):
    """Send an act the way a phone does."""
    return client.post(
        url,
        json.dumps(facts),
        content_type="application/json",
        headers={"X-Act-Id": act_id or make_dispatch.act_id(), "Accept": "application/json"},
    )


def asked_for_help(who: str = "ma", *, at: datetime = make.NOON) -> HelpRequest:
    """Let an officer call for help."""
    return call_for_help(actor=make.officer(who), at=at)


def segment(marker: int, body: bytes) -> bytes:
    """Write one segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 6) -> bytes:
    """Write an EXIF segment that tells where, and which way up."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = struct.pack(">2sHIH", b"MM", 42, 8, 1) + entry + struct.pack(">I", 0)
    return segment(0xE1, b"Exif\x00\x00" + tiff + PLACE)


def jpeg(*, metadata: bytes = b"", size: tuple[int, int] = (16, 16), tail: bytes = b"") -> bytes:
    """Make the container of a JPEG; its samples are not real ones."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, size[1], size[0], 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + metadata + frame + scan + b"\xff\xd9" + tail


def chunk(kind: bytes, body: bytes) -> bytes:
    """Write one chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*, extra: bytes = b"", size: tuple[int, int] = (1, 1)) -> bytes:
    """Make a small PNG."""
    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x80")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


def webp() -> bytes:
    """Make the container of an extended WebP with EXIF."""

    def part(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)

    canvas = part(b"VP8X", bytes([0x0C, 0, 0, 0]) + b"\x0f\x00\x00" + b"\x0f\x00\x00")
    picture = part(b"VP8L", b"\x2f" + struct.pack("<I", 15 | 15 << 14) + b"\x00")
    body = b"WEBP" + canvas + picture + part(b"EXIF", PLACE) + part(b"XMP ", PLACE)
    return b"RIFF" + struct.pack("<I", len(body)) + body
