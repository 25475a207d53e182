"""How long what is kept about a person stays, and what becomes of it then: pure rules.

Everything kept has a class. A class and the event that ended its use give a rule: so long it is
kept, so long before the end it is shown for review, and then it is erased or anonymised. A legal
hold wins over every rule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class RetentionClass(StrEnum):
    """What a person or file was kept for."""

    CALL = "call"
    PREMISES = "premises"
    INCIDENT_FILE = "incident_file"


class Event(StrEnum):
    """What ended the use of what is kept, and starts its clock."""

    CASE_CLOSED = "case_closed"
    RETIRED = "retired"
    LET_GO = "let_go"


class Then(StrEnum):
    """What becomes of it at the end."""

    ERASE = "erase"
    ANONYMISE = "anonymise"


class Stage(StrEnum):
    """Where it stands."""

    KEPT = "kept"
    REVIEW = "review"
    DUE = "due"
    HELD = "held"


class Wish(StrEnum):
    """How it stands with somebody's wish that what is kept about them be erased."""

    HELD = "held"
    OPEN = "open"
    LATER = "later"
    NOW = "now"


# Which events can end which class; a schedule has one rule for each of these, and no other.
ENDINGS: Mapping[RetentionClass, frozenset[Event]] = {
    RetentionClass.CALL: frozenset({Event.CASE_CLOSED, Event.LET_GO}),
    RetentionClass.PREMISES: frozenset({Event.RETIRED, Event.LET_GO}),
    RetentionClass.INCIDENT_FILE: frozenset({Event.CASE_CLOSED, Event.LET_GO}),
}
LONGEST = timedelta(days=36_525)


class ScheduleError(ValueError):
    """A schedule misses a rule, has one too many, or one that makes no sense."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The event that ended the use, and when."""

    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """To which cases something belongs, and what ended the last of them; nothing while one runs."""

    cases: tuple[str, ...]
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a class and an event give."""

    kind: RetentionClass
    event: Event
    keep: timedelta
    review: timedelta
    then: Then
    on_request: timedelta | None = None

    def earliest(self, ended: datetime) -> datetime:
        """Say from when on it goes where the person asks for it.

        >>> from datetime import UTC
        >>> day, closed = timedelta(days=1), datetime(2026, 3, 1, tzinfo=UTC)
        >>> rule = Rule(RetentionClass.CALL, Event.CASE_CLOSED, 10 * day, day, Then.ERASE, 4 * day)
        >>> rule.earliest(closed).day
        5
        """
        return ended + (self.keep if self.on_request is None else self.on_request)

    def due(self, ended: datetime) -> datetime:
        """Say when it is to be gone."""
        return ended + self.keep

    def stage(self, ended: datetime, at: datetime, *, held: bool) -> Stage:
        """Say where something stands whose use ended at a moment.

        >>> from datetime import UTC
        >>> day = timedelta(days=1)
        >>> rule = Rule(RetentionClass.CALL, Event.CASE_CLOSED, 10 * day, 3 * day, Then.ERASE)
        >>> closed = datetime(2026, 3, 1, tzinfo=UTC)
        >>> [str(rule.stage(closed, closed + n * day, held=False)) for n in (6, 7, 10)]
        ['kept', 'review', 'due']
        >>> str(rule.stage(closed, closed + 10 * day, held=True))
        'held'
        """
        if held:
            return Stage.HELD
        due = self.due(ended)
        if at >= due:
            return Stage.DUE
        return Stage.REVIEW if at >= due - self.review else Stage.KEPT


@dataclass(frozen=True, slots=True)
class Schedule:
    """One rule for every class and event that can meet."""

    rules: Mapping[tuple[RetentionClass, Event], Rule]

    def rule(self, kind: RetentionClass, event: Event) -> Rule:
        """Return the rule of a class and an event."""
        return self.rules[kind, event]

    def shortest(self, kind: RetentionClass) -> timedelta:
        """Return how long a class is kept and not yet shown for review, whatever ended it."""
        rules = [rule for (of, _event), rule in self.rules.items() if of is kind]
        return min(rule.keep - rule.review for rule in rules)

    def stage(
        self, kind: RetentionClass, standing: Standing, at: datetime, *, held: bool
    ) -> tuple[Stage, Rule | None]:
        """Say where something of a class stands, and by which rule."""
        if standing.ended is None:
            return (Stage.HELD if held else Stage.KEPT), None
        rule = self.rule(kind, standing.ended.event)
        return rule.stage(standing.ended.at, at, held=held), rule

    def wish(
        self, kind: RetentionClass, standing: Standing, at: datetime, *, held: bool
    ) -> tuple[Wish, datetime | None]:
        """Say whether something may go because its person asks for it, and else from when on.

        A hold wins over everything, then a case that is open, then the time that is left. The
        earliest moment is the same with a hold and without, so that it gives no hold away.
        """
        ended = standing.ended
        earliest = self.rule(kind, ended.event).earliest(ended.at) if ended else None
        if held:
            return Wish.HELD, earliest
        if earliest is None:
            return Wish.OPEN, None
        return (Wish.NOW if at >= earliest else Wish.LATER), earliest


def schedule_of(rows: Iterable[Mapping[str, object]]) -> Schedule:
    """Read a schedule from its rows.

    Raises
    ------
    ScheduleError
        A rule is missing, double, unknown, or of no sensible length.
    """
    rules: dict[tuple[RetentionClass, Event], Rule] = {}
    for row in rows:
        rule = rule_of(row)
        if rule.event not in ENDINGS[rule.kind] or (rule.kind, rule.event) in rules:
            raise ScheduleError(f"{rule.kind} and {rule.event} do not give one rule.")
        rules[rule.kind, rule.event] = rule
    wanted = {(kind, event) for kind, events in ENDINGS.items() for event in events}
    missing = ", ".join(sorted(f"{kind} × {event}" for kind, event in wanted - rules.keys()))
    if missing:
        raise ScheduleError(f"There is no rule for {missing}.")
    return Schedule(rules)


def rule_of(row: Mapping[str, object]) -> Rule:
    """Read one rule."""
    try:
        kind, event = RetentionClass(str(row["class"])), Event(str(row["event"]))
        keep, review = (timedelta(days=days_in(row[name])) for name in ("keep_days", "review_days"))
        then = Then(str(row["then"]))
        on_request = timedelta(days=days_in(row.get("request_days", keep.days)))
    except (KeyError, ValueError) as bad:
        raise ScheduleError(f"A rule cannot be read: {bad}.") from bad
    if not timedelta() < keep <= LONGEST or not timedelta() <= review < keep:
        raise ScheduleError(f"{kind} and {event} are kept for no sensible time.")
    if not timedelta() <= on_request <= keep:
        raise ScheduleError(f"{kind} and {event} go later on request than by themselves.")
    return Rule(kind, event, keep, review, then, on_request)


def days_in(value: object) -> int:
    """Read whole days."""
    if not isinstance(value, int) or isinstance(value, bool) or value > LONGEST.days:
        raise ScheduleError(f"{value} is no number of days.")
    return value
