"""Sealing key-holders of premises, who are told apart by their place in the list, not by name."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.seals import api as seals
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.access import premises_named
from tocsin.registers.places.key_holders import refuse_strangers
from tocsin.registers.places.models import Premises
from tocsin.registers.places.premises_views import page_of


def case_of(premises: Premises) -> str:
    """Name the case of premises."""
    return f"premises:{premises.code}"


def premises_of(request: SignedInRequest, code: str, subject: UUID) -> Premises:
    """Fetch the premises whose keys somebody holds."""
    premises = premises_named(request.user, code)
    refuse_strangers(premises, subject)
    return premises


def doors_of(code: str, subject: UUID) -> seals.Doors:
    """Name the addresses for one key-holder."""
    return seals.Doors(
        *(
            reverse(f"places:keys_{name}", args=[code, subject])
            for name in ("seal", "unseal", "lift")
        )
    )


@for_roles(Role.SUPERVISOR)
@require_safe
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """Show which key-holders are sealed, and what a supervisor may do."""
    premises = premises_named(request.user, code)
    blocks = [
        seals.block_of(
            request.user,
            subject,
            title=_("Key-holder {number}").format(number=number),
            doors=doors_of(code, subject),
            mark=f"seal-{number}",
        )
        for number, subject in enumerate(premises.key_holders, start=1)
    ]
    return render(request, "places/_seals.html", {"blocks": blocks})


@for_roles(Role.SUPERVISOR)
@require_POST
@once
def seal(request: SignedInRequest, code: str, subject: UUID) -> HttpResponse:
    """Seal a key-holder."""
    premises = premises_of(request, code, subject)
    return seals.sealed_by(request, subject, case=case_of(premises), back=page_of(code))


@for_roles(Role.SUPERVISOR)
@require_POST
@grave
@once
def propose_to_unseal(request: SignedInRequest, code: str, subject: UUID) -> HttpResponse:
    """Propose to a second person that one officer looks at a sealed key-holder."""
    premises = premises_of(request, code, subject)
    return seals.unsealing_proposed(request, subject, case=case_of(premises))


@for_roles(Role.SUPERVISOR)
@require_POST
@grave
@once
def propose_to_lift(request: SignedInRequest, code: str, subject: UUID) -> HttpResponse:
    """Propose to a second person that a key-holder's seal is lifted for good."""
    premises = premises_of(request, code, subject)
    return seals.lifting_proposed(request, subject, case=case_of(premises))
