"""Scenarios answered by trying everything, from what the page on scenarios says alone."""

from collections import Counter
from itertools import product

ALONE = {"available", "unavailable"}
REACH, STALE, TAKING = 1_800, 1_800, 300


def hindrance(scenario, unit, ways):
    """Say why a unit is not asked."""
    doing = unit.get("doing", "available")
    preemption = scenario.get("preemption", {})
    while_ = preemption.get("while") or ["assigned", "en_route"]
    may_leave = (
        unit.get("busy_level") in preemption.get(str(scenario.get("level", 2)), [])
        and doing in while_
    )
    age = unit.get("fix_age_seconds", 0)
    reasons = [
        ("unavailable", doing == "unavailable"),
        ("resting", unit.get("rest_seconds_left", 0) > 0),
        ("busy", doing not in ALONE and not may_leave),
        ("never_fixed", age is None),
        ("stale", age is not None and age > scenario.get("stale_seconds", STALE)),
        ("too_far", all(not near(scenario, way) for way in ways)),
    ]
    return next((word for word, true in reasons if true), None)


def near(scenario, way):
    return way is not None and way <= scenario.get("reach_seconds", REACH)


def would_do(unit, need):
    kinds = need.get("kinds") or [unit.get("kind", "car")]
    able = set(need.get("capabilities", [])) <= set(unit.get("capabilities", []))
    return unit.get("kind", "car") in kinds and able


def open_places(scenario, units):
    """List the needs of the places that nobody who is there meets."""
    needs = sorted(scenario["needs"], key=lambda need: (need.get("tier", 1), need["id"]))
    places = [need for need in needs for _ in range(need.get("number", 1))]
    there = [units[name] for name in scenario.get("sent", [])]
    best = None
    for met in product([None, *range(len(places))], repeat=len(there)):
        held = [at for at in met if at is not None]
        if len(set(held)) < len(held):
            continue
        if any(
            at is not None and not would_do(u, places[at]) for u, at in zip(there, met, strict=True)
        ):
            continue
        worth = (-len(held), sorted(held))
        best = min(best, worth) if best else worth
    gone = best[1] if best else []
    return [need for at, need in enumerate(places) if at not in gone]


class Tried:
    """A scenario with everything that its fillings are compared by."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.units = {unit["id"]: unit for unit in scenario["units"]}
        self.needs = {need["id"]: need for need in scenario["needs"]}
        rows = zip(scenario["units"], scenario["travel_seconds"], strict=True)
        self.ways = {unit["id"]: dict(zip(self.needs, row, strict=True)) for unit, row in rows}
        sent = scenario.get("sent", [])
        why = {
            name: hindrance(scenario, unit, self.ways[name].values())
            for name, unit in self.units.items()
            if name not in sent
        }
        self.left_out = {name: word for name, word in why.items() if word}
        self.asked = sorted(name for name, word in why.items() if not word)
        self.callable = sorted(
            name
            for name, word in why.items()
            if word in {None, "too_far"}
            and self.units[name].get("doing", "available") == "available"
        )
        self.places = open_places(scenario, self.units)
        self.lost = {name: self.uncovered([name]) for name in self.callable}

    def uncovered(self, gone):
        """Tell the share of calls that units uncover when they go together."""
        cover = self.scenario.get("coverage")
        if not cover:
            return 0.0
        seconds = dict(zip(self.units, cover["seconds"], strict=True))
        busy, total, lost = cover.get("busy_share", 0.3), 0.0, 0.0
        for at, place in enumerate(cover["places"]):
            near_by = [
                name
                for name in self.callable
                if seconds[name][at] is not None
                and seconds[name][at] <= cover.get("within_seconds", 300)
            ]
            stay = [name for name in near_by if name not in gone]
            total += place.get("demand", 1)
            lost += place.get("demand", 1) * (busy ** len(stay) - busy ** len(near_by))
        return lost / total

    def fillings(self):
        """Give every way to fill the places."""
        open_to = [[None, *self.those_for(need)] for need in self.places]
        for filling in product(*open_to):
            sent = [name for name in filling if name]
            if len(set(sent)) == len(sent):
                yield filling

    def those_for(self, need):
        """List the units that would do for a need and are near enough."""
        ways = ((name, self.ways[name][need["id"]]) for name in self.asked)
        return [
            name
            for name, way in ways
            if would_do(self.units[name], need) and near(self.scenario, way)
        ]

    def below_floor(self, filling):
        """Count the units that go though they ought to stay."""
        floor, own = self.scenario.get("reserve_floor", 0), self.scenario.get("station", "")
        home = {name: self.units[name].get("station", "") for name in self.callable}
        there = Counter(home.values())
        gone = Counter(home[name] for name in filling if name in home)
        return sum(
            max(0, number - max(0, there[station] - floor))
            for station, number in gone.items()
            if station not in {"", own}
        )

    def worth(self, filling):
        """Tell what a filling is compared by, less is better; None where it may not be."""
        broken = self.below_floor(filling)
        if broken and self.scenario.get("level", 2) > 1:
            return None
        in_time: Counter[int] = Counter()
        empty: Counter[int] = Counter()
        seconds: Counter[int] = Counter()
        codes: Counter[str] = Counter()
        kinds, lost = 0, 0
        for name, need in zip(filling, self.places, strict=True):
            tier = need.get("tier", 1)
            if name is None:
                empty[tier] += 1
                continue
            in_time[tier] += self.in_time(name, need)
            seconds[tier] += self.weighed(name, need)
            if need.get("kinds"):
                kinds += need["kinds"].index(self.units[name].get("kind", "car"))
            lost += round(self.lost.get(name, 0.0) * 1e6)
            codes[need["id"]] += self.asked.index(name)
        by_need = dict.fromkeys(need["id"] for need in self.places)
        return (
            *(-in_time[tier] for tier in (1, 2, 3)),
            *(empty[tier] for tier in (1, 2, 3)),
            broken,
            seconds.total(),
            lost,
            *(seconds[tier] for tier in (1, 2)),
            kinds,
            codes.total(),
            *(codes[name] for name in by_need),
        )

    def in_time(self, name, need):
        due = need.get("within_seconds")
        if due is None:
            due = self.scenario.get("targets", {}).get(str(need.get("tier", 1)))
        return due is None or self.ways[name][need["id"]] <= due

    def weighed(self, name, need):
        """Tell what a way counts, in milliseconds."""
        counted = self.ways[name][need["id"]]
        if self.units[name].get("doing", "available") != "available":
            counted += self.scenario.get("worth_taking_seconds", TAKING)
        counted += self.lost.get(name, 0.0) * 100 * self.scenario.get("coverage_seconds", 0)
        return round(counted * 1000)

    def best(self):
        """Tell what the best filling is worth."""
        found = (self.worth(filling) for filling in self.fillings())
        return min(worth for worth in found if worth is not None)


def told_worth(tried, told):
    """Tell what the filling of a printed answer is worth."""
    waiting = [(row["unit"], row["need"]) for row in told["assignments"]]
    filling = []
    for need in tried.places:
        pick = next((one for one in waiting if one[1] == need["id"]), None)
        if pick:
            waiting.remove(pick)
        filling.append(pick[0] if pick else None)
    assert not waiting, "an assignment to a need that has no open place"
    return tried.worth(filling)
