"""Which edition of a bureau's register of places is in force, and what was changed in the newest.

The number of an edition is drawn, not counted, so that no edition that was rolled back is taken for
another.
"""

import json
from secrets import randbits

from django.db import connection

MOST_RECENT = 200
BITS = 62
NO_EDITION = 0
# What is written where everything may have changed.
ALL = ("", "")
RENEW = """
    INSERT INTO places_edition AS held (bureau_id, number, recent) VALUES (%s, %s, %s)
    ON CONFLICT (bureau_id) DO UPDATE SET
        number = excluded.number,
        recent = CASE
            WHEN %s OR jsonb_array_length(held.recent) >= %s THEN excluded.recent
            ELSE held.recent || excluded.recent
        END
"""
Changed = tuple[str, str]


def renew(bureau_id: int, *changed: Changed) -> None:
    """Begin a new edition in the transaction of a change; without kinds and codes, of everything.

    Others who change places of the bureau wait until the transaction ends.
    """
    number = randbits(BITS) or 1
    recent = json.dumps([(number, *one) for one in changed or (ALL,)])
    with connection.cursor() as cursor:
        cursor.execute(RENEW, [bureau_id, number, recent, not changed, MOST_RECENT])


def edition_of(bureau_id: int) -> int:
    """Say which edition is in force; ``NO_EDITION`` where no place was ever loaded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM places_edition WHERE bureau_id = %s", [bureau_id])
        row = cursor.fetchone()
    return int(row[0]) if row else NO_EDITION


def editions_since(bureau_id: int) -> list[tuple[int, str, str]]:
    """List the newest editions, each with what was changed in it, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT recent FROM places_edition WHERE bureau_id = %s", [bureau_id])
        row = cursor.fetchone()
    return [(int(number), kind, code) for number, kind, code in json.loads(row[0])] if row else []


def changed_since(recent: list[tuple[int, str, str]], number: int) -> list[Changed] | None:
    """Say what was changed after an edition; None where that is not known, or too much.

    >>> recent = [(7, "", ""), (8, "address", "A1"), (9, "address", "A2")]
    >>> changed_since(recent, 7), changed_since(recent, 9), changed_since(recent, 5)
    ([('address', 'A1'), ('address', 'A2')], [], None)
    """
    places = [place for place, one in enumerate(recent) if one[0] == number]
    if not places:
        return None
    later = [(kind, code) for _number, kind, code in recent[places[-1] + 1 :]]
    return None if ALL in later else later
