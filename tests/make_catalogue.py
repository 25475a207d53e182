"""Ready-made tables for tests of the catalogue."""

from tests import make_tables
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue.reference import built_in


def reference(*, of: Bureau | None = None) -> None:
    """Load the built-in tables into a bureau."""
    make_tables.load(built_in, of=of)


def tables_without(table: str, code: str) -> dict[str, tuple[dict[str, object], ...]]:
    """Take one row out of the built-in tables."""
    return built_in() | {table: tuple(row for row in built_in()[table] if row["code"] != code)}


def tables_with(table: str, code: str, **facts: object) -> dict[str, tuple[dict[str, object], ...]]:
    """Change one row of the built-in tables."""
    return built_in() | {
        table: tuple(row | facts if row["code"] == code else row for row in built_in()[table])
    }
