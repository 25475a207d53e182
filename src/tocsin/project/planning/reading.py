"""Fields of a written document, each checked as it is read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import inf, isnan

import numpy as np
from django.utils.translation import gettext as _

from tocsin.core.geo import Floats, Point
from tocsin.core.typed_places import typed_place
from tocsin.project.planning.errors import UnusableInput

NO_WAY = inf
MOST = 10_000_000.0
"""No figure of a document is greater: of seconds that is almost four months."""
REMARK = "note"


def unusable(where: str, name: str) -> UnusableInput:
    """Say that a field cannot be used, and where it stands."""
    return UnusableInput(
        _("The field %(field)s of %(where)s is missing or cannot be used.")
        % {"field": name, "where": where}
    )


def _writable(text: str) -> bool:
    """Say whether a text can be written out again: JSON knows halves of letters that cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


@dataclass(frozen=True, slots=True)
class Fields:
    """An object of the document by its field names; ``where`` is how people find it."""

    given: Mapping[str, object]
    where: str

    @classmethod
    def of(cls, value: object, where: str) -> "Fields":
        """Take an object of the document."""
        if not isinstance(value, dict):
            raise UnusableInput(
                _("In the place of %(where)s there is no object with fields.") % {"where": where}
            )
        return cls(value, where)

    def only(self, *names: str) -> "Fields":
        """Refuse a field that means nothing here; a note for people may always be there."""
        for name in self.given:
            if name not in names and name != REMARK:
                raise UnusableInput(
                    _("There is no field %(field)s in %(where)s; the fields there are %(known)s.")
                    % {"field": name, "where": self.where, "known": ", ".join(names)}
                )
        return self

    def part(self, name: str) -> "Fields":
        """Take an object within this one; one that is left out has no fields."""
        return Fields.of(self.given.get(name, {}), f"{self.where}.{name}")

    def rows(self, name: str) -> list["Fields"]:
        """Take a list of objects."""
        value = self.given.get(name)
        if not isinstance(value, list):
            raise unusable(self.where, name)
        return [Fields.of(row, f"{self.where}.{name}[{at}]") for at, row in enumerate(value)]

    def text(self, name: str, usual: str | None = None) -> str:
        """Take a text or a whole number written as one."""
        value = self.given.get(name, usual)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or (usual is None and not value) or not _writable(value):
            raise unusable(self.where, name)
        return value

    def texts(self, name: str) -> list[str]:
        """Take a list of texts, or of whole numbers written as such; left out it is empty."""
        value = self.given.get(name, [])
        if not isinstance(value, list) or not all(type(one) in {str, int} for one in value):
            raise unusable(self.where, name)
        texts = [str(one) for one in value]
        if not all(map(_writable, texts)):
            raise unusable(self.where, name)
        return texts

    def choices(self, name: str, known: Collection[str]) -> frozenset[str]:
        """Take a list of words out of those there are."""
        found = frozenset(self.texts(name))
        if not found <= frozenset(known):
            raise unusable(self.where, name)
        return found

    def wholes(self, name: str) -> list[int]:
        """Take a list of whole numbers; one that is left out is empty."""
        value = self.given.get(name, [])
        if not isinstance(value, list) or not all(type(one) is int for one in value):
            raise unusable(self.where, name)
        return [int(one) for one in value]

    def whole(self, name: str, usual: int, *, least: int, most: int) -> int:
        """Take a whole number within bounds."""
        value = self.given.get(name, usual)
        if type(value) is not int or not least <= value <= most:
            raise unusable(self.where, name)
        return value

    def figure(self, name: str, usual: float) -> float:
        """Take a number of zero or more."""
        found = self.figure_or_none(name)
        return usual if found is None else found

    def figure_or_none(self, name: str) -> float | None:
        """Take a number of zero or more; None where it is left out or null."""
        value = self.given.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise unusable(self.where, name)
        if not 0 <= value <= MOST:
            raise unusable(self.where, name)
        return float(value)

    def table(self, name: str, shape: tuple[int, int]) -> Floats:
        """Take rows of seconds; null is no way, and so is what takes endlessly long."""
        value = self.given.get(name)
        if not isinstance(value, list) or len(value) != shape[0]:
            raise unusable(self.where, name)
        rows = np.empty(shape)
        for at, row in enumerate(value):
            if not isinstance(row, list) or len(row) != shape[1]:
                raise unusable(self.where, f"{name}[{at}]")
            rows[at] = [self._seconds(one, f"{name}[{at}]") for one in row]
        return rows

    def _seconds(self, value: object, name: str) -> float:
        if value is None:
            return NO_WAY
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise unusable(self.where, name)
        if isnan(value) or value < 0:
            raise unusable(self.where, name)
        return NO_WAY if value > MOST else float(value)

    def point(self, name: str) -> Point:
        """Take a place: an object with lat and lon, or these two fields of one's own."""
        place = self.part(name).only("lat", "lon") if name in self.given else self
        point = typed_place(f"{place.given.get('lat')},{place.given.get('lon')}")
        if point is None:
            raise unusable(self.where, name)
        return point
