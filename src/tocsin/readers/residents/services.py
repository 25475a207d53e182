"""A resident is found at the window, gets a code on paper, and opens their record with it."""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Officer, service_officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.numbering.api import next_number
from tocsin.kernel.personal import api as personal
from tocsin.readers.residents import acts
from tocsin.readers.residents.errors import (
    NotConfirmed,
    NumberUnclear,
    RequestOver,
    SearchedTooOften,
)
from tocsin.readers.residents.models import Code, Correction, Erasure, OwnRequest, Visit
from tocsin.readers.residents.queries import looks_told
from tocsin.readers.residents.states import RESIDENT, SIGNS, Document, Method
from tocsin.readers.review import api as review

SIGNS_OF_CODE, GROUP = 12, 4
MOST_TRIES, MOST_SEARCHES = 5, 6
FEWEST_SIGNS, MOST_SIGNS = 7, 24
VALID = {Method.IN_PERSON: timedelta(days=7), Method.LETTER: timedelta(days=21)}
COME_BACK = timedelta(days=60)
IDLE, LONGEST_VISIT = timedelta(minutes=15), timedelta(minutes=60)
# No number of a document is kept of anybody, so nobody is found by one.
FOUND_BY = personal.Kind.TELEPHONE
SHOWN_TO_MATCH = (personal.Kind.NAME, personal.Kind.TELEPHONE)


