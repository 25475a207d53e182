"""What a call-taker does: answer, type, save, link, judge, ring back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tocsin.desks.calls.access import call_for
from tocsin.desks.calls.forms import JudgeForm, ReasonForm, draft_in, need_valid
from tocsin.desks.calls.likeness import incident_named
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.services.arriving import answer, take_by_hand
from tocsin.desks.calls.services.calling_back import (
    record_call_back,
    show_caller,
    show_key_holders,
)
from tocsin.desks.calls.services.editing import CALLER_KINDS, keep_caller, keep_edit
from tocsin.desks.calls.services.linking import link, unlink
from tocsin.desks.calls.services.naming import also_known_as
from tocsin.desks.calls.services.saving import judge, save_call
from tocsin.desks.calls.states import CallState
from tocsin.desks.calls.views.desk import TAKERS, call_context
from tocsin.desks.calls.views.together import told_together, with_thanks
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.web.requests import SignedInRequest


def call_shown(request: HttpRequest, call: Call, *, done: str = "") -> HttpResponse:
    """Show the middle of the desk after an act, saying what was done."""
    if "HX-Request" not in request.headers:
        return redirect(f"/calls/?call={call.number}")
    return render(request, "calls/_call.html", call_context(call) | {"done": done})


@for_roles(*TAKERS)
@require_POST
@once
def new(request: SignedInRequest) -> HttpResponse:
    """Open a call by hand."""
    call = take_by_hand(actor=request.user, at=moment.now())
    response = call_shown(request, call)
    response.headers["HX-Push-Url"] = f"/calls/?call={call.number}"
    return response


@for_roles(*TAKERS)
@require_POST
@once
def answer_call(request: SignedInRequest, number: str) -> HttpResponse:
    """Answer a waiting call and open its form."""
    call = answer(call=call_for(request.user, number), actor=request.user, at=moment.now())
    return call_shown(request, call)


@for_roles(*TAKERS)
@require_POST
def keep_draft(request: SignedInRequest, number: str) -> HttpResponse:
    """Keep one field as typed; the same edit twice is one, by its own count."""
    draft = draft_in(request.POST)
    call = call_for(request.user, number)
    if draft.field in CALLER_KINDS:
        keep_caller(
            call=call, field=draft.field, value=draft.value, actor=request.user, at=moment.now()
        )
    else:
        keep_edit(
            call=call,
            field=draft.field,
            value=draft.value,
            sequence=draft.sequence,
            actor=request.user,
            at=moment.now(),
        )
    return HttpResponse(status=204)


keep_draft.is_idempotent = True  # type: ignore[attr-defined] # by the count of the edit


@for_roles(*TAKERS)
@require_POST
@once
def save(request: SignedInRequest, number: str) -> HttpResponse:
    """Save an open call; it opens an incident."""
    call = call_for(request.user, number)
    told, merged = told_together(request, call)
    call = save_call(call=call, told=told, actor=request.user, at=moment.now())
    incident = call.incident.number if call.incident else ""
    done = _("Saved. Incident {n} is open.").format(n=incident)
    return call_shown(request, call, done=with_thanks(done, call, merged.taken))


@for_roles(*TAKERS)
@require_POST
@once
def link_call(request: SignedInRequest, number: str) -> HttpResponse:
    """Link an open or saved call to the incident it is about."""
    call = call_for(request.user, number)
    incident = incident_named(call.bureau, request.POST.get("incident", ""))
    at = moment.now()
    if call.state == CallState.OPEN:
        told, _merged = told_together(request, call)
        call = save_call(call=call, told=told, actor=request.user, at=at, link_to=incident)
    else:
        call = link(call=call, incident=incident, actor=request.user, at=at)
    head = call.incident.number if call.incident else ""
    return call_shown(request, call, done=_("Linked to incident {n}.").format(n=head))


@for_roles(*TAKERS)
@require_POST
@once
def judge_call(request: SignedInRequest, number: str) -> HttpResponse:
    """Close an open call as one that needs no action."""
    call = call_for(request.user, number)
    told, _merged = told_together(request, call)
    call = judge(
        call=call,
        judgement=JudgeForm(request.POST).judgement(),
        told=told,
        actor=request.user,
        at=moment.now(),
    )
    return call_shown(request, call, done=_("Closed without action. The call is kept."))


@for_roles(*TAKERS)
@require_POST
@once
def unlink_call(request: SignedInRequest, number: str) -> HttpResponse:
    """Take a call from an incident it does not belong to."""
    form = ReasonForm(request.POST)
    need_valid(form)
    call = unlink(
        call=call_for(request.user, number),
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=moment.now(),
    )
    own = call.incident.number if call.incident else ""
    return call_shown(request, call, done=_("Unlinked. Its own incident is {n}.").format(n=own))


@for_roles(*TAKERS)
@require_POST
@once
def also_known(request: SignedInRequest, number: str) -> HttpResponse:
    """Propose the caller's words as another name of the place."""
    call = call_for(request.user, number)
    words = request.POST.get("words", "")
    name = also_known_as(call=call, words=words, actor=request.user, at=moment.now())
    done = _("“{name}” is proposed as another name of {place}. The beat verifies it.")
    return call_shown(request, call, done=done.format(name=name, place=call.place_text))


@for_roles(*TAKERS)
@require_POST
@once
def call_back(request: SignedInRequest, number: str) -> HttpResponse:
    """Note whether a caller was reached."""
    reached = request.POST.get("reached") == "yes"
    call = record_call_back(
        call=call_for(request.user, number), reached=reached, actor=request.user, at=moment.now()
    )
    done = _("Reached. Write down what they say.") if reached else _("Not reached. On record.")
    return call_shown(request, call, done=done)


@for_roles(*TAKERS)
@require_POST
def caller(request: SignedInRequest, number: str) -> HttpResponse:
    """Open the caller's name and number to ring back; each look is recorded anew."""
    call = call_for(request.user, number)
    facts = show_caller(call=call, task="call_back", actor=request.user, at=moment.now())
    context = {"name": facts.get(Kind.NAME, ""), "telephone": facts.get(Kind.TELEPHONE, "")}
    return render(request, "calls/_caller.html", context)


# Kept out of the store of answers, which must hold no personal facts: a look again is a new look.
caller.is_idempotent = True  # type: ignore[attr-defined] # each look is meant to be recorded


@for_roles(*TAKERS)
@require_POST
def key_holders(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Show who can open premises at the place of a call; each look is recorded anew."""
    call = call_for(request.user, number)
    found = show_key_holders(call=call, code=code, actor=request.user, at=moment.now())
    return render(request, "calls/_keys.html", {"holders": found})


# As with the caller: answers that hold personal facts are not stored.
key_holders.is_idempotent = True  # type: ignore[attr-defined] # each look is meant to be recorded
