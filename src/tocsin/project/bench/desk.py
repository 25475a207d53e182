"""The measurement of the desks: every part, in its order."""

from collections.abc import Callable, Mapping, Sequence

from tocsin.kernel import moment
from tocsin.project.bench import cycles, feeding, listening, lookups, numbers, roads, typing
from tocsin.project.bench.ground import FULL, QUICK, BenchGround, prepare
from tocsin.project.bench.rows import Row
from tocsin.project.bench.webserver import web

Step = Callable[[str], None]
ALONE: Mapping[str, Callable[[BenchGround], Sequence[Row]]] = {
    "cycles": cycles.measure,
    "numbers": numbers.measure,
    "lookups": lookups.measure,
    "roads": roads.measure,
}
# These need the web application, and its port.
SERVED: Mapping[str, Callable[[BenchGround, int], Sequence[Row]]] = {
    "listeners": listening.measure,
    "positions": feeding.measure,
    "typing": typing.measure,
}


def measure(step: Step, *, quick: bool, only: Sequence[str] = ()) -> list[Row]:
    """Make a county and measure on it; *only* names the parts that are wanted."""
    step("county")
    ground = prepare(QUICK if quick else FULL, moment.now())
    rows: list[Row] = []
    for name in ALONE:
        if not only or name in only:
            step(name)
            rows += ALONE[name](ground)
    served = [name for name in SERVED if not only or name in only]
    if served:
        step("web")
        with web() as port:
            for name in served:
                step(name)
                rows += SERVED[name](ground, port)
    return rows
