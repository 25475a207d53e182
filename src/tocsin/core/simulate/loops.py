"""Loops that are compiled where numba is installed and run as they are written elsewhere.

The figures are the same to the last digit: it is one body, over arrays where it is compiled and
over lists, which plain Python reads several times as fast as arrays, where it is not.
"""

from collections.abc import Callable
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.generic]
Row = Any  # a list or an array of figures, as the loop is run
Table = Any  # rows of figures


def can_compile() -> bool:
    """Say whether numba is installed."""
    return find_spec("numba") is not None


class Loop:
    """A body that reads columns and figures and fills further columns in place.

    A two-dimensional column is read row by row, ``column[row][place]``, never ``column[row,
    place]``.
    """

    def __init__(self, body: Callable[..., None]) -> None:
        self._body = body

    @cached_property
    def _compiled(self) -> Callable[..., None]:
        import numba  # noqa: PLC0415 - half a second that only a simulation is to wait

        compiled: Callable[..., None] = numba.njit(nogil=True)(self._body)
        return compiled

    def __call__(
        self, *read: Column | float, fills: tuple[Column, ...], compiled: bool | None = None
    ) -> None:
        """Run over what is read and fill what is to be filled."""
        if can_compile() if compiled is None else compiled:
            self._compiled(*read, *fills)
            return
        lists = [column.tolist() for column in fills]
        self._body(*(_listed(one) for one in read), *lists)
        for column, filled in zip(fills, lists, strict=True):
            column[...] = filled


def _listed(one: Column | float) -> object:
    return one.tolist() if isinstance(one, np.ndarray) else one
