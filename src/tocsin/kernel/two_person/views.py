"""The page of acts that need two people, and each step of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import fetch, for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import by_itself
from tocsin.kernel.errors import Refusal
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.two_person import acts
from tocsin.kernel.two_person.models import Proposal
from tocsin.kernel.two_person.queries import proposals_for
from tocsin.kernel.two_person.services import approve, carry_out, decline, prepare, withdraw
from tocsin.kernel.two_person.showing import shown
from tocsin.kernel.web.requests import SignedInRequest

ROLES = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR, Role.SUPERVISOR)
PAGE = 50
# Of numbers: what names no proposal is on record as the largest.
LARGEST = 2**63 - 1
P = ParamSpec("P")


def refused_on_record(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponse],
) -> Callable[Concatenate[SignedInRequest, P], HttpResponse]:
    """Put a refused step on record, although its own transaction is undone."""

    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            number = min(int(str(kwargs["number"])), LARGEST)
            subject = Proposal(pk=number, bureau_id=request.user.bureau_id)
            with by_itself():
                audit.record(
                    acts.REFUSED,
                    subject=subject,
                    actor=request.user,
                    at=moment.now(),
                    code=refusal.code,
                )
            raise

    return guarded


def proposal_for(request: SignedInRequest, number: int) -> Proposal:
    """Fetch a proposal within the officer's reach."""
    return fetch(proposals_for(request.user), pk=number)


@for_roles(*ROLES)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """List what waits for a decision, what goes on, and what came of the rest."""
    rows = shown(proposals_for(request.user)[:PAGE], request.user, moment.now())
    context = {
        "to_decide": [row for row in rows if row.may_decide],
        "going_on": [row for row in rows if row.is_open and not row.may_decide],
        "ended": [row for row in rows if not row.is_open],
    }
    return render(request, "two_person/desk.html", context)


@for_roles(*ROLES)
@require_POST
@refused_on_record
@grave
@once
def approve_it(request: SignedInRequest, number: int) -> HttpResponse:
    """Approve what somebody else proposed."""
    approve(proposal=proposal_for(request, number), actor=request.user, at=moment.now())
    return redirect("two_person:desk")


@for_roles(*ROLES)
@require_POST
@refused_on_record
@grave
def carry_it_out(request: SignedInRequest, number: int) -> HttpResponse:
    """Do what was approved, once; what it needs committed before stays, whatever comes of it."""
    proposal, at = proposal_for(request, number), moment.now()
    prepared = prepare(proposal=proposal, actor=request.user, at=at)

    @once
    def done(asked: SignedInRequest) -> HttpResponse:
        carry_out(proposal=proposal, actor=asked.user, at=at, prepared=prepared)
        return redirect("two_person:desk")

    return done(request)


carry_it_out.is_idempotent = True  # type: ignore[attr-defined] # all but the looks before it


@for_roles(*ROLES)
@require_POST
@refused_on_record
@once
def decline_it(request: SignedInRequest, number: int) -> HttpResponse:
    """Say no, with a line why."""
    decline(
        proposal=proposal_for(request, number),
        note=request.POST.get("note", ""),
        actor=request.user,
        at=moment.now(),
    )
    return redirect("two_person:desk")


@for_roles(*ROLES)
@require_POST
@refused_on_record
@once
def withdraw_it(request: SignedInRequest, number: int) -> HttpResponse:
    """Take back what one has proposed."""
    withdraw(proposal=proposal_for(request, number), actor=request.user, at=moment.now())
    return redirect("two_person:desk")
