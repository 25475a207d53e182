"""A written scenario: units, needs, rules and ways, read from JSON and answered."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from tocsin.adapters.osm.api import read_roads
from tocsin.core.dispatching.coverage import Coverage
from tocsin.core.dispatching.forces import (
    Doing,
    Force,
    Hindrance,
    Need,
    Recommendation,
    Rules,
    hindrance_of,
)
from tocsin.core.dispatching.recommend import recommend
from tocsin.core.geo import Floats, Point
from tocsin.core.roads import GreatCircle, TravelMode, TravelTimes, Weather, engine_over
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.planning.reading import Fields, unusable
from tocsin.project.planning.reasons import objective_written, reasons_of, shortfall_written

DEFAULT_LEVEL = 2
BUSY = (Doing.ASSIGNED, Doing.EN_ROUTE, Doing.ON_SCENE, Doing.TRANSPORTING)
SIREN_UP_TO = 2
WHEELS = {"motorcycle": TravelMode.MOTORCYCLE, "foot": TravelMode.FOOT}
RULE_FIGURES = (
    "reach_seconds",
    "stale_seconds",
    "worth_taking_seconds",
    "coverage_seconds",
)
LEVELS = ("1", "2", "3", "4")
PLACE = ("lat", "lon", "point")
WHOLE = (
    *("units", "needs", "level", "reserve_floor", "station", "targets", "preemption"),
    *("travel_seconds", "at_hour", "weather", "sent", "coverage", *RULE_FIGURES),
)
UNIT = (
    *("id", "kind", "capabilities", *PLACE, "station", "doing", "busy_with", "busy_level"),
    *("fix_age_seconds", "rest_seconds_left"),
)
NEED = ("id", "kinds", "number", "capabilities", "tier", "within_seconds", *PLACE)
COVERAGE = ("places", "within_seconds", "busy_share", "seconds")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a file asks: ``need_ids`` are the names of the needs, in the order of their numbers.

    Needs are numbered by their names, so that it does not matter in which order they are written.
    """

    needs: tuple[Need, ...]
    need_ids: tuple[str, ...]
    forces: tuple[Force, ...]
    sent: frozenset[str]
    rules: Rules
    coverage: Coverage | None


def answer(file: Path, osm: Path | None = None) -> dict[str, object]:
    """Read a scenario and write the recommendation for it, its ways by the roads of a map.

    Raises
    ------
    UnusableInput
        When the file is no scenario.
    UnreadableExtract
        When the map cannot be used.
    """
    scenario = read_scenario(file, engine_over(read_roads(osm).network()) if osm else None)
    there = [force for force in scenario.forces if force.code in scenario.sent]
    found = recommend(
        scenario.needs, scenario.forces, scenario.rules, there, coverage=scenario.coverage
    )
    return written(found, scenario)


def written(found: Recommendation, scenario: Scenario) -> dict[str, object]:
    """Write a recommendation as it is printed."""
    named = dict(enumerate(scenario.need_ids, start=1))
    return {
        "assignments": [
            {
                "unit": pick.code,
                "need": named[pick.need.order] if pick.need else None,
                "seconds": pick.seconds,
                "reasons": reasons_of(pick),
            }
            for pick in found.picks
        ],
        "shortfalls": [
            {"need": named[gap.need.order], **shortfall_written(gap)} for gap in found.shortfalls
        ],
        "objective": objective_written(found.objective),
        "left_out": {code: cause.value for code, cause in sorted(found.left_out.items())},
    }


