"""The page of the ledger: what is signed, who vouches for it, what waits; proof of an act."""

import json
from io import BytesIO

import qrcode
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from qrcode.image.svg import SvgPathImage

from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.errors import NotThere, Refusal, Unacceptable
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.web.requests import SignedInRequest

MOST_FIGURES = 18


@for_roles(Role.SUPERVISOR, Role.AUDITOR, Role.SECURITY_OFFICER)
@require_GET
def page(request: SignedInRequest) -> HttpResponse:
    """Show the newest checkpoint, its witnesses and the window; prove an act that is asked for."""
    asked = request.GET.get("act", "").strip()[:40]
    context = signed() | {"waiting": ledger.without_place(), "asked": asked}
    status = 200
    if asked:
        try:
            context["proof"] = proof_for(request.user, asked)
        except Refusal as refusal:
            context["complaint"], status = refusal.message, int(refusal.status)
    return render(request, "supervision/ledger.html", context, status=status)


@for_roles(Role.SUPERVISOR, Role.AUDITOR, Role.SECURITY_OFFICER)
@require_GET
def paper(request: SignedInRequest) -> HttpResponse:
    """Show the newest checkpoint for printing, with a code that holds all of it."""
    return render(request, "supervision/ledger_paper.html", signed())


@for_roles(Role.SUPERVISOR, Role.AUDITOR, Role.SECURITY_OFFICER)
@require_GET
def proof(request: SignedInRequest) -> JsonResponse:
    """Hand out the proof of one act, for somebody outside."""
    found = proof_for(request.user, request.GET.get("act", ""))
    answer = JsonResponse(found.plain(), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="proof.json"'
    return answer


def signed() -> dict[str, object]:
    """Describe the newest checkpoint, if there is one."""
    newest = ledger.newest()
    if newest is None:
        return {"checkpoint": None}
    note = ledger.note_of(newest)
    return {
        "checkpoint": newest,
        "note": note.written(),
        "code": code_of(note.written()),
        "unsigned": ledger.size() - newest.size,
        "witnesses": [one.witness for one in newest.cosignatures.all()],
        "keys": [key.written() for key in ledger.keyring().known],
    }


def proof_for(officer: Officer, asked: str) -> ledger.RowProof:
    """Prove an act of the officer's own bureau.

    Raises
    ------
    Unacceptable, NotThere
        What was asked for is no number, or no act of this bureau.
    """
    if not (asked.isascii() and asked.isdigit() and len(asked) <= MOST_FIGURES):
        raise Unacceptable(_("The number of an act has figures only."))
    found = ledger.prove_row("act", int(asked))
    if json.loads(found.row)["bureau"] != officer.bureau_id:
        raise NotThere(_("No act of your bureau has this number."))
    return found


def code_of(text: str) -> SafeString:
    """Draw a code that a telephone reads."""
    drawn = BytesIO()
    qrcode.make(text.encode(), image_factory=SvgPathImage, border=2).save(drawn)
    svg = drawn.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - drawn here, from figures alone
