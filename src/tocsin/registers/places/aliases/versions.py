"""The versions of another name: each change adds one, and none is edited."""

from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.events.api import publish
from tocsin.registers.places.errors import AlreadyDecided
from tocsin.registers.places.events import AliasChanged
from tocsin.registers.places.finding.edition import renew
from tocsin.registers.places.models import Alias, AliasVersion
from tocsin.registers.places.states import AliasState, may_change


def add_version(
    alias: Alias, then: AliasState, *, actor: Officer, at: datetime, reason: str = ""
) -> None:
    """Write the next version of a name that is held, and tell the desks.

    Raises
    ------
    AlreadyDecided
        The table does not allow the change.
    """
    now = AliasState(alias.state)
    if alias.version and not may_change(now, then):
        raise AlreadyDecided(
            _('This name is "{now}" by now. Reload the list.').format(now=now.label)
        )
    if AliasState.VERIFIED in {now, then}:
        renew(alias.bureau_id, (alias.kind, alias.code))
    alias.state, alias.reason, alias.version = then, reason, alias.version + 1
    alias.save()
    AliasVersion.objects.create(
        bureau_id=alias.bureau_id,
        alias=alias,
        version=alias.version,
        state=then,
        words=alias.words,
        text=alias.text,
        reason=reason,
        by=actor,
        at=at,
    )
    publish(
        AliasChanged(
            bureau_id=alias.bureau_id,
            subject=f"alias:{alias.pk}",
            at=at,
            code=alias.code,
            state=then,
        )
    )
