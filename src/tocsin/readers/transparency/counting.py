"""Counting what is told to everybody."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.core.disclosure.counts import Counts, Sum, table
from tocsin.kernel.accounts.api import Bureau, Station
from tocsin.kernel.durability import api as durability
from tocsin.kernel.personal import api as personal
from tocsin.readers.review import api as review
from tocsin.readers.supervision import api as supervision
from tocsin.registers.catalogue import api as catalogue

# Why people are looked at, as the desks say it; what is added there is counted as "other" at first.
TASKS = (
    "call_back",
    "key_holder",
    "register_check",
    "visit",
    "export",
    "notice",
    personal.BREAK_GLASS,
)
OTHER = "other"
INCIDENTS, LOOKS, REVIEWS, COMPLAINTS = "incidents", "looks", "reviews", "complaints"


@dataclass(frozen=True, slots=True)
class Named:
    """A station or a class of incidents, as it was called then."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that an edition tells, before small counts are protected."""

    brief: supervision.Brief
    stations: Sequence[Named]
    classes: Sequence[Named]
    tables: Mapping[str, Counts]
    waiting: int
    overdue: int
    drill: durability.Rehearsal | None


def count(bureau: Bureau, since: datetime, until: datetime) -> Found:
    """Count what happened from one moment until another, as it stands now."""
    brief = supervision.brief(bureau.pk, since, until)
    class_of = {kind.code: kind.incident_class.code for kind in catalogue.types(bureau)}
    cells: Counter[tuple[str, str]] = Counter()
    for (station, kind), number in brief.by_station_and_type.items():
        cells[station or OTHER, class_of.get(kind, OTHER)] += number
    stations = named(Station.objects.filter(bureau=bureau), (row for row, _column in cells))
    classes = named(catalogue.classes(bureau), (column for _row, column in cells))
    looks = personal.counted(bureau_id=bureau.pk, since=since, until=until)
    reviews = review.counts(bureau.pk, until)
    return Found(
        brief,
        stations,
        classes,
        {
            INCIDENTS: incidents(cells, stations, classes),
            LOOKS: listed(LOOKS, by_task(looks.by_task), glass=looks.glass, refused=looks.refused),
            REVIEWS: listed(REVIEWS, review.decided_in(bureau.pk, since, until)),
            COMPLAINTS: listed(COMPLAINTS, review.challenged_in(bureau.pk, since, until)),
        },
        reviews.waiting,
        reviews.overdue,
        durability.last_rehearsal(bureau.pk),
    )


def named(rows: Iterable[Station | catalogue.IncidentClass], used: Iterable[str]) -> list[Named]:
    """Name rows as they are called now, and one more for what belongs to none of them."""
    known = [Named(row.code, row.name_zh, row.name_en) for row in rows]
    strange = set(used) - {one.code for one in known}
    return known + [Named(code, "", "") for code in sorted(strange)]


def incidents(
    cells: Mapping[tuple[str, str], int], stations: Sequence[Named], classes: Sequence[Named]
) -> Counts:
    """Count incidents by station and class; how many there are in all is no secret."""
    made = table(
        cells, [one.code for one in stations], [one.code for one in classes], name=INCIDENTS
    )
    return Counts(made.values, made.sums, frozenset({f"{INCIDENTS}/*/*"}))


def by_task(looks: Mapping[str, int]) -> dict[str, int]:
    """Count looks by task, the unknown ones together."""
    found = dict.fromkeys((*TASKS, OTHER), 0)
    for task, number in looks.items():
        found[task if task in found else OTHER] += number
    return found


def listed(name: str, parts: Mapping[str, int], **beside: int) -> Counts:
    """Count a list with its total, and what stands beside it."""
    values = {f"{name}/{part}": number for part, number in parts.items()}
    total = f"{name}/*"
    others = {f"{name}/{part}": number for part, number in beside.items()}
    return Counts({**values, total: sum(values.values()), **others}, [Sum(total, list(values))])
