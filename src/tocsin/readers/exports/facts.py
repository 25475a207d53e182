"""Handing named facts of the people of one case to an organisation, by two people's word.

Who approves sees the case, the calls, the fields and the receiver. The proposer makes it: a look at
each person is committed and read first; the transaction that seals the file then holds everybody
still, sees that nothing has changed, and writes down what was handed to whom.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.handing import fingerprint, read_key
from tocsin.desks.calls import api as calls
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.personal import api as personal
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention.api import KINDS
from tocsin.kernel.two_person.api import (
    CarryOut,
    Kind,
    NotWaiting,
    Proposal,
    Words,
    needs_two,
    propose,
)
from tocsin.readers.exports.packing import pack, recipient_in

EXPORT = "export"
LONGEST_AGREEMENT = 120
MOST_CALLS = 200


def calls_of_case(rows: QuerySet[calls.Call], number: str) -> QuerySet[calls.Call]:
    """List the calls of a case that left a caller: an incident's with those merged, or one call."""
    of_case = Q(incident__number=number) | Q(incident__head__number=number) | Q(number=number)
    kept = rows.filter(of_case, caller__isnull=False).select_related("incident__head")
    return kept.order_by("rang_at", "pk")[:MOST_CALLS]


def chosen(bureau_id: int, words: Words) -> list[calls.Call]:
    """Find the calls of a proposal that are still in its case."""
    rows = calls.Call.objects.filter(bureau_id=bureau_id)
    wanted = words["calls"]
    found = calls_of_case(rows, str(words["case"]))
    return [one for one in found if isinstance(wanted, list) and one.number in wanted]


def people_of(found: Collection[calls.Call]) -> dict[UUID, str]:
    """Name the callers, each with the call in which they are known."""
    return {one.caller: f"call:{one.number}" for one in found if one.caller is not None}


def kinds_of(words: Words) -> list[personal.Kind]:
    """Read which fields are handed out."""
    named = words["kinds"]
    return [personal.Kind(str(kind)) for kind in named] if isinstance(named, list) else []


def there(bureau_id: int, words: Words) -> receivers.There:
    """Say whom it would hold now, who stay as they are until the transaction is over."""
    people = people_of(chosen(bureau_id, words))
    receivers.stay(bureau_id=bureau_id, people=people)
    return receivers.there(bureau_id=bureau_id, people=people, kinds=kinds_of(words))


def told(proposal: Proposal) -> str:
    """Say which fields of whom go to which organisation, under what."""
    words = proposal.words
    return _(
        "Hand {fields} of the callers of {calls} (case {case}) to {recipient}, under {agreement} "
        "(key {key})"
    ).format(
        fields=", ".join(str(KINDS[kind]) for kind in kinds_of(words)),
        calls=", ".join(words["calls"]),
        case=words["case"],
        recipient=words["recipient"],
        agreement=words["agreement"],
        key=fingerprint(read_key(str(words["key"]))),
    )


def look(proposal: Proposal, actor: Officer, at: datetime) -> CarryOut:
    """Put a look at each person on record for good, read them, and say how the file is made.

    Raises
    ------
    IsSealed
        One of them is sealed; that is on record too.
    NoPurpose
        A case was closed meanwhile; that is on record too.
    """
    people = people_of(chosen(proposal.bureau_id, proposal.words))
    read: dict[UUID, Mapping[personal.Kind, str]] = {}
    # Whoever is sealed is asked for first: then nobody else is read for nothing.
    for subject in sorted(people, key=lambda one: (not is_closed_to(actor, one), one)):
        ticket = personal.ask(
            subjects=[subject],
            kinds=kinds_of(proposal.words),
            purpose=personal.Purpose(people[subject], EXPORT),
            actor=actor,
            at=at,
        )
        read |= personal.read(ticket)
    return partial(make, read)


