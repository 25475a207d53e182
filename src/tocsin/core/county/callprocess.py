"""The call process: what happens in the county, who calls about it, and what they say."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tocsin.core.county.callplaces import PlaceBook, Spots
from tocsin.core.county.callrecords import CallDraw, Happening, Phrases, TypeFacts, UnmeantFacts
from tocsin.core.county.callrhythm import HOUR, draw_times, hourly_shape
from tocsin.core.county.callvoices import CALLERS, Scene, Told, Voices
from tocsin.core.county.grid import Cells
from tocsin.core.county.records import County
from tocsin.core.geo import Floats

DAY = 86_400.0
# What a real county of this size counted in one period of 92 days.
PERIOD_SECONDS = 92 * DAY
VALID_CALLS = 6_024
REPEATS_PER_VALID = 2_750 / VALID_CALLS
UNMEANT_CALLS = {"enquiry": 9_400, "silent": 4_300, "nuisance": 3_206}
# Few incidents bring many calls: the gamma shape of how much one stirs people up.
STIR_SHAPE = 0.55
WITNESS_DELAY_SECONDS = 170.0
LONGEST_WITNESS_SECONDS = 1_500.0
CHASE_DELAY_SECONDS = (280.0, 600.0)
ON_SCENE_SPREAD = 0.5
SHORTEST_ON_SCENE_SECONDS = 180.0


@dataclass(frozen=True)
class _Happened:
    """What happened, as columns in the order of time; ``sort`` is the position of the type."""

    at: Floats
    sort: Cells
    on_scene: Floats
    spots: Spots


def _happen(
    phrases: Phrases, book: PlaceBook, per_hour: list[Floats], seconds: float, rng: Generator
) -> _Happened:
    at, sort, spots = [], [], []
    for number, facts in enumerate(phrases["types"]):
        times = draw_times(per_hour[number], seconds, rng)
        at.append(times)
        sort.append(np.full(len(times), number))
        spots.append(book.pick(facts["where"], len(times), rng))
    times = np.concatenate(at)
    order = np.argsort(times, kind="stable")
    kinds = np.concatenate(sort)[order]
    median = np.array([facts["minutes"] for facts in phrases["types"]])[kinds] * 60.0
    stay = median * rng.lognormal(0.0, ON_SCENE_SPREAD, len(kinds))
    return _Happened(
        times[order],
        kinds,
        np.maximum(stay, SHORTEST_ON_SCENE_SECONDS),
        Spots(
            np.concatenate([s.metres for s in spots])[order],
            np.concatenate([s.address for s in spots])[order],
            np.concatenate([s.landmark for s in spots])[order],
            np.concatenate([s.road for s in spots])[order],
        ),
    )


def _echo_means(phrases: Phrases) -> Floats:
    """Set how many further calls each type brings; together they give the real share."""
    weight = np.array([facts["weight"] for facts in phrases["types"]])
    echo = np.array([facts["echo"] for facts in phrases["types"]])
    return np.asarray(echo * REPEATS_PER_VALID * weight.sum() / (weight * echo).sum())


def _echoes(phrases: Phrases, happened: _Happened, rng: Generator) -> tuple[Floats, Cells, Cells]:
    """Draw the repeats: their times, what they are about, and who calls (see ``CALLERS``)."""
    mean = _echo_means(phrases)[happened.sort]
    stir = rng.gamma(STIR_SHAPE, 1.0 / STIR_SHAPE, len(mean))
    about = np.repeat(np.arange(len(mean)), rng.poisson(mean * stir))
    share = np.array([facts["witness"] for facts in phrases["types"]])[happened.sort[about]]
    witness = rng.random(len(about)) < share
    soon = np.minimum(rng.exponential(WITNESS_DELAY_SECONDS, len(about)), LONGEST_WITNESS_SECONDS)
    least, more = CHASE_DELAY_SECONDS
    later = least + rng.exponential(more, len(about))
    at = happened.at[about] + np.where(witness, soon, later)
    caller = np.where(witness, CALLERS.index("witness"), CALLERS.index("chase"))
    return at, about, caller


def _rates(
    phrases: Phrases, seconds: float, scale: float, first_weekday: int, first_day: int
) -> tuple[list[Floats], dict[str, Floats]]:
    """Set the calls to expect in every hour: by incident type, and by sort without need."""
    hours = int(np.ceil(seconds / HOUR))
    per_hour = scale * HOUR / PERIOD_SECONDS
    total = sum(facts["weight"] for facts in phrases["types"])

    def shape(facts: TypeFacts | UnmeantFacts, season: str) -> Floats:
        names = {"hours": facts["hours"], "week": facts["week"], "season": season}
        return hourly_shape(phrases, names, hours, first_weekday, first_day)

    meant = [
        shape(facts, facts["season"]) * (VALID_CALLS * per_hour * facts["weight"] / total)
        for facts in phrases["types"]
    ]
    unmeant = {
        truth: shape(facts, "even") * (UNMEANT_CALLS[truth] * per_hour)
        for truth, facts in phrases["unmeant"].items()
    }
    return meant, unmeant


def _timetable(
    phrases: Phrases,
    happened: _Happened,
    unmeant: dict[str, Floats],
    seconds: float,
    rng: Generator,
) -> tuple[Floats, Cells, Cells]:
    """List all calls in the order of time: moment, happening (-1 for none), caller."""
    echo_at, echo_about, echo_caller = _echoes(phrases, happened, rng)
    at = [happened.at, echo_at]
    about = [np.arange(len(happened.at)), echo_about]
    caller = [np.full(len(happened.at), CALLERS.index("valid")), echo_caller]
    for truth, per_hour in unmeant.items():
        times = draw_times(per_hour, seconds, rng)
        at.append(times)
        about.append(np.full(len(times), -1))
        caller.append(np.full(len(times), CALLERS.index(truth)))
    times = np.concatenate(at)
    order = np.argsort(times, kind="stable")
    order = order[times[order] < seconds]
    return times[order], np.concatenate(about)[order], np.concatenate(caller)[order]


def _happenings(
    phrases: Phrases, book: PlaceBook, happened: _Happened, about: Cells
) -> tuple[Happening, ...]:
    counts = np.bincount(about[about >= 0], minlength=len(happened.at)).tolist()
    points = book.points(happened.spots.metres)
    return tuple(
        Happening(
            number=number,
            at_seconds=at,
            type_code=phrases["types"][sort]["code"],
            point=points[number],
            address=address,
            on_scene_seconds=stay,
            calls=counts[number],
        )
        for number, (at, sort, address, stay) in enumerate(
            zip(
                np.round(happened.at, 1).tolist(),
                happened.sort.tolist(),
                happened.spots.address.tolist(),
                np.round(happened.on_scene, 1).tolist(),
                strict=True,
            )
        )
    )


def draw_calls(
    county: County,
    phrases: Phrases,
    rng: Generator,
    *,
    seconds: float = PERIOD_SECONDS,
    scale: float = 1.0,
    first_weekday: int = 0,
    first_day: int = 0,
) -> CallDraw:
    """Draw what happens in the county over a time, and all the calls that come of it.

    Parameters
    ----------
    seconds
        How long, from the start; more than zero. The start is a midnight.
    scale
        How many times the calls of the real county; 1.0 gives about 25,680 in 92 days.
    first_weekday, first_day
        The start: weekday (0 is a Monday) and day of the year (0 is 1 January).

    Returns
    -------
    CallDraw
        About 76.5 % of its calls need no unit: enquiries, repeats, silent and nuisance calls.

    Raises
    ------
    ValueError
        When *seconds* or *scale* is not more than zero.

    Notes
    -----
    An inhomogeneous Poisson process, constant within each hour, for each incident type; each
    incident brings a gamma-mixed Poisson number of further calls, from witnesses near by within
    minutes or from the first caller asking where help is.
    """
    if not (seconds > 0 and scale > 0):
        raise ValueError("A draw of calls needs a positive duration and scale.")
    book = PlaceBook(county, phrases["places"])
    meant, unmeant = _rates(phrases, seconds, scale, first_weekday, first_day)
    happened = _happen(phrases, book, meant, seconds, rng)
    at, about, caller = _timetable(phrases, happened, unmeant, seconds, rng)
    scene = Scene(happened.spots, book.look_around(happened.spots.metres), happened.sort)
    calls = Voices(phrases, book, scene, rng).speak(Told(at, about, caller))
    return CallDraw(_happenings(phrases, book, happened, about), calls)
