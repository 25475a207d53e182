"""What sorts of facts there are about people, and how two of a sort are told to be the same."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of fact about a person."""

    NAME = "name"
    TELEPHONE = "telephone"
    IDENTITY_NUMBER = "identity_number"
    REMARK = "remark"


# By these a person can be found again; by a name nobody is searched.
FOUND_BY = frozenset({Kind.TELEPHONE, Kind.IDENTITY_NUMBER})
MOBILE_DIGITS, COUNTRY = 11, "86"


def comparable(kind: Kind, value: str) -> str:
    """Write a number the way all writings of it are the same.

    >>> comparable(Kind.TELEPHONE, "+86 139-1234-5678")
    '13912345678'
    >>> comparable(Kind.IDENTITY_NUMBER, "62088119900101001x")
    '62088119900101001X'
    """
    signs = "".join(sign for sign in value.upper() if sign.isalnum())
    if kind is Kind.TELEPHONE:
        digits = signs.removeprefix("00")
        if len(digits) == len(COUNTRY) + MOBILE_DIGITS and digits.startswith(COUNTRY):
            return digits.removeprefix(COUNTRY)
    return signs
