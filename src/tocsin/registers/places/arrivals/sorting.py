"""The rows of a gathered register as what the register of places holds.

Divisions are looked up by their names in what they lie in, and are new where there is none; streets
and estates that doors hang below are not stored, because they are made up of the doors' texts.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tocsin.core.addressing.gathering import Fault, Gathered, Row, Wrong
from tocsin.core.addressing.register import BETWEEN_ALIASES
from tocsin.registers.places.arrivals.facts import Arriving, Sorted
from tocsin.registers.places.facts import DivisionRow
from tocsin.registers.places.models import Arrival, PlaceName

DIVISIONS = {"prov": "province", "city": "city", "county": "county", "town": "town",
             "village": "village"}  # fmt: skip
NAMED = {"poi": PlaceName.Kind.LANDMARK, "place": PlaceName.Kind.LANDMARK,
         "locality": PlaceName.Kind.LANDMARK, "junction": PlaceName.Kind.JUNCTION,
         "km": PlaceName.Kind.KILOMETRE}  # fmt: skip
# Of these an address names those that it lies in.
WITHIN_COUNTY = frozenset({"town", "village"})
STREETS = frozenset({"street", "road"})
HAN = re.compile(r"[\u3400-\u9fff]")
CODE = re.compile(r"[^\s/]+")
LONGEST = {"text": 200, "street": 80, "detail": 200, "code": 32}
LONGEST_DIVISION = 80


@dataclass(frozen=True, slots=True)
class Step:
    """What a row lies in: the division by code, and the names below it."""

    division: str
    names: tuple[str, ...] = ()
    street: str = ""


class Divisions:
    """The divisions of the register, with those that arrive."""

    def __init__(self, rows: Sequence[DivisionRow]) -> None:
        self.by_code = {row.code: row for row in rows}
        self._by_name = {(row.parent, row.name): row.code for row in rows}
        levels = Counter((row.level, row.name) for row in rows)
        self._alone = {
            (row.level, row.name): row.code for row in rows if levels[row.level, row.name] == 1
        }
        counties = [row.code for row in rows if row.level == "county"]
        self.top = counties[0] if len(counties) == 1 else ""

    def named(self, above: str, level: str, name: str) -> str:
        """Find a division by its name in what it lies in; by its name alone where one has it."""
        return self._by_name.get((above, name)) or self._alone.get((level, name), "")

    def add(self, row: DivisionRow) -> None:
        """Know a division that arrives."""
        self.by_code[row.code] = row
        self._by_name.setdefault((row.parent, row.name), row.code)

    def names_within_county(self, code: str) -> tuple[str, ...]:
        """List the names of a division and of those around it below the county."""
        names: list[str] = []
        row = self.by_code.get(code)
        while row is not None and row.level in WITHIN_COUNTY:
            names.insert(0, row.name)
            row = self.by_code.get(row.parent)
        return tuple(names)


class Sorting:
    """Sorts gathered rows, each behind what it lies in.

    Parameters
    ----------
    by_code
        Whether divisions are known by their codes alone and have no points, as published ones.
    ended
        Codes of addresses that no longer exist.
    """

    def __init__(
        self,
        gathered: Gathered,
        divisions: Sequence[DivisionRow],
        *,
        by_code: bool = False,
        ended: Collection[str] = (),
    ) -> None:
        self._gathered, self._by_code, self._ended = gathered, by_code, ended
        self._divisions = Divisions(divisions)
        self._numbers: Mapping[str, int] = gathered.numbers
        self._parents = {row[1] for row in gathered.rows}
        self._steps: dict[str, Step] = {}
        self._sorted = Sorted(faults=list(gathered.faults), read=gathered.read)

    def done(self) -> Sorted:
        """Sort every row."""
        for row in self._gathered.rows:
            if row[2] in DIVISIONS:
                self._take_division(row)
            else:
                self._take_place(row)
        self._sorted.faults.sort(key=lambda fault: fault.row)
        return self._sorted

    def _take_division(self, row: Row) -> None:
        identity, parent, level, name = row[0], row[1], DIVISIONS[row[2]], row[3]
        above = self._steps[parent].division if parent in self._steps else ""
        if not above and level in WITHIN_COUNTY:
            above = self._divisions.top
        known = "" if self._by_code else self._divisions.named(above, level, name)
        self._steps[identity] = Step(known or identity)
        if known and known != identity:
            return
        lon, lat = (None, None) if self._by_code else (float(row[4]), float(row[5]))
        self._divisions.add(DivisionRow(identity, name, level, above, lon, lat))
        self._arrive(Arriving(Arrival.DIVISION, identity, name, lon, lat, level=level, above=above))

    def _take_place(self, row: Row) -> None:
        identity, parent, level, name = row[:4]
        within = self._steps.get(parent) or Step(self._divisions.top)
        street = name if level in STREETS else within.street
        self._steps[identity] = replace(within, names=(*within.names, name), street=street)
        if self._is_made_up(identity, level):
            return
        if level in NAMED:
            text, detail = self._named(level, name, within)
            kind: str = NAMED[level]
        else:
            text, detail, kind = self._text(self._steps[identity]), "", PlaceName.Kind.ADDRESS
        self._arrive(
            Arriving(
                kind,
                identity,
                text,
                float(row[4]),
                float(row[5]),
                street=street if kind == PlaceName.Kind.ADDRESS else "",
                detail=detail,
                above=within.division,
            )
        )
        if kind == PlaceName.Kind.LANDMARK:
            self._take_other_names(row)

    def _take_other_names(self, row: Row) -> None:
        """Take the other names of a landmark, which stand under longer codes with its own name."""
        others = filter(None, row[6].split(BETWEEN_ALIASES))
        for number, name in enumerate(others, start=1):
            code, lon, lat = f"{row[0]}-{number}", float(row[4]), float(row[5])
            self._arrive(Arriving(PlaceName.Kind.LANDMARK, code, name, lon, lat, detail=row[3]))

    def _is_made_up(self, identity: str, level: str) -> bool:
        """Say whether a place has no row of its own, but is what others lie in."""
        if self._numbers:
            return identity not in self._numbers
        return level in STREETS and identity in self._parents

    def _named(self, level: str, name: str, within: Step) -> tuple[str, str]:
        """Write a landmark, a junction or a post, and what it lies in."""
        if level == "km" and within.street:
            around = replace(within, names=())
            return f"{within.street} km {name.lstrip('Kk')}", self._text(around)
        return name, self._text(within)

    def _text(self, step: Step) -> str:
        """Write a place with what it lies in below the county, as its script does."""
        outer = self._divisions.names_within_county(step.division)
        if any(HAN.search(name) for name in (*outer, *step.names)):
            return "".join((*outer, *step.names))
        return ", ".join(part for part in (" ".join(step.names), *reversed(outer)) if part)

    def _arrive(self, one: Arriving) -> None:
        number = self._numbers.get(one.code)
        fault = self._fault_in(one)
        if fault is None:
            self._sorted.arriving.append(replace(one, row=number))
        else:
            column, wrong, said = fault
            self._sorted.faults.append(Fault(number or 0, column, wrong, said))

    def _fault_in(self, one: Arriving) -> tuple[str, Wrong, str] | None:
        for column in ("code", "text", "street", "detail"):
            said = str(getattr(one, column))
            longest = LONGEST_DIVISION if one.kind == Arrival.DIVISION else LONGEST[column]
            if len(said) > min(longest, LONGEST[column]):
                return column, Wrong.TOO_LONG, said[:20]
        if not CODE.fullmatch(one.code):
            return "code", Wrong.CODE_SIGNS, one.code
        if one.kind == PlaceName.Kind.ADDRESS and one.code in self._ended:
            return "code", Wrong.ENDED, one.code
        return None
