"""The built-in, unofficial set of tables, read from versioned files."""

import json
from functools import cache
from pathlib import Path

from tocsin.registers.catalogue import reading
from tocsin.registers.catalogue.tables import TABLES, Table

FOLDER = Path(__file__).parent / "fixtures"
PLACES = {
    "incident_classes": ("incident_types.json", "classes"),
    "response_plans": ("response_plans.json", "plans"),
    "incident_types": ("incident_types.json", "types"),
    "dispositions": ("dispositions.json", "dispositions"),
    "unit_statuses": ("unit_statuses.json", "unit_statuses"),
    "invalid_reasons": ("invalid_reasons.json", "invalid_reasons"),
    "handovers": ("handovers.json", "handovers"),
    "knowledge": ("knowledge.json", "pages"),
    "clock_targets": ("clock_targets.json", "clock_targets"),
}
Wanted = dict[str, object]


@cache
def built_in() -> dict[str, tuple[Wanted, ...]]:
    """Read every table of the built-in set, checked value by value."""
    return {table.name: rows_of(table) for table in TABLES}


def rows_of(table: Table) -> tuple[Wanted, ...]:
    """Read the rows of one table in the order of its file; what only a bureau can say has none."""
    if table.name not in PLACES:
        return ()
    file, section = PLACES[table.name]
    document = json.loads((FOLDER / file).read_text(encoding="utf-8"))
    known = frozenset(column.name for column in table.columns)
    defaults = {"preemption": document["preemption"]} if "preemption" in document else {}
    return tuple(
        read_row(table, defaults | dict(reading.facts(row, known=known)), position)
        for position, row in enumerate(document[section], start=1)
    )


def read_row(table: Table, facts: dict[str, object], position: int) -> Wanted:
    """Check one row of a file and give it its place in the order."""
    given = {"position": position, "active": True} | facts
    return {
        column.name: column.read(given[column.name])
        for column in table.columns
        if column.required or column.name in given
    }
