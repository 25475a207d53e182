"""What would become of the places of a file: new, changed, the same, or perhaps there already."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from tocsin.core.addressing.doubling import Arriving, Place
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.arrivals.facts import Tell, Weighed
from tocsin.registers.places.models import Arrival, ArrivalPair, PlaceName

ADDRESS, LANDMARK = PlaceName.Kind.ADDRESS, PlaceName.Kind.LANDMARK
TOLD_EVERY = 10_000
# What is registered of each kind, beside what arrives; k is the registered row, d its division.
DIVISIONS = """
    places_arrival a
    LEFT JOIN places_division k ON k.bureau_id = a.bureau_id AND k.code = a.code
    LEFT JOIN places_division d ON d.bureau_id = a.bureau_id AND d.code = a.above
"""
ADDRESSES = """
    places_arrival a
    LEFT JOIN places_address k ON k.bureau_id = a.bureau_id AND k.code = a.code
    LEFT JOIN places_division d ON d.bureau_id = a.bureau_id AND d.code = a.above
"""
NAMES = """
    places_arrival a LEFT JOIN places_placename k
    ON k.bureau_id = a.bureau_id AND k.kind = a.kind AND k.code = a.code
"""
OF_BATCH = "a.bureau_id = %s AND a.batch = %s"
DIFFERS = {
    DIVISIONS: """
        (a.text, a.level, d.id, coalesce(a.lon, k.lon), coalesce(a.lat, k.lat))
        IS DISTINCT FROM (k.name, k.level, k.parent_id, k.lon, k.lat)
    """,
    ADDRESSES: """
        (a.text, a.street, d.id, a.beat_id, a.lon, a.lat)
        IS DISTINCT FROM (k.text, k.street, k.division_id, k.beat_id, k.lon, k.lat)
    """,
    NAMES: """
        (a.text, a.detail, a.beat_id, a.lon, a.lat)
        IS DISTINCT FROM (k.text, k.detail, k.beat_id, k.lon, k.lat)
    """,
}
KINDS = {
    DIVISIONS: "a.kind = 'division'",
    ADDRESSES: "a.kind = 'address'",
    NAMES: "a.kind NOT IN ('division', 'address')",
}
REMEMBER = """
    UPDATE places_arrivalpair p
    SET same = said.same, decided_by_id = said.decided_by_id, decided_at = said.decided_at
    FROM (
        SELECT DISTINCT ON (kind, code, known) * FROM places_arrivalpair
        WHERE bureau_id = %s AND same IS NOT NULL ORDER BY kind, code, known, decided_at DESC
    ) AS said
    WHERE p.bureau_id = said.bureau_id AND p.batch = %s AND p.same IS NULL
        AND (p.kind, p.code, p.known) = (said.kind, said.code, said.known)
"""
COPY_PAIRS = """
    COPY places_arrivalpair (bureau_id, batch, kind, code, known, registered, metres, same_words)
    FROM STDIN
"""
# Published divisions have no points: those of one name in one larger division may be one.
PAIR_DIVISIONS = f"""
    INSERT INTO places_arrivalpair
        (bureau_id, batch, kind, code, known, registered, metres, same_words)
    SELECT a.bureau_id, a.batch, a.kind, a.code, o.code, true, 0, true
    FROM {DIVISIONS} JOIN places_division o ON o.bureau_id = a.bureau_id AND o.name = a.text
        AND o.level = a.level AND o.parent_id IS NOT DISTINCT FROM d.id
    WHERE {OF_BATCH} AND a.kind = 'division' AND k.id IS NULL
"""  # noqa: S608 - our own statements
NEW_PLACES = """
    SELECT a.code, a.text, a.lon, a.lat FROM {tables}
    WHERE {of_batch} AND a.kind = %s AND k.id IS NULL ORDER BY a.id
"""
NEW = {
    ADDRESS: NEW_PLACES.format(tables=ADDRESSES, of_batch=OF_BATCH),
    LANDMARK: NEW_PLACES.format(tables=NAMES, of_batch=OF_BATCH),
}


def pair_up(*, bureau: Bureau, batch: UUID, tell: Tell) -> None:
    """Write down which new places of a file may be one that is there, and what was said before."""
    for kind in (ADDRESS, LANDMARK):
        arriving = Arriving(_new_places(bureau, batch, kind))
        found = {(one.first, one.second): (one, False) for one in arriving.among()}
        for done, known in enumerate(_registered(bureau, kind) if len(arriving) else ()):
            if done % TOLD_EVERY == 0:
                tell("comparing", done, 0)
            found |= {(one.first, one.second): (one, True) for one in arriving.beside(known)}
        with connection.cursor() as cursor, cursor.copy(COPY_PAIRS) as copy:
            for one, registered in found.values():
                copy.write_row((bureau.pk, batch, kind, one.second, one.first, registered,
                                one.metres, one.same_path))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PAIR_DIVISIONS, [bureau.pk, batch])
        cursor.execute(REMEMBER, [bureau.pk, batch])


def weighed(*, bureau: Bureau, batch: UUID) -> Weighed:
    """Count what would become of the places of a file."""
    new = changed = 0
    with connection.cursor() as cursor:
        for tables, differs in DIFFERS.items():
            cursor.execute(
                f"SELECT count(*) FILTER (WHERE k.id IS NULL), "  # noqa: S608 - our own statements
                f"count(*) FILTER (WHERE k.id IS NOT NULL AND {differs}) "
                f"FROM {tables} WHERE {OF_BATCH} AND {KINDS[tables]}",
                [bureau.pk, batch],
            )
            fresh, other = cursor.fetchone()
            new, changed = new + fresh, changed + other
    rows = Arrival.objects.filter(bureau=bureau, batch=batch).count()
    asked, left_out = in_pairs(bureau_id=bureau.pk, batch=batch)
    return Weighed(new - asked - left_out, changed, rows - new - changed, asked, left_out)


def in_pairs(*, bureau_id: int, batch: UUID) -> tuple[int, int]:
    """Count the new places of which nobody has said yet whether they are there, and that are."""
    pairs = ArrivalPair.objects.filter(bureau_id=bureau_id, batch=batch)
    one = set(pairs.filter(same=True).values_list("kind", "code"))
    return len(set(pairs.filter(same=None).values_list("kind", "code")) - one), len(one)


def _new_places(bureau: Bureau, batch: UUID, kind: PlaceName.Kind) -> list[Place]:
    """List the places of a file that the register does not have by their codes."""
    with connection.cursor() as cursor:
        cursor.execute(NEW[kind], [bureau.pk, batch, kind.value])
        return [
            Place(code, text, lon, lat, whole=kind == ADDRESS)
            for code, text, lon, lat in cursor.fetchall()
        ]


def _registered(bureau: Bureau, kind: PlaceName.Kind) -> Iterator[Place]:
    """Let the places of the register go by."""
    names = PlaceName.objects.filter(bureau=bureau, kind=kind)
    facts = names.values_list("code", "text", "lon", "lat")
    for code, text, lon, lat in facts.order_by().iterator(chunk_size=5_000):
        yield Place(code, text, lon, lat, whole=kind == ADDRESS)
