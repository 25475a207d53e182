"""What the page of retention shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, QuerySet
from django.utils.functional import Promise

from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.retention import api as retention
from tocsin.kernel.shell.desks import Waiting

GONE_OVER = timedelta(days=365)
ENDS_SOON = timedelta(days=30)
# The nights' work is a day late at most; after that somebody has to look why.
NIGHT_EVERY = timedelta(hours=26)
MOST_SHOWN = 50


def lifts_waiting(officer: Officer) -> Waiting:
    """Count the holds that somebody else asks to lift, and since when."""
    asked = retention.running(officer.bureau, moment.now()).exclude(lift_asked_by=None)
    told = asked.exclude(lift_asked_by=officer).aggregate(
        count=Count("pk"), oldest=Min("lift_asked_at")
    )
    return Waiting(told["count"], told["oldest"])


@dataclass(frozen=True, slots=True)
class ClassShown:
    """A class of what is kept: what for, how long after what, and how much of it there is."""

    label: str | Promise
    purpose: str | Promise
    rules: list["RuleShown"]
    kept: int
    review: int
    held: int
    gone: int


@dataclass(frozen=True, slots=True)
class RuleShown:
    """What becomes of a class after an event."""

    event: str | Promise
    days: int
    review: int
    then: str | Promise


@dataclass(frozen=True, slots=True)
class HoldShown:
    """A hold, and what the reader may do about it."""

    hold: retention.Hold
    ends_soon: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """A case whose people or files go soon."""

    label: str | Promise
    cases: list[str]
    due: datetime


@dataclass(frozen=True, slots=True)
class PageShown:
    """All that the page of retention shows."""

    classes: list[ClassShown]
    holds: list[HoldShown]
    review: list[ReviewShown]
    night: retention.Night | None
    night_late: bool
    tomorrow: date


def retention_page(officer: Officer, at: datetime) -> PageShown:
    """Gather the page for an officer."""
    bureau = officer.bureau
    night = retention.Night.objects.filter(bureau=bureau).order_by("-at", "-pk").first()
    figures: Mapping[str, object] = night.figures if night else {}
    today = retention.day_of(bureau, at)
    return PageShown(
        classes=classes_of(bureau, figures, at),
        holds=[shown(one, officer, today) for one in retention.running(bureau, at)],
        review=review_of(figures),
        night=night,
        night_late=night is None or at - night.at > NIGHT_EVERY,
        tomorrow=today + timedelta(days=1),
    )


def classes_of(bureau: Bureau, figures: Mapping[str, object], at: datetime) -> list[ClassShown]:
    """List the classes with their rules, and the counts of the last night."""
    counts = mapping_of(figures.get("counts"))
    gone = dict(
        disposed(bureau, at).values_list("kind").annotate(count=Count("pk")).order_by("kind")
    )
    kept = retention.kept(bureau)
    rules = retention.schedule().rules.values()
    return [
        ClassShown(
            label,
            retention.PURPOSES[kind],
            [rule_shown(rule) for rule in rules if rule.kind is kind],
            kept.get(kind, 0),
            counts.get(f"{kind}.review", 0),
            counts.get(f"{kind}.held", 0),
            gone.get(kind, 0),
        )
        for kind, label in retention.CLASSES.items()
    ]


def disposed(bureau: Bureau, at: datetime) -> QuerySet[retention.Disposal]:
    """Find what went within a year."""
    return retention.Disposal.objects.filter(bureau=bureau, at__gte=at - GONE_OVER)


def rule_shown(rule: retention.Rule) -> RuleShown:
    """Write a rule."""
    event, then = retention.EVENTS[rule.event], retention.ENDS[rule.then]
    return RuleShown(event, rule.keep.days, rule.review.days, then)


def shown(hold: retention.Hold, officer: Officer, today: date) -> HoldShown:
    """Say what an officer may do about a hold."""
    asked = hold.lift_asked_by_id
    return HoldShown(
        hold,
        ends_soon=hold.until - today <= ENDS_SOON,
        may_answer=asked is not None and asked != officer.pk,
    )


def review_of(figures: Mapping[str, object]) -> list[ReviewShown]:
    """Read what the last night has listed, the first to go first."""
    listed = figures.get("review")
    rows = [mapping_of(row) for row in listed] if isinstance(listed, list) else []
    found = [
        ReviewShown(
            retention.CLASSES[retention.RetentionClass(str(row["kind"]))],
            str(row["cases"]).split(),
            datetime.fromisoformat(str(row["due"])),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.due)[:MOST_SHOWN]


def mapping_of(value: object) -> dict[str, int]:
    """Read counts out of what a night wrote down."""
    return value if isinstance(value, dict) else {}
