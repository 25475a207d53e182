"""Lists and tables of figures in a document, checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.planning.reading import Fields, unusable
from tocsin.project.science.words import said

Whole = NDArray[np.int64]
NO_WAY = np.inf


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of a document that hold many figures."""

    fields: Fields

    @classmethod
    def of(cls, given: Mapping[str, object]) -> "Columns":
        """Take the whole document."""
        return cls(Fields(given, "document"))

    def only(self, *names: str) -> "Columns":
        """Refuse a field that means nothing here."""
        self.fields.only(*names)
        return self

    def figures(self, name: str, *, least: float = 0.0) -> Floats:
        """Take a list of numbers, none of them endless."""
        found = self._array(name, 1)
        if not np.isfinite(found).all() or (found < least).any():
            raise unusable(self.fields.where, name)
        return found

    def table(self, name: str, *, no_way: bool = False) -> Floats:
        """Take rows of numbers, equally long; null is no way where there may be none."""
        found = self._array(name, 2)
        found = np.where(np.isnan(found), NO_WAY, found) if no_way else found
        if np.isnan(found).any() or (found < 0).any() or (not no_way and np.isinf(found).any()):
            raise unusable(self.fields.where, name)
        return found

    def wholes(self, name: str) -> Whole:
        """Take a list of whole numbers from 0 on."""
        found = self.figures(name)
        if (found != np.floor(found)).any() or (found > np.iinfo(np.int32).max).any():
            raise unusable(self.fields.where, name)
        return found.astype(np.int64)

    def orders(self, name: str) -> list[list[int]]:
        """Take a list of lists of whole numbers, not always equally long."""
        value = self.fields.given.get(name)
        if not isinstance(value, list) or not value:
            raise unusable(self.fields.where, name)
        for at, order in enumerate(value):
            if not isinstance(order, list) or not all(type(one) is int for one in order):
                raise unusable(self.fields.where, f"{name}[{at}]")
        return value

    def number(self, name: str) -> float:
        """Take a number of zero or more that must be there."""
        found = self.fields.figure_or_none(name)
        if found is None:
            raise unusable(self.fields.where, name)
        return found

    def whole(self, name: str, *, least: int = 1, most: int = 1_000_000) -> int:
        """Take a whole number that must be there."""
        if name not in self.fields.given:
            raise unusable(self.fields.where, name)
        return self.fields.whole(name, least, least=least, most=most)

    def number_or_figures(self, name: str) -> float | list[float]:
        """Take one number for all, or a list with one for each."""
        if isinstance(self.fields.given.get(name), list):
            found: list[float] = self.figures(name).tolist()
            return found
        return self.number(name)

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """Take one of the words there are, the first where the field is left out."""
        value = self.fields.given.get(name, known[0])
        if not isinstance(value, str) or value not in known:
            raise unusable(self.fields.where, f"{name} ({', '.join(known)})")
        return value

    def _array(self, name: str, dimensions: int) -> Floats:
        value = self.fields.given.get(name)
        if not isinstance(value, list):
            raise unusable(self.fields.where, name)
        try:
            found = np.array(value, dtype=np.float64)
        except (TypeError, ValueError, OverflowError) as cause:
            raise unusable(self.fields.where, name) from cause
        if _holds_words(value) or found.ndim != dimensions or found.size == 0:
            raise unusable(self.fields.where, name)
        return found


def _holds_words(value: list[object]) -> bool:
    """Say whether a text stands among the figures: NumPy would read "1" as a number."""
    rows = (row if isinstance(row, list) else [row] for row in value)
    return any(isinstance(one, str | bool) for row in rows for one in row)


def without_answer(cause: Exception) -> UnusableInput:
    """Say in the words of the science why a document has no answer."""
    return UnusableInput(said(cause))
