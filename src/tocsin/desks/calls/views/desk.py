"""The desk itself, the list of calls, the page of one call."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tocsin.desks.calls.access import call_for, calls_of
from tocsin.desks.calls.forms import FilterForm
from tocsin.desks.calls.likeness import Reason, sentence
from tocsin.desks.calls.models import Call, CallEdit, CallLink
from tocsin.desks.calls.queries import (
    DAY,
    Line,
    Mark,
    calls_of_incident,
    edits_of,
    lines,
    links_of,
    mark_after,
    newest_behind,
    newest_edit,
    typed_so_far,
    waited,
    waiting_calls,
)
from tocsin.desks.calls.services.calling_back import AWAITED, is_unsettled
from tocsin.desks.calls.services.naming import name_offered
from tocsin.desks.calls.states import CallBack, CallState
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_officers, for_roles
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.events.sharing import shared
from tocsin.kernel.shell.lock import stays_open
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue import api as catalogue

TAKERS = (Role.CALL_TAKER,)
READERS = (Role.CALL_TAKER, Role.DISPATCHER, Role.SUPERVISOR)
PLACE_FIELDS = ("place_kind", "place_code", "place_text", "place_rank", "place_light", "lon", "lat")
QUEUE_PAGE, LIST_PAGE = 30, 50
ANSWER_TARGET_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as the middle of the desk shows it."""

    call: Call
    type_name: str
    typed: dict[str, str] = field(default_factory=dict)
    seen: int = 0
    edits: list[CallEdit] = field(default_factory=list)
    links: list[CallLink] = field(default_factory=list)
    may_call_back: bool = False
    may_show_caller: bool = False
    may_break_glass: bool = False
    other_name: str = ""

    @property
    def answer_wait(self) -> timedelta | None:
        """How long it rang before the answer."""
        return waited(self.call)

    @property
    def type_typed(self) -> str:
        """The name of the type chosen so far."""
        code = self.typed.get("type_code", "")
        kinds = catalogue.types(self.call.bureau)
        return next((kind.name for kind in kinds if kind.code == code), "")

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The answers of the caller, each with its question."""
        kinds = catalogue.types(self.call.bureau)
        kind = next((kind for kind in kinds if kind.code == self.call.type_code), None)
        asked = {question.id: question.label for question in kind.asks()} if kind else {}
        return [(asked.get(name, name), text) for name, text in self.call.answers.items()]

    @property
    def opened_it(self) -> bool:
        """Whether the call opened the incident it belongs to."""
        current = self.current_link
        return current is not None and list(current.reasons) == [{"kind": "opened"}]

    @property
    def current_link(self) -> CallLink | None:
        """The link that holds now."""
        return next((link for link in self.links if link.unlinked_at is None), None)

    @property
    def handed_name(self) -> str:
        """The desk or agency it was handed to."""
        named = {target.code: target.name for target in catalogue.handovers(self.call.bureau)}
        return named.get(self.call.handed_to, self.call.handed_to)

    @property
    def because(self) -> list[str]:
        """Why it was linked, in sentences."""
        reasons: list[Reason] = self.current_link.reasons if self.current_link else []
        return [sentence(reason) for reason in reasons]


def shown(call: Call) -> Shown:
    """Gather what the middle of the desk shows of a call."""
    [line] = lines(call.bureau, [call])
    if call.state == CallState.OPEN:
        # Read before the fields: an edit between the two is then shown as new, never passed over.
        seen = newest_edit(call)
        return Shown(call, line.type_name, typed=typed_so_far(call), seen=seen)
    return Shown(
        call,
        line.type_name,
        edits=list(edits_of(call)),
        links=list(links_of(call)),
        may_call_back=CallBack(call.call_back) in AWAITED,
        may_show_caller=call.caller is not None and is_unsettled(call),
        may_break_glass=call.caller is not None and not is_unsettled(call),
        other_name=name_offered(call),
    )


def queue_context(
    officer: Officer, asked: FilterForm, mark: Mark | None, at: datetime
) -> dict[str, object]:
    """Gather the queue: what waits, and a page of the last day."""
    rows = calls_of(officer)
    filters = asked.filters()
    day = rows.filter(rang_at__gte=at - DAY, **filters)
    recent = newest_behind(day, mark, length=QUEUE_PAGE)
    older = mark_after(recent, length=QUEUE_PAGE)
    waiting = lines(officer.bureau, waiting_calls(rows))
    ringing = [line.call for line in waiting if line.kind == CallState.RINGING]
    return {
        "waiting": waiting,
        "first_ringing": ringing[0] if ringing else None,
        "recent": [line for line in lines(officer.bureau, recent[:QUEUE_PAGE]) if is_done(line)],
        "older": older and urlencode({**filters, "before": str(older)}),
        "first_page": mark is None,
        "filters": asked,
        "filtered": urlencode(filters),
        "answer_target": ANSWER_TARGET_SECONDS,
    }


def is_done(line: Line) -> bool:
    """Say whether a row belongs below the waiting ones."""
    return line.kind == "done"


def call_context(call: Call | None) -> dict[str, object]:
    """Gather the middle of the desk."""
    if call is None:
        return {"shown": None, "call": None}
    context: dict[str, object] = {"shown": shown(call), "call": call}
    if call.state == CallState.OPEN:
        context["invalid_reasons"] = catalogue.invalid_reasons(call.bureau)
        context["handovers"] = catalogue.handovers(call.bureau)
        context["urgencies"] = catalogue.Urgency.choices
        context["place_fields"] = PLACE_FIELDS
    return context


@for_roles(*TAKERS)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Show the desk; asked for by a row of the queue, only its middle."""
    number = request.GET.get("call", "")
    call = call_for(request.user, number) if number else None
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "calls/_call.html", call_context(call))
    asked, mark = FilterForm(request.GET), Mark.read(request.GET.get("before", ""))
    context = queue_context(request.user, asked, mark, moment.now()) | call_context(call)
    return render(request, "calls/desk.html", context)


