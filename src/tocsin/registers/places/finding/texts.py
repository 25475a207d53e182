"""Addresses whose texts hold some words, by the runs of three characters in them."""

from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.database.api import rows_planned_anew
from tocsin.registers.places.models import Address

# Fewer characters stand in no index, and only so many texts are looked through for them: measured
# among a million, 55 ms; all of them take 600 ms.
INDEXED, MOST_LOOKED_THROUGH = 3, 50_000
# A plan made for any words reads all addresses.
INDEX = """
    SELECT code FROM places_address
    WHERE bureau_id = %s AND retired_at IS NULL AND text LIKE %s ORDER BY code LIMIT %s
"""
LOOK_THROUGH = """
    SELECT code FROM (
        SELECT code, text FROM places_address
        WHERE bureau_id = %s AND retired_at IS NULL ORDER BY code LIMIT %s
    ) AS first WHERE position(%s IN text) > 0 ORDER BY code LIMIT %s
"""
STANDS_FOR_MANY = str.maketrans({sign: f"\\{sign}" for sign in "\\%_"})


def is_short(words: str) -> bool:
    """Say whether words are too short to be looked for among all addresses.

    >>> is_short("东街"), is_short("东街口"), is_short("--- ")
    (True, False, True)
    """
    return sum(map(str.isalnum, words)) < INDEXED


def holding(
    bureau: Bureau, words: str, limit: int, *, most: int = MOST_LOOKED_THROUGH
) -> list[Address]:
    """List addresses in use that hold words, by code.

    Short words are looked for among the first ``most`` addresses only.
    """
    if is_short(words):
        found = rows_planned_anew(LOOK_THROUGH, [bureau.pk, most, words, limit])
    else:
        pattern = f"%{words.translate(STANDS_FOR_MANY)}%"
        found = rows_planned_anew(INDEX, [bureau.pk, pattern, limit])
    codes = [code for (code,) in found]
    return list(Address.objects.filter(bureau=bureau, code__in=codes).order_by("code"))
