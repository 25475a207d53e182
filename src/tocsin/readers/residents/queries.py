"""What a resident sees of their own record, and the window of its requests."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import Case, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.core.telling_of_looks import told_from
from tocsin.kernel.accounts.api import Bureau, Officer, Station, service_officer
from tocsin.kernel.personal import api as personal
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention import api as retention
from tocsin.kernel.shell.desks import Waiting
from tocsin.readers.residents.erasing import barred, erased_of, erasures_for
from tocsin.readers.residents.models import Erasure, OwnRequest
from tocsin.readers.residents.states import RESIDENT, SIGNS
from tocsin.readers.review import api as review

SIGNS_OF_NAME = 6
PURPOSES: Mapping[str, str | Promise] = {
    "call_back": pgettext_lazy("purpose of a look", "To ring back about a call"),
    "key_holder": pgettext_lazy("purpose of a look", "To reach who holds the keys of a building"),
    "register_check": pgettext_lazy("purpose of a look", "To check the register of premises"),
    "visit": pgettext_lazy("purpose of a look", "To visit premises"),
    personal.BREAK_GLASS: pgettext_lazy(
        "purpose of a look", "Without an open case, for a reason that is reviewed"
    ),
    personal.MATCH: pgettext_lazy("purpose of a look", "To find your record at the window"),
    personal.CORRECTION: pgettext_lazy(
        "purpose of a look", "To decide on a correction that you proposed"
    ),
    personal.OWN_READING: pgettext_lazy("purpose of a look", "You read your own record"),
    "export": pgettext_lazy("purpose of a look", "To hand facts of the case to an organisation"),
    receivers.TASK: pgettext_lazy(
        "purpose of a look", "To tell an organisation of a corrected fact"
    ),
}
OTHER = pgettext_lazy("purpose of a look", "Another task in this case")


@dataclass(frozen=True, slots=True)
class Challenge:
    """That a look is challenged, until when it is reviewed, and what that came to."""

    due_at: datetime
    decided_at: datetime | None
    outcome: str


def challenges_of(bureau_id: int, looks: Iterable[int]) -> dict[int, Challenge]:
    """Find what residents have challenged, by the numbers of the looks."""
    return {
        one.first_look: Challenge(one.due_at, one.decided_at, one.get_outcome_display())
        for one in review.challenges(bureau_id, looks)
    }


@dataclass(frozen=True, slots=True)
class LookTold:
    """A look as its person is told of it."""

    number: int
    at: datetime
    unit: str
    purpose: str | Promise
    case: str
    who: str
    kinds: list[str | Promise]
    is_own: bool
    challenge: Challenge | None = None


def looks_told(request: OwnRequest, at: datetime) -> list[LookTold]:
    """List the looks of which a resident is told now, the latest first.

    How many wait for their case to be closed is told to nobody.
    """
    bureau = request.bureau
    found = in_their_cases(
        bureau.pk, personal.looks_at_me(bureau_id=bureau.pk, subjects=request.people)
    )
    cases = retention.standings_of_cases(bureau.pk, {look.case for look in found})
    stations = Station.objects.filter(bureau=bureau).in_bulk()
    told = []
    for look in found:
        standing = cases.get(look.case)
        ended = standing.ended.at if standing and standing.ended else None
        since = told_from(
            case=look.case, looked_at=look.at, ended_at=ended, is_known=standing is not None
        )
        if since <= at:
            station = stations.get(look.station) if look.station else None
            told.append(look_told(look, station.name if station else bureau.name, bureau))
    asked = challenges_of(bureau.pk, [one.number for one in told])
    return [replace(one, challenge=asked.get(one.number)) for one in told]


def in_their_cases(bureau_id: int, looks: Iterable[personal.LookAtMe]) -> list[personal.LookAtMe]:
    """Count a look for a notice to the case in which the facts were handed on; its clock counts."""
    found = list(looks)
    cases = receivers.cases_of_notices(bureau_id=bureau_id, cases={one.case for one in found})
    return [replace(one, case=cases.get(one.case, one.case)) for one in found]


def look_told(look: personal.LookAtMe, unit: str, bureau: Bureau) -> LookTold:
    """Write a look without the name of whoever looked."""
    is_own = look.task == personal.OWN_READING
    return LookTold(
        look.number,
        look.at,
        "" if is_own else unit,
        PURPOSES.get(look.task, OTHER),
        look.case.partition(":")[2],
        "" if is_own else pseudonym(bureau.pk, look.officer),
        [retention.KINDS[personal.Kind(kind)] for kind in look.kinds if kind in retention.KINDS],
        is_own,
    )


def pseudonym(bureau_id: int, officer: int) -> str:
    """Name an officer by signs that are always the same and lead to nobody."""
    text = f"pseudonym {bureau_id} {officer}"
    drawn = hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")
    return "".join(SIGNS[byte % len(SIGNS)] for byte in drawn[:SIGNS_OF_NAME])


@dataclass(frozen=True, slots=True)
class FactTold:
    """What is kept of one sort, and what for."""

    person: str
    kind: str
    label: str | Promise
    value: str
    purpose: str | Promise


def own_ticket(request: OwnRequest, at: datetime) -> personal.Ticket:
    """Put a resident's reading of their own record on record, like any look."""
    return personal.ask(
        subjects=request.people,
        kinds=list(personal.Kind),
        purpose=personal.Purpose(request.case, personal.OWN_READING),
        actor=service_officer(request.bureau, RESIDENT),
        at=at,
    )