@for_roles(*TAKERS)
@require_safe
@shared("call.changed")
def queue(request: SignedInRequest) -> HttpResponse:
    """Show the queue alone, or the next page of the last day."""
    asked, mark = FilterForm(request.GET), Mark.read(request.GET.get("before", ""))
    context = queue_context(request.user, asked, mark, moment.now())
    template = "calls/_recent.html" if mark else "calls/_queue.html"
    return render(request, template, context)


@for_officers
@require_safe
@stays_open
def ringing(request: SignedInRequest) -> HttpResponse:
    """List what rings now, also while the desk is locked; to others than call-takers nothing."""
    takes_calls = Role.CALL_TAKER in request.user.roles
    rows = waiting_calls(calls_of(request.user)) if takes_calls else []
    found = [call for call in rows if call.state == CallState.RINGING]
    context = {"rows": found, "takes_calls": takes_calls, "answer_target": ANSWER_TARGET_SECONDS}
    return render(request, "calls/_ringing.html", context)


@for_roles(*READERS)
@require_safe
def list_page(request: SignedInRequest) -> HttpResponse:
    """List the calls, newest first, a page at a time."""
    asked, mark = FilterForm(request.GET), Mark.read(request.GET.get("before", ""))
    filters = asked.filters()
    found = newest_behind(calls_of(request.user).filter(**filters), mark, length=LIST_PAGE)
    older = mark_after(found, length=LIST_PAGE)
    context = {
        "rows": lines(request.user.bureau, found[:LIST_PAGE]),
        "older": older and urlencode({**filters, "before": str(older)}),
        "newest": urlencode(filters) if mark else "",
        "filters": asked,
    }
    return render(request, "calls/list.html", context)


@for_roles(*READERS)
@require_safe
def call_page(request: SignedInRequest, number: str) -> HttpResponse:
    """Show one call with its edits and links."""
    call = call_for(request.user, number)
    [line] = lines(call.bureau, [call])
    view = Shown(
        call,
        line.type_name,
        edits=list(edits_of(call)),
        links=list(links_of(call)),
        may_break_glass=call.caller is not None and not is_unsettled(call),
    )
    may_seal = call.caller is not None and Role.SUPERVISOR in request.user.roles
    context = {"shown": view, "call": call, "may_seal": may_seal}
    return render(request, "calls/page.html", context)


@for_roles(*TAKERS)
@require_safe
def call_backs(request: SignedInRequest) -> HttpResponse:
    """List who waits to be called back, the longest wait first."""
    due = calls_of(request.user).filter(call_back=CallBack.DUE).order_by("rang_at", "pk")[:200]
    return render(request, "calls/call_backs.html", {"rows": lines(request.user.bureau, due)})


@for_roles(*READERS, Role.OFFICER, Role.COMMUNITY_OFFICER)
@require_safe
def of_incident(request: SignedInRequest, number: str) -> HttpResponse:
    """List an incident's calls, as a part of another page."""
    found = calls_of_incident(calls_of(request.user), number[:24])
    context = {"rows": lines(request.user.bureau, found), "number": number}
    return render(request, "calls/_of_incident.html", context)
