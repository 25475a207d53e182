"""The tiles of the tree, in the database."""

from collections.abc import Mapping

from django.db import connection

from tocsin.core.ledger.tiles import Spot
from tocsin.kernel.ledger.models import Tile

STORE = """
    INSERT INTO ledger_tile (level, index, hashes)
    SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
    ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes
"""


class DatabaseShelf:
    """Fetches tiles, each once."""

    def __init__(self) -> None:
        self.fetched: dict[Spot, bytes] = {}

    def tile(self, spot: Spot) -> bytes:
        """Return the hashes of a tile; nothing where there is none."""
        if spot not in self.fetched:
            found = Tile.objects.filter(level=spot.level, index=spot.index)
            self.fetched[spot] = bytes(found.values_list("hashes", flat=True).first() or b"")
        return self.fetched[spot]


def store(tiles: Mapping[Spot, bytes]) -> None:
    """Keep tiles as they now stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            STORE,
            [
                [spot.level for spot in tiles],
                [spot.index for spot in tiles],
                list(tiles.values()),
            ],
        )
