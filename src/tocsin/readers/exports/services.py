"""Proposing an export of looks, making it once it is approved, fetching it while it is there."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.handing import fingerprint, read_key
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere, Unacceptable
from tocsin.kernel.personal import api as personal
from tocsin.kernel.two_person.api import Kind, Proposal, Words, needs_two, propose
from tocsin.readers.exports import acts
from tocsin.readers.exports.models import Export
from tocsin.readers.exports.packing import pack, recipient_in

MOST_ROWS = 200_000


def span_of(words: Words) -> tuple[datetime, datetime]:
    """Read the span of time that is asked for."""
    return datetime.fromisoformat(str(words["since"])), datetime.fromisoformat(str(words["until"]))


def looks_of(bureau_id: int, words: Words) -> int:
    """Count the looks that the export would hold now; none where they are too many."""
    since, until = span_of(words)
    found = personal.count_looks(bureau_id=bureau_id, since=since, until=until)
    return found if found <= MOST_ROWS else 0


def told(proposal: Proposal) -> str:
    """Say what is to be exported, and to whom."""
    since, until = span_of(proposal.words)
    zone = ZoneInfo(proposal.bureau.time_zone)
    return _("Export the looks from {since} to {until} to {recipient} (key {key})").format(
        since=since.astimezone(zone).date().isoformat(),
        until=(until - timedelta(seconds=1)).astimezone(zone).date().isoformat(),
        recipient=proposal.words["recipient"],
        key=fingerprint(read_key(str(proposal.words["key"]))),
    )


def make(proposal: Proposal, actor: Officer, at: datetime) -> None:
    """Write the looks down, seal them to the recipient, and count them."""
    since, until = span_of(proposal.words)
    looks = personal.list_looks(bureau_id=proposal.bureau_id, since=since, until=until)
    facts = {name: proposal.words[name] for name in ("since", "until")}
    pack(proposal, map(row_of, looks), facts, actor=actor, at=at)


def row_of(row: personal.LookRow) -> dict[str, object]:
    """Write one look: who, when, in which case, for what; never at whom."""
    return {
        "number": row.number,
        "at": row.at.isoformat(),
        "officer": row.officer,
        "case": row.case,
        "task": row.task,
        "kinds": list(row.kinds),
        "refused": row.refusal,
    }


LOOKS = needs_two(
    Kind(
        name="export_looks",
        label=gettext_lazy("Export of looks"),
        proposes=frozenset({Role.AUDITOR, Role.SUPERVISOR}),
        approves=frozenset({Role.SECURITY_OFFICER}),
        rows=looks_of,
        told=told,
        carry_out=make,
        at_once=False,
    )
)


@transaction.atomic
def propose_export(
    *,
    first: date,
    last: date,
    recipient: str,
    key: str,
    reason: str,
    actor: Officer,
    at: datetime,
) -> Proposal:
    """Propose to export the looks of some whole days to one recipient.

    Raises
    ------
    Unacceptable
        The days are not over or in the wrong order, or the key is none.
    NothingTouched
        Nobody looked at anybody then.
    """
    zone = ZoneInfo(actor.bureau.time_zone)
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(last, time(), zone) + timedelta(days=1)
    if not since < until <= at:
        raise Unacceptable(_("Choose whole days that are over, the first one before the last."))
    words: dict[str, str | int | list[str] | list[int]] = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        **recipient_in(recipient, key),
    }
    return propose(kind=LOOKS, words=words, reason=reason, actor=actor, at=at)


@transaction.atomic
def fetch_package(*, number: int, actor: Officer, at: datetime) -> bytes:
    """Hand the package to whoever made it, while it is there; each time is counted.

    Raises
    ------
    NotThere
        It is somebody else's, or its time is over.
    """
    rows = Export.objects.select_for_update().filter(bureau_id=actor.bureau_id, made_by=actor)
    found = rows.filter(pk=number, expires_at__gt=at).first()
    if found is None or found.package is None:
        raise NotThere(_("This export is not there any more. Propose it anew."))
    found.fetched += 1
    found.save(update_fields=["fetched"])
    audit.record(
        acts.FETCHED,
        subject=found,
        actor=actor,
        at=at,
        rows=found.rows,
        recipient=found.recipient,
        times=found.fetched,
    )
    return bytes(found.package)


@transaction.atomic
def delete_expired(*, clerk: Officer, at: datetime) -> int:
    """Delete the packages of the clerk's bureau whose time is over; return how many."""
    late = Export.objects.select_for_update().filter(
        bureau_id=clerk.bureau_id, expires_at__lte=at, package__isnull=False
    )
    for one in late:
        one.package = None
        one.save(update_fields=["package"])
        audit.record(
            acts.EXPIRED, subject=one, actor=clerk, at=at, rows=one.rows, times=one.fetched
        )
    return len(late)