def read_scenario(file: Path, engine: TravelTimes | None = None) -> Scenario:
    """Read a scenario from a JSON file; without an engine ways are straight lines.

    Raises
    ------
    UnusableInput
        When it is none; the sentence says what is wrong and where.
    """
    try:
        document = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as broken:
        raise UnusableInput(_("%(name)s is not JSON.") % {"name": file.name}) from broken
    whole = Fields.of(document, "scenario").only(*WHOLE)
    units = [row.only(*UNIT) for row in whole.rows("units")]
    needs = [row.only(*NEED) for row in whole.rows("needs")]
    unit_ids, need_ids = _ids(units), _ids(needs)
    level = whole.whole("level", DEFAULT_LEVEL, least=1, most=4)
    targets = whole.part("targets").only("1", "2", "3")
    roads = _roads(whole, engine or GreatCircle(), level)
    named = sorted(need_ids)
    orders = [named.index(name) + 1 for name in need_ids]
    ways = _ways(whole, units, needs, orders, roads)
    forces = tuple(map(_force, unit_ids, units, ways))
    rules, sent = _rules(whole, level), whole.choices("sent", unit_ids)
    return Scenario(
        needs=tuple(
            _need(order, fields_, targets) for order, fields_ in zip(orders, needs, strict=True)
        ),
        need_ids=tuple(named),
        forces=forces,
        sent=sent,
        rules=rules,
        coverage=_coverage(whole, units, _covering(forces, sent, rules), roads),
    )


def _ids(rows: Sequence[Fields]) -> list[str]:
    ids = [row.text("id") for row in rows]
    for name, times in Counter(ids).items():
        if times > 1:
            raise UnusableInput(_("The scenario names %(name)s twice.") % {"name": name})
    return ids


def _need(order: int, fields_: Fields, targets: Fields) -> Need:
    tier = fields_.whole("tier", 1, least=1, most=3)
    usual = targets.figure_or_none(str(tier))
    within = fields_.figure_or_none("within_seconds")
    return Need(
        order=order,
        kinds=tuple(fields_.texts("kinds")),
        number=fields_.whole("number", 1, least=0, most=200),
        capabilities=frozenset(fields_.texts("capabilities")),
        tier=tier,
        within_seconds=usual if within is None else within,
    )


def _force(code: str, fields_: Fields, ways: Mapping[int, float]) -> Force:
    doing = fields_.text("doing", Doing.AVAILABLE.value)
    if doing not in {one.value for one in Doing}:
        raise unusable(fields_.where, "doing")
    level, busy_with = _busy(fields_, Doing(doing))
    never_heard = "fix_age_seconds" in fields_.given and fields_.given["fix_age_seconds"] is None
    return Force(
        code=code,
        kind=fields_.text("kind", "car"),
        seconds=min(ways.values(), default=np.inf),
        capabilities=frozenset(fields_.texts("capabilities")),
        station=fields_.text("station", ""),
        doing=Doing(doing),
        fix_age_seconds=None if never_heard else fields_.figure("fix_age_seconds", 0.0),
        busy_with=busy_with,
        busy_level=level,
        rest_seconds_left=fields_.figure("rest_seconds_left", 0.0),
        seconds_by_need=ways,
    )


def _busy(fields_: Fields, doing: Doing) -> tuple[int | None, str]:
    """Read how urgent what a unit is busy with is, and what that is."""
    for name in ("busy_level", "busy_with"):
        if fields_.given.get(name) and doing == Doing.AVAILABLE:
            raise UnusableInput(
                _("%(where)s is available and busy at once; say what it is doing.")
                % {"where": fields_.where}
            )
    if fields_.given.get("busy_level") is None:
        level = None
    else:
        level = fields_.whole("busy_level", 4, least=1, most=4)
    usual = "" if doing in {Doing.AVAILABLE, Doing.UNAVAILABLE} else _("another incident")
    return level, fields_.text("busy_with", usual)


def _rules(whole: Fields, level: int) -> Rules:
    preemption = whole.part("preemption").only(*LEVELS, "while")
    take_from = {of: frozenset(preemption.wholes(of)) for of in LEVELS}
    for of, levels in take_from.items():
        if not levels <= {int(one) for one in LEVELS}:
            raise unusable(preemption.where, of)
    usual = {field.name: field.default for field in fields(Rules)}
    figures = {
        name: whole.figure(name, default)
        for name in RULE_FIGURES
        if isinstance(default := usual[name], float)
    }
    return Rules(
        reserve_floor=whole.whole("reserve_floor", 0, least=0, most=1_000),
        own_station=whole.text("station", ""),
        take_from=take_from[str(level)],
        while_doing=preemption.choices("while", BUSY) or frozenset({"assigned", "en_route"}),
        level=level,
        **figures,
    )


