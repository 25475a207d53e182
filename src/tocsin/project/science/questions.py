"""Each question by its name: the fields it reads, and what it answers."""

from collections.abc import Callable, Mapping

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.queueing.answers import Queue
from tocsin.core.queueing.approximation import approximate
from tocsin.core.queueing.erlang import line_of
from tocsin.core.queueing.hypercube import exact
from tocsin.core.queueing.preferences import service
from tocsin.core.search.effort import share_several
from tocsin.core.simulate.nearest import Fleet, serve_nearest
from tocsin.core.siting.answers import Choice, Sited
from tocsin.core.siting.covering import most_covered, most_expected
from tocsin.core.siting.medians import Method, shortest_on_average
from tocsin.core.siting.ways import Ways
from tocsin.project.planning.reading import unusable
from tocsin.project.science.columns import Columns

Answer = Mapping[str, object]
CHOICE = ("stay", "never", "seconds")
CERTAIN = 1.0


def hypercube(asked: Columns) -> Answer:
    """Answer how busy units are and who goes where."""
    asked.only("rates", "preferences", "service_rate", "queue", "method")
    queue = Queue(asked.one_of("queue", tuple(queue.value for queue in Queue)))
    work_out = {"exact": exact, "approximate": approximate}[
        asked.one_of("method", ("exact", "approximate"))
    ]
    county = service(
        asked.figures("rates").tolist(),
        asked.orders("preferences"),
        asked.number_or_figures("service_rate"),
    )
    found = work_out(county, queue)
    lost = (
        {"loss": found.loss} if queue is Queue.ZERO else {"wait": found.wait, "waits": found.waits}
    )
    return {
        "workloads": found.workloads.tolist(),
        "dispatch": found.dispatch.tolist(),
        "at_once": found.at_once.tolist(),
        **lost,
    }


def erlang(asked: Columns) -> Answer:
    """Answer how many calls are lost, how many wait and how long, in service times."""
    asked.only("servers", "load")
    line = line_of(asked.whole("servers"), asked.number("load"))
    return {"B": line.loss, "C": line.waits, "wait": line.wait if np.isfinite(line.wait) else None}


def mclp(asked: Columns) -> Answer:
    """Answer which sites cover the most demand."""
    asked.only("demand", "cover", "p", "q", *CHOICE)
    found = most_covered(
        asked.figures("demand"),
        _cover(asked),
        asked.whole("p"),
        _choice(asked),
        seconds=_seconds(asked),
    )
    return _sited(found)


def mexclp(asked: Columns) -> Answer:
    """Answer where units stand that are busy for a share of their time."""
    asked.only("demand", "cover", "p", "q", "most_units", *CHOICE)
    busy = asked.number("q")
    if busy >= CERTAIN:
        raise unusable(asked.fields.where, "q")
    found = most_expected(
        asked.figures("demand"),
        _cover(asked),
        asked.whole("p"),
        busy,
        _choice(asked),
        seconds=_seconds(asked),
    )
    return _sited(found)


def pmedian(asked: Columns) -> Answer:
    """Answer which sites make the ways shortest in all."""
    asked.only("weights", "cost", "p", "method", "seed", *CHOICE)
    found = shortest_on_average(
        Ways(asked.figures("weights"), asked.table("cost", no_way=True)),
        asked.whole("p"),
        _choice(asked),
        method=Method(asked.one_of("method", tuple(method.value for method in Method))),
        generator=np.random.default_rng(asked.fields.whole("seed", 0, least=0, most=2**31)),
        seconds=_seconds(asked),
    )
    return _sited(found)


def simulate(asked: Columns) -> Answer:
    """Answer who served each call, and when."""
    asked.only("arrivals", "points", "service", "travel", "units", "policy", "queue")
    asked.one_of("policy", ("nearest",))
    asked.one_of("queue", ("fifo",))
    fleet = Fleet(asked.table("travel"), asked.wholes("units"))
    arrivals, points = asked.figures("arrivals"), asked.wholes("points")
    takes = asked.figures("service")
    if not len(arrivals) == len(points) == len(takes):
        raise unusable(asked.fields.where, "points")
    order = np.argsort(arrivals, kind="stable")
    served = serve_nearest(fleet, arrivals[order], points[order], takes[order])
    back = np.argsort(order, kind="stable")
    return {
        "unit": served.unit[back].tolist(),
        "start": served.start[back].tolist(),
        "response": served.response[back].tolist(),
        "finish": served.finish[back].tolist(),
    }


def effort(asked: Columns) -> Answer:
    """Answer how searchers' efforts are shared among areas."""
    asked.only("weights", "rates", "efforts")
    found = share_several(asked.figures("weights"), asked.table("rates"), asked.figures("efforts"))
    return {"effort": found.effort.tolist(), "found": found.found, "bound": found.bound}


def _cover(asked: Columns) -> Floats:
    cover = asked.table("cover")
    if not np.isin(cover, (0.0, 1.0)).all():
        raise unusable(asked.fields.where, "cover")
    return cover


def _choice(asked: Columns) -> Choice:
    fields = asked.fields
    most = fields.whole("most_units", 0, least=0, most=10_000)
    return Choice(tuple(fields.wholes("stay")), tuple(fields.wholes("never")), most or None)


def _seconds(asked: Columns) -> float | None:
    return asked.fields.figure_or_none("seconds")


def _sited(found: Sited) -> Answer:
    return {
        "sites": list(found.sites),
        "objective": found.objective,
        "bound": found.bound,
        "proven": found.proven,
        "gap": found.gap,
    }


QUESTIONS: Mapping[str, Callable[[Columns], Answer]] = {
    "hypercube": hypercube,
    "erlang": erlang,
    "mclp": mclp,
    "mexclp": mexclp,
    "pmedian": pmedian,
    "simulate": simulate,
    "effort": effort,
}