def facts_told(ticket: personal.Ticket) -> list[FactTold]:
    """Read what is kept about a resident."""
    return [
        FactTold(str(person), kind, retention.KINDS[kind], value, retention.KIND_PURPOSES[kind])
        for person, facts in sorted(personal.read(ticket).items())
        for kind, value in sorted(facts.items())
    ]


@dataclass(frozen=True, slots=True)
class WishTold:
    """What becomes of the wish about one entry, as the resident reads it."""

    number: int
    wish: Erasure | None
    erased_at: datetime | None
    who: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether it waits for an officer or a worker."""
        waits = {Erasure.State.ASKED, Erasure.State.GRANTED}
        return self.wish is not None and self.erased_at is None and self.wish.state in waits

    @property
    def is_decided(self) -> bool:
        """Whether an officer has decided a wish that was not taken back."""
        wish = self.wish
        return wish is not None and bool(wish.decision) and wish.withdrawn_at is None

    @property
    def day_known(self) -> datetime | None:
        """Before which day it does not go: the same, whatever else stands against it."""
        return self.wish.earliest if self.wish is not None else None


@dataclass(frozen=True, slots=True)
class WishesTold:
    """The entries of a resident one by one, and what they can do."""

    entries: list[WishTold]

    @property
    def can_ask(self) -> bool:
        """Whether there is an entry that is not erased and that nobody is asked to erase."""
        return any(one.erased_at is None and not one.is_under_way for one in self.entries)

    @property
    def can_withdraw(self) -> bool:
        """Whether something is asked that has not come about."""
        return any(one.is_under_way for one in self.entries)


def wishes_told(request: OwnRequest) -> WishesTold:
    """Say of each entry of a resident whether it is erased or what became of the last wish."""
    erased = erased_of(request)
    rows = Erasure.objects.filter(bureau_id=request.bureau_id, person__in=request.people)
    last = {one.person: one for one in rows.order_by("pk")}
    return WishesTold(
        [
            WishTold(
                number,
                last.get(person),
                erased.get(person),
                pseudonym(request.bureau_id, last[person].decided_by_id or 0)
                if person in last and last[person].decided_by_id
                else "",
            )
            for number, person in enumerate(request.people, start=1)
        ]
    )


@dataclass(frozen=True, slots=True)
class WishShown:
    """A wish as an officer sees it: what stands against it, and whether they may decide."""

    wish: Erasure
    words: str | Promise
    may_decide: bool
    is_late: bool


STANDS: Mapping[str, str | Promise] = {
    "": _("A worker is looking how it stands; it takes a minute."),
    retention.Wish.HELD: _("A legal hold keeps it."),
    retention.Wish.OPEN: _("A case it belongs to is open."),
    retention.Wish.LATER: _("The least time for which it is kept is not over."),
    retention.Wish.NOW: _("Nothing stands against it: granted, it is erased within minutes."),
}
MOST_WISHES = 200


def wishes_shown(officer: Officer, at: datetime) -> list[WishShown]:
    """List the wishes of a bureau, those that wait for a decision first."""
    rows = list(erasures_for(officer).order_by(Case(When(decision="", then=0), default=1), "pk"))
    return [
        WishShown(
            one,
            STANDS[one.stands],
            one.state is Erasure.State.ASKED and officer.pk not in barred(one),
            one.state is Erasure.State.ASKED and at > one.due_at,
        )
        for one in rows[:MOST_WISHES]
    ]


def waiting_wishes(officer: Officer) -> Waiting:
    """Count the wishes that wait for an officer's decision."""
    rows = erasures_for(officer).filter(decision="", withdrawn_at=None, erased_at=None)
    mine = [one.asked_at for one in rows.order_by("pk") if officer.pk not in barred(one)]
    return Waiting(len(mine), mine[0] if mine else None)


WITHHELD = _(
    "Looks in a case on which the police still work are told when it is closed, at the latest 180 "
    "days after the look. Whether there are any is not told."
)
