"""The line of fifty servers as a model of cimba's; imported only where cimba is installed."""

import cimba
import numpy as np
from cimba import inputs

from tocsin.core.geo import Floats

SERVERS = 50


class Line(cimba.Model):
    """Calls are put into a store; each server takes one after the other out of it."""

    gap: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    service: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    queue: cimba.Container
    mean_line: cimba.Output[float]

    @cimba.process
    def arrive(self) -> None:
        """Let calls come."""
        while True:
            cimba.hold(self.gap.next())
            self.queue.put(1)

    @cimba.process(copies=SERVERS)
    def serve(self) -> None:
        """Serve one call after the other."""
        while True:
            self.queue.get(1)
            cimba.hold(self.service.next())

    @cimba.on_end
    def measure(self) -> None:
        """Say how long the line was on average."""
        self.mean_line = self.queue.mean_level()


def recorded(gaps: Floats, service: Floats) -> Line:
    """Make a line that lives through recorded calls."""
    line = Line()
    line.gap, line.service = inputs.trace(gaps), inputs.trace(service)
    return line


def mean_line(line: Line, until: float) -> float:
    """Run a line and give how many waited on average."""
    ran = cimba.Experiment(line, replications=1, window=cimba.Window(duration=until)).run()
    return float(np.asarray(ran[line].mean_line.values).ravel()[0])
