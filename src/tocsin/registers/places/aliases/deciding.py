"""The word of the beat on another name of a place: verified, rejected, retired."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tocsin.core.addressing.aliases import name_key
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.audit import api as audit
from tocsin.registers.places.acts import ALIAS_REJECTED, ALIAS_RETIRED, ALIAS_VERIFIED
from tocsin.registers.places.aliases.recording import fit
from tocsin.registers.places.aliases.versions import add_version
from tocsin.registers.places.errors import (
    AliasKnown,
    NoReason,
    NotYourBeat,
    ProposerCannotVerify,
)
from tocsin.registers.places.models import Alias, AliasVersion
from tocsin.registers.places.states import AliasState

ACTS = {
    AliasState.VERIFIED: ALIAS_VERIFIED,
    AliasState.REJECTED: ALIAS_REJECTED,
    AliasState.RETIRED: ALIAS_RETIRED,
}


def may_decide(actor: Officer, beat_id: int | None) -> bool:
    """Say whether somebody decides on names in a beat: its officer, or a supervisor."""
    if Role.SUPERVISOR in actor.roles:
        return True
    return (
        Role.COMMUNITY_OFFICER in actor.roles and beat_id is not None and actor.beat_id == beat_id
    )


@transaction.atomic
def verify_alias(*, alias: Alias, actor: Officer, at: datetime, words: str = "") -> Alias:
    """Verify another name, perhaps in better words; from now on every desk finds it.

    Raises
    ------
    NotYourBeat
        The actor is neither the officer of the beat nor a supervisor.
    ProposerCannotVerify
        The actor proposed it.
    AlreadyDecided
        It is verified already.
    AliasKnown
        The better words are recorded for this place on their own.
    """
    alias = held(alias, actor)
    if alias.state == AliasState.PROPOSED and proposer_of(alias) == actor.pk:
        raise ProposerCannotVerify(_("You proposed this name. Ask a colleague to verify it."))
    if words.strip() and words.strip() != alias.words:
        reword(alias, fit(words))
    return decide(alias, AliasState.VERIFIED, "", actor, at)


@transaction.atomic
def reject_alias(*, alias: Alias, reason: str, actor: Officer, at: datetime) -> Alias:
    """Reject a proposed name; the reason is told to whoever proposes it again.

    Raises
    ------
    NoReason
        It takes a reason.
    """
    return decide(held(alias, actor), AliasState.REJECTED, need(reason), actor, at)


@transaction.atomic
def retire_alias(*, alias: Alias, reason: str, actor: Officer, at: datetime) -> Alias:
    """Take a verified name out of use; it stays on record.

    Raises
    ------
    NoReason
        It takes a reason.
    """
    return decide(held(alias, actor), AliasState.RETIRED, need(reason), actor, at)


def held(alias: Alias, actor: Officer) -> Alias:
    """Hold a name until the transaction ends, for somebody who decides on it."""
    row = Alias.objects.select_for_update(of=("self",)).get(pk=alias.pk)
    if not may_decide(actor, row.beat_id):
        raise NotYourBeat(_("The officer of the beat or a supervisor decides on this name."))
    return row


def need(reason: str) -> str:
    """Refuse a decision without its reason."""
    if not reason.strip():
        raise NoReason(_("Say why; whoever proposed the name reads it."))
    return reason.strip()


def proposer_of(alias: Alias) -> int | None:
    """Say who proposed a name last."""
    proposed = AliasVersion.objects.filter(alias=alias, state=AliasState.PROPOSED)
    return proposed.order_by("-version").values_list("by_id", flat=True).first()


def reword(alias: Alias, words: str) -> None:
    """Put better words in place of those that were heard."""
    alias.words, alias.key = words, name_key(words)
    try:
        with transaction.atomic():
            alias.save(update_fields=["words", "key"])
    except IntegrityError as known:
        raise AliasKnown(_("These words are recorded for this place on their own.")) from known


def decide(alias: Alias, then: AliasState, reason: str, actor: Officer, at: datetime) -> Alias:
    """Write a decision and its entry in the trail."""
    add_version(alias, then, actor=actor, at=at, reason=reason)
    audit.record(
        ACTS[then],
        subject=alias,
        actor=actor,
        at=at,
        kind=alias.kind,
        place=alias.code,
        version=alias.version,
    )
    return alias
