"""What sorts of facts there are about people, and how two of a sort are told to be the same."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of fact about a person."""

    NAME = "name"
    TELEPHONE = "telephone"
    REMARK = "remark"


# By these a person can be found again; by a name nobody is searched.
FOUND_BY = frozenset({Kind.TELEPHONE})
MOBILE_DIGITS, COUNTRY = 11, "86"


def comparable(kind: Kind, value: str) -> str:
    """Write a number the way all writings of it are the same.

    >>> comparable(Kind.TELEPHONE, "+86 139-1234-5678")
    '13912345678'
    >>> comparable(Kind.TELEPHONE, "0933 820 0110")
    '09338200110'
    """
    signs = "".join(sign for sign in value.upper() if sign.isalnum())
    if kind is Kind.TELEPHONE:
        digits = signs.removeprefix("00")
        if len(digits) == len(COUNTRY) + MOBILE_DIGITS and digits.startswith(COUNTRY):
            return digits.removeprefix(COUNTRY)
    return signs
