"""The form for residents who cannot telephone; it says plainly that telephoning is quicker."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from tocsin.desks.calls.forms import HelpForm
from tocsin.desks.calls.ports import CallerPlace
from tocsin.desks.calls.residents import need_room
from tocsin.desks.calls.services.arriving import Arrival, receive
from tocsin.desks.calls.states import Channel
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_everyone
from tocsin.kernel.accounts.api import Bureau, service_officer
from tocsin.kernel.database.api import within
from tocsin.kernel.errors import NotThere
from tocsin.kernel.idempotency.api import act_id_of
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.spool.api import remember_bureau


@for_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_help(request: HttpRequest, code: str = "") -> HttpResponse:
    """Take a resident's written call, once."""
    bureau = bureau_named(code)
    if request.method != "POST":
        remember_bureau(bureau)  # so that what is written now is kept, should the database go
        return render(request, "calls/help.html", {"form": HelpForm(), "bureau": bureau})
    form, act_id = HelpForm(request.POST), act_id_of(request)
    if not form.is_valid():
        context = {"form": form, "bureau": bureau, "act_id": act_id}
        return render(request, "calls/help.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    at = moment.now()
    with within(bureau.pk):
        need_room(request, bureau, at)
        call = receive(
            arrival=arrival_from(form, str(act_id)), actor=service_officer(bureau, "web"), at=at
        )
    return render(request, "calls/help_sent.html", {"call": call, "bureau": bureau})


# The act's number, made by the page, is the call's source id: sent twice it is one call.
ask_for_help.is_idempotent = True  # type: ignore[attr-defined] # a test asks every form for it


def bureau_named(code: str) -> Bureau:
    """Find the bureau of the address; without a code, the only one there is."""
    if code:
        return get_object_or_404(Bureau, code=code[:12])
    found = list(Bureau.objects.order_by("pk")[:2])
    if len(found) != 1:
        raise NotThere("")
    return found[0]


def arrival_from(form: HelpForm, source_id: str) -> Arrival:
    """Turn what a resident wrote into a call."""
    found = form.cleaned_data
    place = None
    if found["lon"] is not None and found["lat"] is not None:
        place = CallerPlace(found["lon"], found["lat"], found["metres"] or 0.0)
    return Arrival(
        channel=Channel.WEB,
        source_id=source_id,
        words=found["what"],
        place_words=found["where"],
        place=place,
        caller={Kind.NAME: found["name"], Kind.TELEPHONE: found["telephone"]},
    )
