"""Files in which a map comes: told apart by what they begin with, not by their names."""

from pathlib import Path

import osmium
from django.utils.translation import gettext as _

from tocsin.adapters.osm.errors import UnreadableExtract

HEAD_BYTES = 1_024
PBF_HEADER, PBF_WITHIN = b"OSMHeader", 64
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
CHANGES, HISTORY = b"<osmChange", ".osh"
BROKEN = (
    RuntimeError,  # most kinds of damage
    osmium.InvalidLocationError,
    UnicodeDecodeError,
)
"""What reading raises where a file is not what it seemed."""
_FORMATS = {b"\x1f\x8b": "osm.gz", b"BZh": "osm.bz2", b"<?xml": "osm", b"<osm": "osm"}


def opened(path: Path) -> osmium.FileProcessor:
    """Open the map of one moment.

    Raises
    ------
    UnreadableExtract
        When there is no such file, it is no OpenStreetMap extract, or it holds a history.
    """
    file = _source(path)
    try:
        processor = osmium.FileProcessor(file)
        history = processor.header.has_multiple_object_versions
    except BROKEN as broken:
        raise damaged(path) from broken
    if history or HISTORY in path.suffixes:
        raise several_states(path.name)
    return processor


def _source(path: Path) -> osmium.io.File:
    refuse_absent(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as broken:
        raise UnreadableExtract(_("%(name)s cannot be read.") % {"name": path.name}) from broken
    return osmium.io.File(str(path), _format_of(head, path.name))


def _format_of(head: bytes, name: str) -> str:
    if not head:
        raise UnreadableExtract(_("%(name)s is empty.") % {"name": name})
    if PBF_HEADER in head[:PBF_WITHIN]:
        return "pbf"
    begin = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    if CHANGES in begin:
        raise UnreadableExtract(
            _("%(name)s holds changes of a map, not a map. Use an extract.") % {"name": name}
        )
    for mark, kind in _FORMATS.items():
        if begin.startswith(mark):
            return kind
    raise UnreadableExtract(
        _("%(name)s is no OpenStreetMap extract (.osm.pbf, .osm, .osm.gz or .osm.bz2).")
        % {"name": name}
    )


def refuse_absent(path: Path) -> None:
    """Raise UnreadableExtract where there is no file."""
    if not path.is_file():
        raise UnreadableExtract(_("There is no file at %(path)s.") % {"path": path})


def damaged(path: Path) -> UnreadableExtract:
    """Say that a file cannot be read to its end."""
    return UnreadableExtract(
        _("%(name)s is damaged or was cut short. Fetch it again.") % {"name": path.name}
    )


def several_states(name: str) -> UnreadableExtract:
    """Say that a file holds more than the map of one moment."""
    return UnreadableExtract(
        _("%(name)s holds several states of the same road. Use an extract of one moment.")
        % {"name": name}
    )


def points_left_out(name: str, *, drafts: bool) -> UnreadableExtract:
    """Say that roads are there without their points."""
    if drafts:
        return UnreadableExtract(
            _(
                "%(name)s numbers points below zero, as an editor does with what nobody has "
                "uploaded. Give them numbers above zero."
            )
            % {"name": name}
        )
    return UnreadableExtract(
        _("%(name)s leaves out the points of many roads. Use an extract with complete ways.")
        % {"name": name}
    )