@dataclass(frozen=True, slots=True)
class _Roads:
    """What ways are found over, at which hour, in which weather, and how cars move."""

    engine: TravelTimes
    at_hour: int | None
    weather: Weather
    cars: TravelMode

    def between(self, units: Sequence[Fields], places: Sequence[Point]) -> Floats:
        """Tell how long units need to places, shape (units, places)."""
        there = np.array(places, dtype=np.float64).reshape(-1, 2)
        seconds = np.full((len(units), len(places)), np.inf)
        modes = [WHEELS.get(unit.text("kind", "car"), self.cars) for unit in units]
        for mode in dict.fromkeys(modes) if len(places) else ():
            rows = [row for row, own in enumerate(modes) if own == mode]
            here = np.array([units[row].point("point") for row in rows], dtype=np.float64)
            seconds[rows] = self.engine.matrix(
                here, there, mode=mode, at_hour=self.at_hour, weather=self.weather
            ).seconds
        return seconds


def _roads(whole: Fields, engine: TravelTimes, level: int) -> _Roads:
    """Read under which conditions ways are driven."""
    weather = whole.text("weather", Weather.DRY.value)
    if weather not in {one.value for one in Weather}:
        raise unusable("scenario", "weather")
    hour = None
    if "at_hour" in whole.given:
        hour = whole.whole("at_hour", 0, least=0, most=23)
    siren = level <= SIREN_UP_TO
    cars = TravelMode.LIGHTS_AND_SIREN if siren else TravelMode.CAR
    return _Roads(engine, hour, Weather(weather), cars)


def _ways(
    whole: Fields,
    units: Sequence[Fields],
    needs: Sequence[Fields],
    orders: Sequence[int],
    roads: _Roads,
) -> list[Mapping[int, float]]:
    """Give for each unit its way to each need, by the need's number."""
    if "travel_seconds" in whole.given:
        seconds = whole.table("travel_seconds", (len(units), len(needs)))
    else:
        seconds = roads.between(units, [need.point("point") for need in needs])
    return [dict(zip(orders, row, strict=True)) for row in seconds.tolist()]


def _covering(forces: Sequence[Force], sent: frozenset[str], rules: Rules) -> frozenset[str]:
    """Name the units that cover: those that could be called, however far they are from here."""
    return frozenset(
        force.code
        for force in forces
        if force.code not in sent
        and force.doing == Doing.AVAILABLE
        and hindrance_of(force, rules) in {None, Hindrance.TOO_FAR}
    )


def _coverage(
    whole: Fields, units: Sequence[Fields], covering: frozenset[str], roads: _Roads
) -> Coverage | None:
    """Read what the free units cover; None where the scenario says nothing of it."""
    if "coverage" not in whole.given:
        return None
    part = whole.part("coverage").only(*COVERAGE)
    places = [row.only("demand", *PLACE) for row in part.rows("places")]
    free = [row for row, unit in enumerate(units) if unit.text("id") in covering]
    if "seconds" in part.given:
        seconds = part.table("seconds", (len(units), len(places)))[free]
    else:
        seconds = roads.between(
            [units[row] for row in free], [here.point("point") for here in places]
        )
    try:
        return Coverage(
            codes=tuple(units[row].text("id") for row in free),
            seconds=seconds,
            demand=np.array([here.figure("demand", 1.0) for here in places]),
            within_seconds=part.figure("within_seconds", 300.0),
            busy_share=part.figure("busy_share", 0.3),
        )
    except ValueError as senseless:
        raise unusable("scenario", "coverage") from senseless


def summary(told: Mapping[str, object]) -> str:
    """Tell a recommendation to people, a line for each unit and each gap."""
    lines = [
        f"{row['unit']} -> {row['need']}, {row['seconds']} s: {'; '.join(row['reasons'])}"
        for row in _rows(told["assignments"])
    ]
    lines += [
        _("%(need)s: %(missing)s missing (%(reason)s)") % row for row in _rows(told["shortfalls"])
    ]
    return "\n".join(lines or [_("Nothing is needed.")])


def _rows(value: object) -> list[dict[str, list[str]]]:
    return value if isinstance(value, list) else []
