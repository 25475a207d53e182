"""Where work is done that no question should wait for."""

from collections.abc import Callable
from typing import Protocol


class Aside(Protocol):
    """Does work beside the questions, one task at a time."""

    def begin(self, task: Callable[[], None]) -> None:
        """Begin a task; nothing happens where another is still being done."""
        ...

    def goes_on(self) -> bool:
        """Tell whether what takes seconds will still be of use."""
        ...
