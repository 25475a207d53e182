"""Where idle crews should stand: what is suggested, and what the dispatcher decides."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.cover.standing_by import reject_move, send_home, stand_by
from tocsin.desks.dispatch.cover.suggesting import move_up_of, unsealed
from tocsin.desks.dispatch.forms.cover import RejectForm, SuggestionForm
from tocsin.desks.dispatch.forms.reading import read
from tocsin.desks.dispatch.views.showing import READERS, WRITERS
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue import api as catalogue

MOST_DECISIONS = 50


@for_roles(*READERS)
@require_GET
def suggested(request: SignedInRequest) -> HttpResponse:
    """Show what is suggested now; nothing at all where nothing is gained."""
    return answer(request)


@for_roles(*READERS)
@require_GET
def cover_page(request: SignedInRequest) -> HttpResponse:
    """Show coverage, suggestions, the compliance table and what was decided lately."""
    context = moving_context(request) | {
        "whole": True,
        "decisions": access.stand_bys_for(request.user)[:MOST_DECISIONS],
        "table": [p for p in catalogue.stand_by_posts(request.user.bureau) if p.held_from],
        "keeps": Role.ADMINISTRATOR in request.user.roles,
    }
    return render(request, "dispatch/cover/page.html", context)


@for_roles(*WRITERS)
@require_POST
@once
def accept(request: SignedInRequest) -> HttpResponse:
    """Send a crew to the post that was suggested."""
    given = read(SuggestionForm(request.POST))
    suggestion = unsealed(str(given["shown"]))
    unit = access.unit_by_code(request.user, suggestion.unit)
    made = stand_by(unit=unit, suggestion=suggestion, actor=request.user, at=moment.now())
    said = _("{unit} is told to stand by at {post}.").format(unit=unit.name, post=made.post_name)
    return answer(request, said=said)


@for_roles(*WRITERS)
@require_POST
@once
def reject(request: SignedInRequest) -> HttpResponse:
    """Keep why a suggestion is not followed."""
    given = read(RejectForm(request.POST))
    suggestion = unsealed(str(given["shown"]))
    reject_move(
        unit=access.unit_by_code(request.user, suggestion.unit),
        suggestion=suggestion,
        reason=str(given["reason"]),
        actor=request.user,
        at=moment.now(),
    )
    return answer(request, said=_("The suggestion is set aside for half an hour."))


@for_roles(*WRITERS)
@require_POST
@once
def home(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a crew back to its own post."""
    standing = access.stand_by_for(request.user, pk)
    done = send_home(standing=standing, actor=request.user, at=moment.now())
    return answer(request, said=_("{unit} is told to go home.").format(unit=done.unit.name))


def moving_context(request: SignedInRequest) -> dict[str, object]:
    """Read what is suggested, and whether this officer decides."""
    return {
        "moving": move_up_of(request.user.bureau, moment.now()),
        "decides": Role.DISPATCHER in request.user.roles,
        "whole": "all" in request.GET,
    }


def answer(request: SignedInRequest, said: str = "") -> HttpResponse:
    """Show the suggestions anew."""
    return render(request, "dispatch/cover/_moving.html", moving_context(request) | {"said": said})
