"""The county at full speed without a browser, and what is true of its records afterwards."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from tocsin.adapters.simulation.callers import DAY, heard_on
from tocsin.adapters.simulation.county import Tallies
from tocsin.adapters.simulation.invariants import invariants
from tocsin.desks.calls.api import Call
from tocsin.kernel.access.api import Scope
from tocsin.project.demo.ground import Ground, Step, live_through, prepare_ground
from tocsin.readers.supervision.periods import Period
from tocsin.readers.supervision.queries import Report, report

# A Monday in spring, always the same, so that a seed gives the same day wherever it runs.
FIRST_MOMENT = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
Progress = Callable[[datetime], None]


def run_headless(
    *, hours: float, seed: int | None, step: Step, progress: Callable[[float], None]
) -> dict[str, object]:
    """Let a county live for some hours; return counts, clocks in seconds, and what holds.

    ``progress`` hears the hours that are done.
    """
    ground = prepare_ground(seed=seed, begins=FIRST_MOMENT, step=step, base_map=False)
    start, end = ground.shown_until, ground.shown_until + timedelta(hours=hours)
    step("Living through the day")
    began = time.monotonic()
    simulation = live_through(
        ground, start, end, lambda at: progress((at - start).total_seconds() / 3600)
    )
    wall = time.monotonic() - began
    zone = ground.bureau.time_zone
    first = start.astimezone(ZoneInfo(zone)).date()
    last = (end - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    figures = report(Scope(ground.bureau.pk), Period(first, last, zone))
    tallies = simulation.world.tallies
    return {
        "simulated_hours": hours,
        "wall_seconds": round(wall, 1),
        "speed": round(hours * 3600 / wall, 1) if wall else None,
        "seed": ground.seed,
        **counts_of(figures),
        "invariants": {**invariants(ground.bureau), **accounts_of(ground, start, end)},
        "duplicates": duplicates_of(tallies),
        "places": {"near": tallies.places_near, "far": tallies.places_far},
        "refusals": tallies.refusals,
    }


def counts_of(figures: Report) -> Mapping[str, object]:
    """Write the counts and clocks that the desk's own report gives."""
    tally = figures.tally
    return {
        "calls": tally.calls,
        "valid_calls": tally.valid,
        "incidents": tally.incidents,
        "assignments": tally.assignments,
        "abandoned": tally.abandoned,
        "clocks": {
            name: {"n": leg.n, "p50": leg.p50, "p90": leg.p90} for name, leg in figures.legs.items()
        },
    }


def accounts_of(ground: Ground, start: datetime, end: datetime) -> dict[str, bool]:
    """Check that every call drawn for a time came in, and no other and none twice."""
    drawn = set(drawn_between(ground, start, end))
    kept = Call.objects.filter(bureau=ground.bureau, rang_at__gte=start, rang_at__lt=end)
    came = list(kept.exclude(source_id="").values_list("source_id", flat=True))
    return {
        "every_drawn_call_came": drawn <= set(came),
        "no_call_came_twice_or_undrawn": len(came) == len(set(came) & drawn),
    }


def drawn_between(ground: Ground, start: datetime, end: datetime) -> Iterator[str]:
    """Name the calls that are drawn for a time."""
    zone = ZoneInfo(ground.bureau.time_zone)
    midnight = datetime.combine(start.astimezone(zone).date(), clock_time(), zone)
    while midnight < end:
        for heard in heard_on(ground.draw(midnight), midnight):
            if start <= midnight + timedelta(seconds=heard.drawn.at_seconds) < end:
                yield heard.source
        midnight += DAY


def duplicates_of(tallies: Tallies) -> Mapping[str, object]:
    """Say how well the look-alikes shown before saving named the incident that it was."""
    right, missed = tallies.look_alikes_right, tallies.look_alikes_missed
    wrong, first = tallies.look_alikes_wrong, tallies.first_calls
    return {
        "found": right,
        "missed": missed,
        "found_share": round(right / (right + missed), 3) if right + missed else None,
        "first_calls": first,
        "wrong": wrong,
        "wrong_share": round(wrong / first, 3) if first else None,
    }
