"""A review as the desk shows it: why it is there, in a whole sentence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.kernel.personal import api as personal
from tocsin.readers.review.models import Review
from tocsin.readers.review.states import Reason


@dataclass(frozen=True, slots=True)
class Row:
    """One review, why it is there, and whether it is late; perhaps what stands behind it."""

    review: Review
    why: str
    late: bool
    behind: personal.Broken | None = None

    @property
    def number(self) -> str:
        """The number of the case, without its kind."""
        case = self.behind.case if self.behind else self.review.case
        return case.partition(":")[2] or case


def shown(reviews: Iterable[Review], at: datetime) -> list[Row]:
    """Describe reviews."""
    rows = list(reviews)
    behind = broken_in(rows)
    return [
        Row(one, why(one), one.decided_at is None and one.due_at <= at, behind.get(one.case))
        for one in rows
    ]


def broken_in(rows: list[Review]) -> dict[str, personal.Broken]:
    """Read what was said when the glass was broken; other reviews need nothing of it."""
    cases = [one.case for one in rows if one.reason == Reason.BREAK_GLASS]
    if not cases:
        return {}
    return personal.broken_in(bureau_id=rows[0].bureau_id, cases=cases)


def why(review: Review) -> str:
    """Say why a look is asked about, with the measure of it."""
    measured = MEASURED.get(Reason(review.reason))
    return measured(review) if measured else str(Reason(review.reason).label)


def many(review: Review) -> str:
    """Say how many looked at one person."""
    number = round(review.measure)
    return ngettext(
        "%(n)d officer looked at this person within 30 days",
        "%(n)d officers looked at this person within 30 days",
        number,
    ) % {"n": number}


def idle(review: Review) -> str:
    """Say in how many cases the officer looked and did nothing."""
    number = round(review.measure)
    return ngettext(
        "Looked in %(n)d case within a week and did nothing there",
        "Looked in %(n)d cases within a week and did nothing there",
        number,
    ) % {"n": number}


def off_shift(review: Review) -> str:
    """Say how far from the shift it was."""
    return _("%(n)d minutes outside the officer's shift") % {"n": round(review.measure)}


def surname(review: Review) -> str:
    """Say how rarely chance would do it."""
    return _("People of the officer's own surname; chance alone does so once in %(n)d times") % {
        "n": round(1 / max(review.measure, 1e-9))
    }


MEASURED: Mapping[Reason, Callable[[Review], str]] = {
    Reason.MANY_READERS: many,
    Reason.WITHOUT_ACTION: idle,
    Reason.OFF_SHIFT: off_shift,
    Reason.OWN_SURNAME: surname,
}
