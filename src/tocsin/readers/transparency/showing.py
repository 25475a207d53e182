"""An edition in words: the same on the page and in the sheet, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.kernel.personal.api import BREAK_GLASS
from tocsin.readers.review.api import Outcome
from tocsin.readers.transparency.counting import (
    COMPLAINTS,
    INCIDENTS,
    LOOKS,
    OTHER,
    REVIEWS,
    TASKS,
)
from tocsin.readers.transparency.models import Edition
from tocsin.readers.transparency.printing import LEGS
from tocsin.readers.transparency.states import Method


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and what it says; ``None`` where it is left out."""

    name: str
    value: object
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of two sides, its total last."""

    name: str
    values: Sequence[object]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition as its page shows it."""

    edition: Edition
    bureau: str
    since: datetime
    until: datetime
    drawn_at: datetime
    method: Mapping[str, object]
    calls: Sequence[Figure]
    clock: Sequence[Mapping[str, object]]
    legs: Sequence[Mapping[str, object]]
    columns: Sequence[str]
    rows: Sequence[Row]
    looks: Sequence[Figure]
    reviews: Sequence[Figure]
    complaints: Sequence[Figure]  # none in editions from before they were counted
    drill: Mapping[str, object] | None

    @property
    def has_noise(self) -> bool:
        """Say whether the small counts carry noise."""
        return self.method["name"] == Method.NOISE


def shown(edition: Edition) -> Shown:
    """Put what was printed into words; no figure is worked out here."""
    told = edition.printed
    zone = ZoneInfo(told["time_zone"])
    columns, rows = of_two_sides(told["tables"][INCIDENTS], told["stations"], told["classes"])
    return Shown(
        edition=edition,
        bureau=in_language(told["bureau"]),
        since=moment_of(told["since"], zone),
        until=moment_of(told["until"], zone),
        drawn_at=moment_of(told["drawn_at"], zone),
        method=told["method"],
        calls=[Figure(name, told["calls"][key]) for key, name in call_names().items()],
        clock=[{**tier, "name": tier_names()[tier["tier"]]} for tier in told["clock"]],
        legs=[{**told["legs"][leg], "name": leg_names()[leg]} for leg in LEGS],
        columns=columns,
        rows=rows,
        looks=figures(told["tables"][LOOKS], LOOKS, look_names()),
        reviews=[
            *figures(told["tables"][REVIEWS], REVIEWS, review_names()),
            Figure(_("Not reviewed yet"), told["waiting"]),
            Figure(_("Of these overdue"), told["overdue"], marked=True),
        ],
        complaints=figures(told["tables"][COMPLAINTS], COMPLAINTS, complaint_names())
        if COMPLAINTS in told["tables"]
        else (),
        drill=told["drill"]
        and {
            **told["drill"],
            "at": moment_of(told["drill"]["at"], zone),
            "backup_of": moment_of(told["drill"]["backup_of"], zone),
        },
    )


def figures(
    table: Mapping[str, object] | None, name: str, names: Mapping[str, str]
) -> list[Figure]:
    """Name the counts of a list; of one that is not printed at all every count is left out."""
    values = table or {}
    return [
        Figure(label, values.get(f"{name}/{key}"), marked=key in {BREAK_GLASS, "glass"})
        for key, label in names.items()
    ]


def of_two_sides(
    values: Mapping[str, object] | None,
    stations: Sequence[Mapping[str, str]],
    classes: Sequence[Mapping[str, str]],
) -> tuple[list[str], list[Row]]:
    """Lay the incidents out by station and class; nothing where the table is not printed."""
    if values is None:
        return [], []
    sides = [(one["code"], in_language(one)) for one in stations] + [("*", _("All"))]
    heads = [(one["code"], in_language(one)) for one in classes] + [("*", _("All"))]
    rows = [
        Row(name, [values[f"{INCIDENTS}/{row}/{column}"] for column, _head in heads], row == "*")
        for row, name in sides
    ]
    return [head for _column, head in heads], rows


def in_language(named: Mapping[str, str]) -> str:
    """Read a name in the reader's language; what had none belongs to no station or class."""
    english = (get_language() or "").startswith("en")
    return (named["en"] if english and named["en"] else named["zh"]) or _("Not assigned")


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """Read a moment, by the bureau's clock."""
    return datetime.fromisoformat(text).astimezone(zone)


def call_names() -> dict[str, str]:
    """Name the figures of calls."""
    return {
        "calls": _("Calls"),
        "answered": _("Answered"),
        "given_up": _("Given up before the answer"),
        "needed_action": _("Calls that needed action"),
        "incidents": _("Incidents"),
    }


def tier_names() -> dict[int, str]:
    """Name the tiers of the response clock."""
    return {
        1: _("Nearest help, 1 minute"),
        2: _("Reinforcement, 3 minutes"),
        3: _("Whole team, 5 minutes"),
    }


def leg_names() -> dict[str, str]:
    """Name what a caller waits through."""
    return {
        "answer": _("From the ring to the answer"),
        "process": _("From the answer until somebody is sent"),
        "total": _("From the call until somebody is there"),
    }


def look_names() -> dict[str, str]:
    """Name why people's records are looked at."""
    names = {
        "call_back": _("Ringing a caller back"),
        "key_holder": _("Reaching who holds the keys of a building"),
        "register_check": _("Checking an entry of the register"),
        "visit": _("Visiting the premises"),
        "export": _("Handing facts of a case to an organisation"),
        "notice": _("Telling an organisation of a corrected fact"),
        BREAK_GLASS: _("Without an open case (break-glass)"),
    }
    kept = {task: names[task] for task in TASKS}
    return {
        **kept,
        OTHER: _("Other purposes"),
        "*": _("All looks"),
        "glass": _("Times somebody broke the glass"),
        "refused": _("Looks that were refused"),
    }


def complaint_names() -> dict[str, str]:
    """Name what came of looks that the people concerned challenged."""
    return {
        **{one.value: str(one.label) for one in Outcome},
        "waiting": _("Not answered yet"),
        "*": _("All complaints about looks"),
    }


def review_names() -> dict[str, str]:
    """Name what reviews came to."""
    return {one.value: str(one.label) for one in Outcome} | {"*": _("All reviews done")}
