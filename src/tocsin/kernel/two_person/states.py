"""How far an act of two people has come, and what may follow."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far it has come."""

    WAITING = "waiting", _("Waits for a second person")
    APPROVED = "approved", _("Approved, not carried out yet")
    DONE = "done", _("Carried out")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn by the proposer")
    VOID = "void", _("Void: what it would touch has changed")
    EXPIRED = "expired", _("Expired")


# Nothing follows upon what is not named here.
MAY_FOLLOW: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset(
        {State.APPROVED, State.DECLINED, State.WITHDRAWN, State.VOID, State.EXPIRED}
    ),
    State.APPROVED: frozenset({State.DONE, State.WITHDRAWN, State.VOID, State.EXPIRED}),
}
OPEN = frozenset(MAY_FOLLOW)
