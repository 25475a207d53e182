"""What the phone writes: one act at a time, each exactly once."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tocsin.desks.duty.access import PHONE, photo_for
from tocsin.desks.duty.deeds import do_act, take_photo
from tocsin.desks.duty.errors import ActUnreadable
from tocsin.desks.duty.forms import PositionSent, json_in, known, valid
from tocsin.desks.duty.services.standing import report_position
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_officers, for_roles
from tocsin.kernel.errors import NotForYou
from tocsin.kernel.files.api import shown
from tocsin.kernel.idempotency.api import act_id_of, once
from tocsin.kernel.web.requests import SignedInRequest

OFFICER_HEADER = "X-Tocsin-Officer"
JSON = "application/json"


def insist_same_officer(request: SignedInRequest) -> None:
    """Refuse what another officer wrote on this phone: it is not sent in the wrong name."""
    stated = request.headers.get(OFFICER_HEADER)
    if stated is not None and stated != str(request.user.pk):
        raise NotForYou(_("Somebody else is signed in on this phone. Sign in again to send this."))


def sent_by(request: SignedInRequest) -> dict[str, str]:
    """Read the JSON of an act."""
    insist_same_officer(request)
    if request.content_type != JSON:
        raise ActUnreadable(_("This could not be read. Send it as JSON."))
    return json_in(request.body)


@for_roles(*PHONE)
@require_POST
@once
def act(request: SignedInRequest) -> HttpResponse:
    """Do one act of the phone; the same id twice is one act."""
    sent = sent_by(request)
    if sent.get("act_id", "") not in ("", str(act_id_of(request))):
        raise ActUnreadable(_("The act number in the header is not the one in the act."))
    return JsonResponse(do_act(sent, actor=request.user, at=moment.now()))


@for_roles(*PHONE)
@require_POST
@once
def photos(request: SignedInRequest) -> HttpResponse:
    """Keep one photograph of the officer's own incident."""
    insist_same_officer(request)
    sent = request.POST.dict()
    kept = take_photo(sent, request.FILES, actor=request.user, at=moment.now())
    return JsonResponse({"photo": str(kept.pk)})


@for_officers
@require_GET
def photo(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show a photograph to those within whose reach its incident is."""
    return shown(photo_for(request.user, pk))


@for_roles(*PHONE)
@require_POST
@once
def position(request: SignedInRequest) -> HttpResponse:
    """Take where the phone is, while its officer shares it."""
    sent = sent_by(request)
    form = PositionSent(sent)
    known(form, sent)
    valid(form)
    moved = report_position(actor=request.user, at=moment.now(), **form.cleaned_data)
    return JsonResponse({"moved": bool(moved)})
