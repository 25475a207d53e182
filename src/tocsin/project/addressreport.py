"""What to say of the rows of an import: what is wrong with each and what to do, and doubles."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.addressing.doubling import Double, doubles_in
from tocsin.core.addressing.gathering import Gathered, Row, Unreadable, Wrong
from tocsin.core.addressing.register import read_register

WORDS = {
    Wrong.NO_NAME: (
        gettext_lazy("There is no name."),
        gettext_lazy("Write what the place is called."),
    ),
    Wrong.TOO_LONG: (
        gettext_lazy("The cell is longer than 200 characters."),
        gettext_lazy("Leave the name only; put the rest into a column of its own."),
    ),
    Wrong.FORMULA: (
        gettext_lazy("The cell holds a formula or an error instead of its value."),
        gettext_lazy("Paste the column again as values."),
    ),
    Wrong.CODE_TAKEN: (
        gettext_lazy("An earlier row has this code."),
        gettext_lazy("Give one of the two places another code."),
    ),
    Wrong.NO_NUMBER: (
        gettext_lazy("This is not a number of degrees."),
        gettext_lazy("Write degrees with a point, as in 106.6512."),
    ),
    Wrong.NOT_ON_EARTH: (
        gettext_lazy("The point is not on the earth."),
        gettext_lazy("Write longitude and latitude in degrees, not in metres."),
    ),
    Wrong.CHANGED_PLACES: (
        gettext_lazy("Longitude and latitude have changed places."),
        gettext_lazy("Exchange the two cells, or the two headings."),
    ),
    Wrong.NO_POINT: (
        gettext_lazy("There is no point."),
        gettext_lazy("Write longitude and latitude, if only those of what the place lies in."),
    ),
    Wrong.NO_PARENT: (
        gettext_lazy("What the place lies in is not in the register; it stands by itself."),
        gettext_lazy("Add that row, or correct the code."),
    ),
    Wrong.IN_ITSELF: (
        gettext_lazy("The place lies in itself; it stands by itself."),
        gettext_lazy("Correct the code of what it lies in."),
    ),
    Wrong.NO_DIVISION: (
        gettext_lazy("This is no code of a division with 2, 4, 6, 9 or 12 figures and a name."),
        gettext_lazy("Correct the code, or leave the row out."),
    ),
}
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
            wrong=str(WORDS[fault.wrong][0]),
            do=str(WORDS[fault.wrong][1]),
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


def needed(refusal: Unreadable) -> str:
    """Say which columns a sheet lacks."""
    return _(
        "No row has the headings that are needed. Missing: {missing}. A sheet has longitude and "
        "latitude, and a name or a column for each level, such as town, street and number."
    ).format(missing=", ".join(refusal.missing) or "name, lon, lat")


def write(file: Path, told: Told) -> None:
    """Write a report as a table that spreadsheet programs open."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, HEADING, restval="")
    writer.writeheader()
    writer.writerows([*told.faults, *told.doubles])
    file.write_bytes(buffer.getvalue().encode("utf-8-sig"))
