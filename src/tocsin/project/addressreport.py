"""What to say of the rows of an import: what is wrong with each and what to do, and doubles."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.core.addressing.doubling import Double, doubles_in
from tocsin.core.addressing.gathering import Gathered, Row
from tocsin.core.addressing.register import read_register
from tocsin.registers.places.api import FAULT_WORDS

SHOWN = 60
HEADING = ("kind", "row", "column", "said", "wrong", "do", "first", "second", "metres")
Line = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Told:
    """The lines of a report: what is wrong with rows, and places that may be one."""

    faults: list[Line]
    doubles: list[Line]


def doubles_of(rows: list[Row]) -> list[Double]:
    """List the pairs of places that may be one."""
    return doubles_in(read_register(rows))


def told(gathered: Gathered, doubles: list[Double]) -> Told:
    """Put what was wrong, and what may be one, into words."""
    names = {row[0]: row[3] for row in gathered.rows}
    faults = [
        Line(
            kind="kept" if fault.taken else "refused",
            row=fault.row,
            column=fault.column,
            said=fault.said[:SHOWN],
            wrong=str(FAULT_WORDS[fault.wrong][0]),
            do=str(FAULT_WORDS[fault.wrong][1]),
        )
        for fault in gathered.faults
    ]
    return Told(faults, [_double(one, names) for one in doubles])


def _double(double: Double, names: dict[str, str]) -> Line:
    wrong = (
        _("Both have the same name and lie in the same place.")
        if double.same_path
        else _("Both are near one another and called nearly the same.")
    )
    return Line(
        kind="double",
        said=f"{names[double.first]} / {names[double.second]}",
        wrong=wrong,
        do=_("Look whether they are one. Both were kept."),
        first=double.first,
        second=double.second,
        metres=double.metres,
    )


def write(file: Path, told: Told) -> None:
    """Write a report as a table that spreadsheet programs open."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, HEADING, restval="")
    writer.writeheader()
    writer.writerows([*told.faults, *told.doubles])
    file.write_bytes(buffer.getvalue().encode("utf-8-sig"))
