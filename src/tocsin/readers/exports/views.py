"""The page of exports: proposing one, what came of it, and the package."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.two_person.api import Proposal, kind_of
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.exports.facts import FACTS
from tocsin.readers.exports.forms import ExportForm
from tocsin.readers.exports.models import Export
from tocsin.readers.exports.services import LOOKS, fetch_package, propose_export

PAGE = 50
PROPOSERS = (Role.AUDITOR, Role.SUPERVISOR)
LARGEST = 2**63 - 1


def shown(request: SignedInRequest, form: ExportForm, status: int) -> HttpResponse:
    """Show the form, what one has proposed, and what was made."""
    at = moment.now()
    kinds = (LOOKS.name, FACTS.name)
    rows = Proposal.objects.filter(bureau=request.user.bureau_id, kind__in=kinds)
    mine = list(rows.filter(proposed_by=request.user).select_related("bureau")[:PAGE])
    made = {
        one.proposal_id: one for one in Export.objects.filter(proposal__in=mine).defer("package")
    }
    listed = [
        {
            "proposal": one,
            "told": kind_of(one).told(one),
            "is_of_facts": one.kind == FACTS.name,
            "export": made.get(one.pk),
            "there": one.pk in made and made[one.pk].expires_at > at,
        }
        for one in mine
    ]
    may_hand_facts = Role.SUPERVISOR in request.user.roles
    context = {"form": form, "rows": listed, "may_hand_facts": may_hand_facts}
    return render(request, "exports/desk.html", context, status=status)


@for_roles(*PROPOSERS)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Show what one may export and what came of it."""
    return shown(request, ExportForm(), HTTPStatus.OK)


@for_roles(*PROPOSERS)
@require_POST
@grave
@once
def propose(request: SignedInRequest) -> HttpResponse:
    """Propose an export; a security officer approves it."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return shown(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    propose_export(**form.cleaned_data, actor=request.user, at=moment.now())
    return redirect("exports:desk")


@for_roles(*PROPOSERS)
@require_safe
def package(request: SignedInRequest, number: int) -> HttpResponse:
    """Hand the package to whoever made it; each time is on record."""
    content = fetch_package(number=min(number, LARGEST), actor=request.user, at=moment.now())
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="export-{number}.tocsin"'
    response.headers["Cache-Control"] = "no-store"
    return response
