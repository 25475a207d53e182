"""A table of counts by day and area, read from a file."""

import csv
import gzip
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from tocsin.core.forecast.counts import DayCounts
from tocsin.project.planning.errors import UnusableInput

COLUMNS = ("area", "date", "responses")
ZIPPED = b"\x1f\x8b"
LONGEST_DAYS = 366 * 60
NEAR = 0.01
MOSTLY = 0.95
LEAST_PARTS = 3


@dataclass
class _Rows:
    by_area: dict[str, dict[date, float]] = field(default_factory=dict)

    def add(self, line: int, row: dict[str, str]) -> None:
        area = (row["area"] or "").strip()
        try:
            day = date.fromisoformat((row["date"] or "").strip())
            text = (row["responses"] or "").strip()
            count = float(text) if text else math.nan
        except ValueError as cause:
            raise _unusable(line) from cause
        if not area or count < 0 or math.isinf(count):
            raise _unusable(line)
        if day in self.by_area.setdefault(area, {}):
            raise UnusableInput(
                _("Line %(line)s: %(area)s has the day %(day)s twice.")
                % {"line": line, "area": area, "day": day.isoformat()}
            )
        self.by_area[area][day] = count

    def counts(self) -> DayCounts:
        days = [day for of_area in self.by_area.values() for day in of_area]
        if not days:
            raise UnusableInput(_("The table has no row."))
        first, last = min(days), max(days)
        length = (last - first).days + 1
        if length > LONGEST_DAYS:
            raise UnusableInput(_("The table reaches over more than 60 years."))
        dates = [first + timedelta(days=number) for number in range(length)]
        rows = [[of_area.get(day, math.nan) for day in dates] for of_area in self.by_area.values()]
        return DayCounts(first, tuple(self.by_area), np.array(rows))


def read_day_counts(path: Path) -> DayCounts:
    """Read a table with the columns area, date and responses, gzipped or not.

    Raises
    ------
    UnusableInput
        With the line that cannot be read.
    """
    rows = _Rows()
    reader = csv.DictReader(_lines(path))
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise UnusableInput(
            _("The table needs the columns %(columns)s.") % {"columns": ", ".join(COLUMNS)}
        )
    try:
        for row in reader:
            rows.add(reader.line_num, row)
    except (csv.Error, UnicodeDecodeError) as cause:
        raise _unusable(reader.line_num) from cause
    return rows.counts()


def _lines(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    try:
        content = gzip.decompress(content) if content.startswith(ZIPPED) else content
        return iter(io.StringIO(content.decode("utf-8-sig"), newline=""))
    except (OSError, EOFError, UnicodeDecodeError) as cause:
        raise UnusableInput(_("The file is no table of text.")) from cause


def _unusable(line: int) -> UnusableInput:
    return UnusableInput(
        _("Line %(line)s cannot be read: it needs an area, a day like 2026-01-31 and a count.")
        % {"line": line}
    )


def without_whole(counts: DayCounts) -> tuple[DayCounts, DayCounts | None]:
    """Part an area that is all the others together from them: it would be counted twice."""
    sums = np.nansum(counts.counts, axis=0)
    for at, row in enumerate(counts.counts):
        known = np.isfinite(row)
        others = sums[known] - row[known]
        alike = np.abs(others - row[known]) <= NEAR * np.maximum(row[known], 1.0)
        if len(counts.areas) >= LEAST_PARTS and known.any() and alike.mean() >= MOSTLY:
            return _only(counts, [place != at for place in range(len(counts.areas))]), _only(
                counts, [place == at for place in range(len(counts.areas))]
            )
    return counts, None


def _only(counts: DayCounts, wanted: list[bool]) -> DayCounts:
    areas = tuple(area for area, keep in zip(counts.areas, wanted, strict=True) if keep)
    return DayCounts(counts.first, areas, counts.counts[np.array(wanted)])
