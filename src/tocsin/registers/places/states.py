"""How another name of a place goes from a caller's mouth into the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AliasState(models.TextChoices):
    """Where another name stands."""

    PROPOSED = "proposed", _("Waiting for the beat")
    VERIFIED = "verified", _("Verified")
    REJECTED = "rejected", _("Rejected")
    RETIRED = "retired", _("Retired")


CHANGES = {
    AliasState.PROPOSED: {AliasState.VERIFIED, AliasState.REJECTED},
    # The officer of the beat may learn better; what was rejected is not proposed again by a key.
    AliasState.REJECTED: {AliasState.VERIFIED},
    AliasState.VERIFIED: {AliasState.RETIRED},
    AliasState.RETIRED: {AliasState.PROPOSED, AliasState.VERIFIED},
}


def may_change(now: AliasState, then: AliasState) -> bool:
    """Say whether the table allows a change."""
    return then in CHANGES[now]
