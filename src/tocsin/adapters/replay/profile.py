"""The import profile: the record's own types, endings, units and what it usually sent."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from tocsin.adapters.replay.record import RecordedCall
from tocsin.registers.catalogue.api import Capability, UnitKind, Urgency

PRESSING = frozenset({"3", "E"})
MEDICAL, BURNING, OTHER = "RM", "RF", "RO"
CLASSES = {MEDICAL: "Medical", BURNING: "Fire", OTHER: "Other"}
FIRE_TYPES = ("ENGINE", "TRUCK", "RESCUE SQUAD")
AMBULANCE_TYPES = ("MEDIC", "PRIVATE")
STATION_TYPES = frozenset({"ENGINE", "TRUCK", "CHIEF", "RESCUE SQUAD"})
NO_ENDING = "Not recorded"
Sheet = list[list[str]]


@dataclass(frozen=True, slots=True)
class Role:
    """What a unit of the record is to a response plan: its kind and its ability."""

    kind: UnitKind
    ability: Capability | None = None

    @property
    def capabilities(self) -> list[str]:
        """The abilities as a plan writes them."""
        return [self.ability.value] if self.ability else []


FIRE = Role(UnitKind.PARTNER, Capability.FIRE)
AMBULANCE = Role(UnitKind.PARTNER, Capability.AMBULANCE)
COMMAND = Role(UnitKind.CAR)


def role_of(unit_type: str) -> Role:
    """Say what a unit is to a plan: an engine, an ambulance, or an officer's car.

    >>> role_of("TRUCK") == FIRE, role_of("PRIVATE") == AMBULANCE, role_of("CHIEF") == COMMAND
    (True, True, True)
    """
    if unit_type in FIRE_TYPES:
        return FIRE
    return AMBULANCE if unit_type in AMBULANCE_TYPES else COMMAND


def urgency_of(call: RecordedCall) -> Urgency:
    """Translate the record's priority: 3 and E go with lights and siren, 2 without."""
    if call.priority not in PRESSING:
        return Urgency.ORDINARY
    life = call.group == "Potentially Life-Threatening"
    return Urgency.LIFE if life else Urgency.PRESSING


@dataclass(frozen=True, slots=True)
class RecordedUnit:
    """A unit of the record; ``home`` is None where the record does not tell it."""

    code: str
    unit_type: str
    with_paramedic: bool
    station: str
    home: tuple[float, float] | None

    @property
    def capabilities(self) -> list[str]:
        """What the unit can do."""
        extra = [Capability.FIRST_AID.value] if self.with_paramedic else []
        return role_of(self.unit_type).capabilities + extra


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that must stand in the registers before the record can be played."""

    type_codes: Mapping[str, str]
    ending_codes: Mapping[str, str]
    stations: Mapping[str, tuple[float, float]]
    units: Sequence[RecordedUnit]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)


def profile_of(calls: Sequence[RecordedCall]) -> Profile:
    """Draw the profile out of the record itself; nothing in it comes from elsewhere."""
    names = sorted({c.type for c in calls})
    types = {name: f"{class_of(name)}{n:02d}" for n, name in enumerate(names, 1)}
    endings = {c.disposition or NO_ENDING for c in calls}
    codes = {name: f"E{n:02d}" for n, name in enumerate(sorted(endings), 1)}
    stations = middles(calls)
    return Profile(
        type_codes=types,
        ending_codes=codes,
        stations=stations,
        units=units_in(calls, stations),
        sheets=sheets_of(calls, types, codes),
    )


def middles(calls: Sequence[RecordedCall]) -> dict[str, tuple[float, float]]:
    """Place each station at the middle of the calls in its area; the record does not tell more."""
    points = defaultdict(list)
    for call in calls:
        points[call.station_area].append((call.lon, call.lat))
    return {
        area: (sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found))
        for area, found in sorted(points.items())
        if area
    }


def units_in(
    calls: Sequence[RecordedCall], stations: Mapping[str, tuple[float, float]]
) -> list[RecordedUnit]:
    """List the units; engines, trucks, squads and chiefs are named after their station."""
    rows = {row.unit: row for call in calls for row in call.sent}
    found = []
    for code, row in sorted(rows.items()):
        digits = "".join(sign for sign in code if sign.isdigit())
        station = digits.zfill(2) if row.unit_type in STATION_TYPES else ""
        home = stations.get(station)
        found.append(
            RecordedUnit(code, row.unit_type, row.with_paramedic, station if home else "", home)
        )
    return found


def sheets_of(
    calls: Sequence[RecordedCall], types: Mapping[str, str], endings: Mapping[str, str]
) -> dict[str, Sheet]:
    """Write the tables of the catalogue as sheets, to be imported like any bureau's own."""
    by_type = defaultdict(list)
    for call in calls:
        by_type[call.type].append(call)
    plans = [["code", "name_zh", "name_en", "levels"]]
    rows = [
        ["code", "name_zh", "name_en", "incident_class", "priority", "life_risk", "response_plan"]
    ]
    for name, code in types.items():
        usual = Counter(urgency_of(call) for call in by_type[name]).most_common(1)[0][0]
        plans.append([f"P{code}", name, name, json.dumps(levels_of(by_type[name]))])
        group = class_of(name)
        risk = "yes" if usual == Urgency.LIFE else "no"
        rows.append([code, name, name, group, str(int(usual)), risk, f"P{code}"])
    return {
        "incident_classes": [
            ["code", "name_zh", "name_en"],
            *([code, name, name] for code, name in CLASSES.items()),
        ],
        "response_plans": plans,
        "incident_types": rows,
        "dispositions": [
            ["code", "name_zh", "name_en"],
            *([code, name, name] for name, code in endings.items()),
        ],
    }


def class_of(type_name: str) -> str:
    """Sort a type of the record into one of three classes."""
    if "Medical" in type_name:
        return MEDICAL
    return BURNING if any(word in type_name for word in ("Fire", "Alarm", "Smoke")) else OTHER


def levels_of(calls: Sequence[RecordedCall]) -> list[dict[str, object]]:
    """Write a plan: at each urgency, the median number of each sort that the record sent."""
    return [
        {"level": int(level), "reserve_floor": 0, "needs": needs_of(at_level or calls)}
        for level in Urgency
        for at_level in [[call for call in calls if urgency_of(call) == level]]
    ]


def needs_of(calls: Sequence[RecordedCall]) -> list[dict[str, object]]:
    """List what is usually sent, the sort that usually goes first in front."""
    sent = [Counter(role_of(row.unit_type) for row in call.sent) for call in calls]
    first = Counter(role_of(call.sent[0].unit_type) for call in calls)
    ranked = sorted((FIRE, AMBULANCE, COMMAND), key=lambda role: -first[role])
    usual = {role: median_low([one[role] for one in sent]) for role in ranked}
    if not any(usual.values()):
        usual[ranked[0]] = 1
    wanted = [(role, number) for role, number in usual.items() if number]
    return [
        {
            "order": order,
            "kinds": [role.kind.value],
            "number": number,
            "capabilities": role.capabilities,
            "tier": 1,
        }
        for order, (role, number) in enumerate(wanted, start=1)
    ]
