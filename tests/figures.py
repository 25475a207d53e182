"""What a result tells, with its type seen to be right."""

from collections.abc import Mapping


def count_in(result: Mapping[str, object], name: str) -> int:
    """Return a count that a result tells."""
    told = result[name]
    assert isinstance(told, int)
    return told


def facts_in(result: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return a part of a result that has facts of its own."""
    told = result[name]
    assert isinstance(told, Mapping)
    return told
