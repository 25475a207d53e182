"""Where an officer is signed in: their own page, on which other places are signed out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_officers
from tocsin.kernel.accounts.api import Officer, sessions_of
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.events.live import changed_who_may_listen
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest

ENDED = audit.act(
    "accounts.sessions_ended", gettext_lazy("Signed out in other places"), "sessions_ended"
)
DONE = "sessions_ended"
SHOWN_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Place:
    """One place where somebody is signed in; its mark opens nothing, unlike the session's key."""

    mark: str
    device: str
    began_at: datetime
    seen_at: datetime
    is_here: bool


def mark_of(key: str) -> str:
    """Name a session without its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:SHOWN_DIGITS]


def places_of(officer: Officer, here: str | None) -> list[Place]:
    """List where an officer is signed in, this place first."""
    found = [
        Place(mark_of(one.pk), one.device, one.began_at, one.seen_at, one.pk == here)
        for one in sessions_of(officer)
    ]
    return sorted(found, key=lambda place: not place.is_here)


@transaction.atomic
def end_elsewhere(*, officer: Officer, here: str | None, mark: str, at: datetime) -> int:
    """Sign an officer out in one other place, or without a mark in all of them.

    Raises
    ------
    NotThere
        No other place has this mark.
    """
    others = [one.pk for one in sessions_of(officer) if one.pk != here]
    wanted = [key for key in others if mark in {"", mark_of(key)}]
    if not wanted:
        raise NotThere(_("You are not signed in there any more. Reload the page."))
    ended: int = sessions_of(officer).filter(pk__in=wanted).delete()[0]
    audit.record(ENDED, subject=officer, actor=officer, at=at, sessions_ended=ended)
    changed_who_may_listen(officer, at)
    return ended


@for_officers
@require_safe
def signed_in(request: SignedInRequest) -> HttpResponse:
    """Show where the officer is signed in."""
    places = places_of(request.user, request.session.session_key)
    context = {"places": places, "done": request.session.pop(DONE, "")}
    return render(request, "shell/signed_in.html", context)


@for_officers
@require_POST
@once
def sign_out_elsewhere(request: SignedInRequest) -> HttpResponse:
    """Sign the officer out in another place, or in all others."""
    end_elsewhere(
        officer=request.user,
        here=request.session.session_key,
        mark=request.POST.get("place", "")[:SHOWN_DIGITS],
        at=moment.now(),
    )
    request.session[DONE] = _("Signed out there. Whoever used it has to sign in again.")
    return redirect("signed_in")
