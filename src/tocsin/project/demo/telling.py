"""What a demonstration prints: bars while it works, a table when it is done."""

from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table


class Teller:
    """Tells of each step on the terminal's error channel; a quiet one says nothing."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[done]}"),
            TimeElapsedColumn(),
            console=self._console,
        )
        self._hours = 0.0
        self._task = self._progress.add_task("", total=None, done="", visible=False)

    def __enter__(self) -> "Teller":
        """Begin to tell."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last state of every step in sight."""
        if kind is None:
            self._finish()
        self._progress.stop()

    def expect(self, hours: float) -> None:
        """Learn how many hours the longest step lives through."""
        self._hours = hours

    def step(self, what: str) -> None:
        """Tell that the next step begins."""
        self._finish()
        self._task = self._progress.add_task(what, total=None, done="")

    def advance(self, hours: float) -> None:
        """Tell how many hours of the step are done."""
        done = f"{hours:.1f} of {self._hours:g} h"
        self._progress.update(self._task, total=self._hours, completed=hours, done=done)

    def show(self, result: Mapping[str, object]) -> None:
        """Print counts, clocks and what holds."""
        console = Console()
        console.print(
            f"{result['simulated_hours']:g} h in {result['wall_seconds']} s: "
            f"{result['calls']} calls, {result['valid_calls']} of them valid, "
            f"{result['incidents']} incidents, {result['assignments']} assignments."
        )
        table = Table("Clock (seconds)", "n", "p50", "p90")
        for name, leg in part(result, "clocks").items():
            figures = part({"leg": leg}, "leg")
            table.add_row(name, *(written(figures.get(key)) for key in ("n", "p50", "p90")))
        console.print(table)
        for name, holds in part(result, "invariants").items():
            console.print(f"{'ok  ' if holds else 'BAD '} {name}")

    def _finish(self) -> None:
        self._progress.update(self._task, total=1, completed=1, done="done")


def part(result: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Take a part of a result that is itself a table of figures."""
    found = result[name]
    return found if isinstance(found, Mapping) else {}


def written(figure: object) -> str:
    """Write a figure; what was not measured stays empty."""
    return f"{figure:g}" if isinstance(figure, int | float) else ""