def make(
    read: Mapping[UUID, Mapping[personal.Kind, str]],
    proposal: Proposal,
    actor: Officer,
    at: datetime,
) -> None:
    """Seal what was read to the receiver, each row under its own id, and write down who got it."""
    words = proposal.words
    if len(read) != proposal.rows or any(is_closed_to(actor, one) for one in read):
        raise changed_meanwhile()
    known = people_of(chosen(proposal.bureau_id, words))
    terms = receivers.Terms(
        receiver=str(words["recipient"]),
        kinds=frozenset(kinds_of(words)),
        key=str(words["key"]),
        agreement=str(words["agreement"]),
        proposal=proposal.pk,
    )
    people = {subject: known[subject] for subject in read}
    handings = receivers.hand(people=people, terms=terms, actor=actor, at=at)
    rows = [
        {"handing": str(handing), "case": words["case"], "facts": dict(read[subject])}
        for subject, handing in handings.items()
    ]
    pack(proposal, sorted(rows, key=lambda row: str(row["handing"])), {}, actor=actor, at=at)


def unprepared(_proposal: Proposal, _actor: Officer, _at: datetime) -> None:
    """Make nothing of what nobody has looked at first."""
    raise changed_meanwhile()


def changed_meanwhile() -> NotWaiting:
    """Say that it goes on from the start."""
    return NotWaiting(_("Something has changed meanwhile. Reload the page and make it again."))


def is_closed_to(officer: Officer, subject: UUID) -> bool:
    """Say whether a person is sealed and not opened to an officer."""
    sealed = personal.sealed_for(officer, subject)
    return sealed is not None and sealed.open_until is None


FACTS = needs_two(
    Kind(
        name="export_facts",
        label=gettext_lazy("Facts of a case to an organisation"),
        proposes=frozenset({Role.SUPERVISOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=lambda bureau_id, words: there(bureau_id, words).persons,
        told=told,
        carry_out=unprepared,
        at_once=False,
        state=lambda bureau_id, words: there(bureau_id, words).digest,
        before=look,
    )
)


@transaction.atomic
def propose_facts(
    *,
    case: str,
    numbers: Sequence[str],
    kinds: Sequence[str],
    recipient: str,
    key: str,
    agreement: str,
    reason: str,
    actor: Officer,
    at: datetime,
) -> Proposal:
    """Propose to hand some fields of the callers of one case to an organisation.

    Raises
    ------
    Unacceptable
        The case is none of the officer's, is closed, or something is missing.
    IsSealed
        A caller is sealed and not opened to the officer.
    NothingTouched
        None of these fields is known of them.
    """
    found = [
        one for one in calls_of_case(calls.calls_of(actor), case) if one.number in set(numbers)
    ]
    check(found, numbers, kinds, agreement.strip())
    if any(is_closed_to(actor, one) for one in people_of(found)):
        raise personal.IsSealed(
            _("A caller is sealed. Leave them out, or have two people let you look first.")
        )
    words: dict[str, str | int | list[str] | list[int]] = {
        "case": case,
        "calls": [one.number for one in found],
        "kinds": sorted(set(kinds)),
        "agreement": agreement.strip(),
        **recipient_in(recipient, key),
    }
    return propose(kind=FACTS, words=words, reason=reason, actor=actor, at=at)


def check(
    found: Sequence[calls.Call], numbers: Sequence[str], kinds: Sequence[str], agreement: str
) -> None:
    """Refuse what is no proposal."""
    if not found or len(found) != len(set(numbers)):
        raise Unacceptable(_("Tick the callers of this case of whom facts are handed on."))
    if not all(calls.is_unsettled(one) for one in found):
        raise Unacceptable(_("Facts are handed on only while their case is open."))
    if not kinds or not set(kinds) <= set(personal.Kind):
        raise Unacceptable(_("Tick the fields that are handed on, and no more than are needed."))
    if not 0 < len(agreement) <= LONGEST_AGREEMENT:
        raise Unacceptable(_("Name the agreement under which they are handed on."))
