"""Reads documents of the catalogue strictly: each fact is there, of its kind and within bounds."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TypeVar

from django.utils.translation import gettext as _

from tocsin.registers.catalogue.errors import Malformed

Choice = TypeVar("Choice", bound=Enum)
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def text(value: object, *, longest: int, required: bool = True) -> str:
    """Read words, trimmed."""
    if not isinstance(value, str):
        raise Malformed(_("Words are expected here."))
    words = value.strip()
    if required and not words:
        raise Malformed(_("This must not be empty."))
    if len(words) > longest:
        raise Malformed(_("At most {longest} characters fit here.").format(longest=longest))
    if UNSTORABLE.search(words):
        raise Malformed(_("This holds characters that cannot be stored. Type it again."))
    return words


def whole(value: object, *, least: int, most: int) -> int:
    """Read a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Malformed(
            _("A whole number from {least} to {most} is expected here.").format(
                least=least, most=most
            )
        )
    return value


def share(value: object) -> float:
    """Read a share above 0 and below 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise Malformed(_("A share above 0 and below 1 is expected here."))
    return float(value)


def degrees(value: object, *, most: int) -> float:
    """Read degrees between so many below and above zero."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= most:
        raise Malformed(_("Degrees from -{most} to {most} are expected here.").format(most=most))
    return float(value)


def flag(value: object) -> bool:
    """Read yes or no."""
    if not isinstance(value, bool):
        raise Malformed(_("Yes or no is expected here."))
    return value


def one_of(value: object, choices: type[Choice]) -> Choice:
    """Read one of the words that an enumeration allows."""
    for choice in choices:
        if choice.value == value:
            return choice
    raise Malformed(
        _("“{value}” is not one of {allowed}.").format(
            value=str(value)[:40], allowed=", ".join(str(choice.value) for choice in choices)
        )
    )


def items(value: object, *, most: int) -> Sequence[object]:
    """Read a list of at most so many things."""
    if not isinstance(value, list | tuple):
        raise Malformed(_("A list is expected here."))
    if len(value) > most:
        raise Malformed(_("At most {most} entries fit in this list.").format(most=most))
    return value


def words(value: object, *, most: int = 40, longest: int = 60) -> list[str]:
    """Read a list of different words."""
    read = [text(word, longest=longest) for word in items(value, most=most)]
    if len(set(read)) != len(read):
        raise Malformed(_("A word is repeated in this list."))
    return read


def facts(value: object, *, known: frozenset[str]) -> Mapping[str, object]:
    """Read a document whose facts all have known names."""
    if not isinstance(value, Mapping):
        raise Malformed(_("A document with named facts is expected here."))
    strange = sorted(str(key) for key in value if key not in known)
    if strange:
        raise Malformed(_("The fact “{name}” is not known here.").format(name=strange[0][:40]))
    return value


def fact(document: Mapping[str, object], name: str) -> object:
    """Take a named fact that must be there."""
    if name not in document:
        raise Malformed(_("The fact “{name}” is missing.").format(name=name))
    return document[name]
