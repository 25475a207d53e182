"""Taking a lost second factor off an officer, so that a new one is set up at the next sign-in."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Officer, Role, sessions_of
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotForYou, NotThere, Refusal, Unacceptable
from tocsin.kernel.events.live import changed_who_may_listen

RESET = audit.act(
    "accounts.second_factor_reset",
    gettext_lazy("Second factor reset"),
    "kinds",
    "reason",
    "sessions_ended",
)
LONGEST_REASON = 200


class NothingToReset(Refusal):
    """The officer has no second factor."""

    code = "accounts.nothing_to_reset"


@transaction.atomic
def reset_second_factor(*, officer: Officer, reason: str, actor: Officer, at: datetime) -> None:
    """Take away an officer's one-time code, passkeys and recovery codes, and end every session.

    The password stays; the next sign-in with it opens only the page to set up a new factor.

    Raises
    ------
    Unacceptable
        The reason is missing or too long.
    NotForYou
        It is one's own, or the actor administers another bureau or none.
    NothingToReset
        The officer has no second factor.
    """
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise Unacceptable(
            _("Write in a line of at most {most} characters why it is reset.").format(
                most=LONGEST_REASON
            )
        )
    refuse_unless_charged(officer, actor)
    held = Officer.objects.select_for_update().get(pk=officer.pk)
    factors = Authenticator.objects.filter(user=held)
    kinds = sorted(set(factors.values_list("type", flat=True)))
    if not kinds:
        raise NothingToReset(
            _("{name} has no second factor; one is set up at the next sign-in.").format(
                name=held.name
            )
        )
    factors.delete()
    audit.record(
        RESET,
        subject=held,
        actor=actor,
        at=at,
        kinds=",".join(kinds),
        reason=why,
        sessions_ended=end_sessions(held),
    )
    changed_who_may_listen(held, at)


def refuse_unless_charged(officer: Officer, actor: Officer) -> None:
    """Refuse who may not: only the console, or another administrator of the same bureau."""
    if actor.bureau_id != officer.bureau_id:
        raise NotThere(_("Nobody in your bureau has this name."))
    if actor.is_service:
        return
    if Role.ADMINISTRATOR not in actor.roles:
        raise NotForYou(_("Only an administrator resets a second factor."))
    if actor.pk == officer.pk:
        raise NotForYou(
            _("Nobody resets their own. Ask another administrator, or use the command line.")
        )


def end_sessions(officer: Officer) -> int:
    """Sign an officer out everywhere; return how many sessions there were."""
    return sessions_of(officer).delete()[0]
