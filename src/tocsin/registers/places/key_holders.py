"""Who can open premises: kept with the facts about people, shown only for a purpose."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.personal.api import IsSealed, Kind, Purpose, ask, closed_to, keep, read
from tocsin.registers.places import acts
from tocsin.registers.places.errors import NobodyNamed
from tocsin.registers.places.facts import KeyHolder, KeyHolderRow, PremisesRow
from tocsin.registers.places.models import Premises

RETENTION = RetentionClass.PREMISES
SHOWN = (Kind.NAME, Kind.TELEPHONE, Kind.REMARK)
FORGOTTEN = dict.fromkeys(SHOWN, "")


@transaction.atomic
def add_key_holder(
    *, premises: Premises, holder: KeyHolderRow, actor: Officer, at: datetime
) -> UUID:
    """Keep a key-holder of premises; the register itself holds only an id.

    Raises
    ------
    NobodyNamed
        The name or the telephone number is missing.
    """
    premises = held(premises)
    subject = keep(facts=facts_of(holder), retention=RETENTION, actor=actor, at=at)
    premises.key_holders = [*premises.key_holders, subject]
    premises.save(update_fields=["key_holders"])
    audit.record(acts.KEY_HOLDER_ADDED, subject=premises, actor=actor, at=at, code=premises.code)
    return subject


@transaction.atomic
def change_key_holder(
    *, premises: Premises, subject: UUID, holder: KeyHolderRow, actor: Officer, at: datetime
) -> None:
    """Change what is known of a key-holder; what it was stays on record."""
    premises = held(premises)
    refuse_strangers(premises, subject)
    keep(facts=facts_of(holder), retention=RETENTION, actor=actor, at=at, subject=subject)
    audit.record(acts.KEY_HOLDER_CHANGED, subject=premises, actor=actor, at=at, code=premises.code)


@transaction.atomic
def remove_key_holder(*, premises: Premises, subject: UUID, actor: Officer, at: datetime) -> None:
    """Let somebody hold the keys no longer; nobody is shown their name or number from here on."""
    premises = held(premises)
    refuse_strangers(premises, subject)
    premises.key_holders = [one for one in premises.key_holders if one != subject]
    premises.save(update_fields=["key_holders"])
    keep(facts=FORGOTTEN, retention=RETENTION, actor=actor, at=at, subject=subject)
    audit.record(acts.KEY_HOLDER_REMOVED, subject=premises, actor=actor, at=at, code=premises.code)


def key_holders_of(
    *, bureau: Bureau, code: str, purpose: Purpose, actor: Officer, at: datetime
) -> list[KeyHolder]:
    """Show who can open premises, for one purpose; each look is on record before.

    Of the sealed ones nothing is shown, and that they were asked for is on record; the others are.

    Raises
    ------
    NotThere
        The bureau has no such premises in use.
    NoPurpose
        The case is not open.
    """
    premises = Premises.objects.filter(bureau=bureau, code=code, retired_at=None).first()
    if premises is None:
        raise NotThere(_("There are no such premises. They may have been retired."))
    closed = closed_to(actor, premises.key_holders)
    for one in closed:
        with suppress(IsSealed):
            ask(subjects=[one], kinds=SHOWN, purpose=purpose, actor=actor, at=at)
    ticket = ask(
        subjects=[one for one in premises.key_holders if one not in closed],
        kinds=SHOWN,
        purpose=purpose,
        actor=actor,
        at=at,
        also=lambda: audit.record(
            acts.KEY_HOLDERS_SHOWN,
            subject=premises,
            actor=actor,
            at=at,
            code=code,
            case=purpose.case,
            task=purpose.task,
        ),
    )
    known = read(ticket)
    return [
        shown(subject, known.get(subject, {}), is_sealed=subject in closed)
        for subject in premises.key_holders
    ]


def shown(subject: UUID, facts: Mapping[Kind, str], *, is_sealed: bool) -> KeyHolder:
    """Write a key-holder for the page."""
    return KeyHolder(
        subject,
        facts.get(Kind.NAME, ""),
        facts.get(Kind.TELEPHONE, ""),
        facts.get(Kind.REMARK, ""),
        is_sealed,
    )


def first_key_holders(
    bureau: Bureau, rows: Iterable[PremisesRow], *, actor: Officer, at: datetime
) -> None:
    """Keep the key-holders of rows that are loaded, where none are known yet."""
    named = {row.code: row.key_holders for row in rows if row.key_holders}
    for premises in Premises.objects.filter(bureau=bureau, code__in=named, key_holders=[]):
        premises.key_holders = [
            keep(facts=facts_of(holder), retention=RETENTION, actor=actor, at=at)
            for holder in named[premises.code]
        ]
        premises.save(update_fields=["key_holders"])


def facts_of(holder: KeyHolderRow) -> dict[Kind, str]:
    """Write a key-holder the way facts about people are kept."""
    name, telephone = holder.name.strip(), holder.telephone.strip()
    if not name or not telephone:
        raise NobodyNamed(_("Give the key-holder's name and telephone number."))
    return {Kind.NAME: name, Kind.TELEPHONE: telephone, Kind.REMARK: holder.post.strip()}


def refuse_strangers(premises: Premises, subject: UUID) -> None:
    """Refuse to touch somebody who does not hold the keys of these premises."""
    if subject not in premises.key_holders:
        raise NotThere(_("This person no longer holds the keys. Reload the page."))


def held(premises: Premises) -> Premises:
    """Lock the row of premises, so that no key-holder is lost."""
    return Premises.objects.select_for_update(of=("self",)).get(pk=premises.pk)