@transaction.atomic
def open_request(*, method: Method, document: Document, actor: Officer, at: datetime) -> OwnRequest:
    """Open a request of a resident who stands at the window, or has asked for a letter."""
    if (method is Method.LETTER) is not (document is Document.NONE):
        raise NotConfirmed(_("Name the document that was shown; for a letter there is none."))
    made = OwnRequest.objects.create(
        bureau=actor.bureau,
        number=next_number(bureau=actor.bureau, series="R", at=at),
        method=method,
        document=document,
        opened_by=actor,
        opened_at=at,
    )
    record(acts.OPENED, made, actor, at, method=method.value, document=document.value)
    return made


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody kept with the number that was typed; the clerk says whether it is the resident."""

    person: UUID
    name: str
    telephone: str


def find(*, request: OwnRequest, value: str, actor: Officer, at: datetime) -> list[Candidate]:
    """Look for the resident by a telephone number; the search and each look are on record before.

    Raises
    ------
    RequestOver
        The request is closed.
    NumberUnclear
        It is no number.
    SearchedTooOften
        More numbers were tried than one resident has.
    """
    signs = "".join(sign for sign in value if sign.isalnum())
    if not (FEWEST_SIGNS <= len(signs) <= MOST_SIGNS and signs.isascii() and signs.isdecimal()):
        raise NumberUnclear(_("Type the whole telephone number, digits only or with + in front."))
    with transaction.atomic():
        held = open_one(request)
        if held.searches >= MOST_SEARCHES:
            raise SearchedTooOften(
                _("Six numbers were tried for this resident. Open a new request if that is right.")
            )
        OwnRequest.objects.filter(pk=held.pk).update(searches=F("searches") + 1)
        people = personal.same_as(
            bureau_id=held.bureau_id, case=held.case, kind=FOUND_BY, value=signs
        )
        record(acts.SEARCHED, held, actor, at, fact=FOUND_BY.value, found=len(people))
    if not people:
        return []
    purpose = personal.Purpose(held.case, personal.MATCH)
    ticket = personal.ask(
        subjects=people, kinds=SHOWN_TO_MATCH, purpose=purpose, actor=actor, at=at
    )
    known = personal.read(ticket)
    return [
        Candidate(
            one,
            known.get(one, {}).get(personal.Kind.NAME, ""),
            known.get(one, {}).get(personal.Kind.TELEPHONE, ""),
        )
        for one in people
    ]


@transaction.atomic
def confirm(
    *, request: OwnRequest, people: Collection[UUID], actor: Officer, at: datetime
) -> OwnRequest:
    """Say that the resident is these people; only those who were looked at for it can be.

    Raises
    ------
    NotConfirmed
        Nobody was named, or somebody whom nobody has looked at for this request.
    """
    held = open_one(request)
    seen = personal.looked_at_for(bureau_id=held.bureau_id, case=held.case)
    if not people or not seen.issuperset(people):
        raise NotConfirmed(_("Find the resident by a number first, and tick who it is."))
    held.people = sorted({*held.people, *people})
    held.confirmed_by, held.confirmed_at = actor, at
    held.confirmers = sorted({*held.confirmers, actor.pk})
    held.save(update_fields=["people", "confirmed_by", "confirmed_at", "confirmers"])
    record(acts.CONFIRMED, held, actor, at, people=len(held.people))
    return held


@transaction.atomic
def make_code(
    *, request: OwnRequest, actor: Officer, at: datetime, valid: timedelta | None = None
) -> tuple[str, datetime]:
    """Make a code, which is shown once and kept only as a hash; an earlier one is void.

    Raises
    ------
    NotConfirmed
        Nobody has said yet who the resident is.
    """
    held = open_one(request)
    if held.confirmed_at is None:
        raise NotConfirmed(_("Find the resident by a number first, and tick who it is."))
    held.codes.filter(used_at=None, void_at=None).update(void_at=at)
    text = "".join(secrets.choice(SIGNS) for _sign in range(SIGNS_OF_CODE))
    expires = at + (valid or VALID[Method(held.method)])
    Code.objects.create(
        bureau_id=held.bureau_id,
        request=held,
        digest=digest_of(held, text),
        made_at=at,
        expires_at=expires,
    )
    record(acts.CODE_MADE, held, actor, at)
    return "-".join(text[i : i + GROUP] for i in range(0, SIGNS_OF_CODE, GROUP)), expires


@transaction.atomic
def enter(*, number: str, code: str, at: datetime) -> str | None:
    """Open a record by its number and code; return the key of the visit, or nothing.

    Why it stays closed is not told; each wrong code counts, and after five the code is void.
    """
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    waiting = Code.objects.select_for_update(of=("self",)).select_related("request__bureau")
    for one in waiting.filter(
        request__number=number.strip().upper(),
        request__closed_at=None,
        used_at=None,
        void_at=None,
        expires_at__gt=at,
    ).order_by("pk"):
        resident = service_officer(one.request.bureau, RESIDENT)
        if hmac.compare_digest(one.digest, digest_of(one.request, typed)):
            one.used_at = at
            one.save(update_fields=["used_at"])
            record(acts.ENTERED, one.request, resident, at)
            return begin(one.request, at)
        one.tries += 1
        one.void_at = at if one.tries >= MOST_TRIES else None
        one.save(update_fields=["tries", "void_at"])
        record(acts.WRONG_CODE, one.request, resident, at)
    return None


def begin(request: OwnRequest, at: datetime) -> str:
    """Begin a visit; another one of the same resident ends."""
    Visit.objects.filter(request=request, ended_at=None).update(ended_at=at)
    key = secrets.token_urlsafe(32)
    Visit.objects.create(
        bureau_id=request.bureau_id, request=request, digest=hashed(key), began_at=at, seen_at=at
    )
    return key


def visit_of(key: str, at: datetime) -> Visit | None:
    """Find the visit of a browser that is still under way, and note that it was seen."""
    rows = Visit.objects.filter(
        digest=hashed(key),
        ended_at=None,
        began_at__gt=at - LONGEST_VISIT,
        seen_at__gt=at - IDLE,
        request__closed_at=None,
    )
    found = rows.select_related("request__bureau").first()
    if found is not None:
        Visit.objects.filter(pk=found.pk).update(seen_at=at)
    return found


def leave(visit: Visit, at: datetime) -> None:
    """End a visit."""
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=at)


def challenge(*, visit: Visit, look: int, at: datetime) -> bool:
    """Challenge a look of which the resident is told; done twice it is one challenge.

    Raises
    ------
    NotThere
        The resident is told of no such look.
    """
    told = {one.number: one for one in looks_told(visit.request, at)}
    if look not in told or told[look].is_own:
        raise NotThere(_("There is no such look in your record. Reload the page."))
    return review.challenge(bureau=visit.request.bureau, look=look, at=at)


@transaction.atomic
def close_over(*, bureau_id: int, at: datetime) -> int:
    """Close the requests that nothing opens any more; return how many."""
    rows = OwnRequest.objects.filter(
        bureau_id=bureau_id, closed_at=None, opened_at__lt=at - max(VALID.values())
    )
    usable = Code.objects.filter(used_at=None, void_at=None, expires_at__gt=at)
    visited = Visit.objects.filter(ended_at=None, began_at__gt=at - LONGEST_VISIT)
    # Whoever waits for an answer comes back for it.
    asked = Erasure.objects.filter(
        request=OuterRef("pk"), decision="", withdrawn_at=None, erased_at=None
    )
    proposed = Correction.objects.filter(
        request=OuterRef("pk"), decision="", withdrawn_at=None, lapsed_at=None
    )
    over = rows.exclude(codes__in=usable).exclude(visits__in=visited)
    over = over.exclude(Exists(asked) | Exists(proposed))
    closed = 0
    for one in over.select_related("bureau").select_for_update(of=("self",)):
        close_request(request=one, actor=service_officer(one.bureau, RESIDENT), at=at)
        closed += 1
    return closed


@transaction.atomic
def close_request(*, request: OwnRequest, actor: Officer, at: datetime) -> None:
    """Close a request: its codes are void, its visits over, and nobody is looked at for it."""
    held = open_one(request)
    held.codes.filter(used_at=None, void_at=None).update(void_at=at)
    held.visits.filter(ended_at=None).update(ended_at=at)
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    record(acts.CLOSED, held, actor, at)


def open_one(request: OwnRequest) -> OwnRequest:
    """Lock a request that is open."""
    held = OwnRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.closed_at is not None:
        raise RequestOver(_("This request is closed. Open a new one."))
    return held


def record(
    kind: audit.Act, request: OwnRequest, actor: Officer, at: datetime, **facts: str | int
) -> None:
    """Write an act on a request into the trail."""
    audit.record(kind, subject=request, actor=actor, at=at, number=request.number, **facts)


def digest_of(request: OwnRequest, code: str) -> str:
    """Hash a code so that who reads the database cannot try codes against it."""
    text = f"own record {request.pk} {code}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()


def hashed(key: str) -> str:
    """Hash the key of a visit."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"visit {key}".encode(), "sha256").hex()
