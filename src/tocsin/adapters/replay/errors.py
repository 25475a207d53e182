"""Refusals of the replay."""

from tocsin.kernel.errors import Unacceptable


class UnreadableRecord(Unacceptable, ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """A file cannot be used as a record of calls."""

    code = "replay.unreadable"
