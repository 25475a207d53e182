"""Refusals of the map import."""

from tocsin.kernel.errors import Unacceptable


class UnreadableExtract(Unacceptable, ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """A file cannot be used as an OpenStreetMap extract."""

    code = "osm.unreadable"


class UnusableCache(Unacceptable):
    """A file of our own in which a network was kept cannot be used; the map is read again."""

    code = "osm.cache_unusable"
