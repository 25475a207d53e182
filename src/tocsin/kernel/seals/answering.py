"""The answers of a page on which people are sealed; each page says where its own doors are."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.personal import api as personal
from tocsin.kernel.seals.forms import UnsealForm
from tocsin.kernel.seals.services import HOURS, propose_lifting, propose_unsealing
from tocsin.kernel.two_person.api import line_of
from tocsin.kernel.web.requests import SignedInRequest


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a page's forms are sent to."""

    seal: str
    unseal: str
    lift: str


@dataclass(frozen=True, slots=True)
class Block:
    """One person whom a supervisor may seal, as the page shows them."""

    title: str
    sealed: personal.Sealed | None
    doors: Doors
    # Tells the fields of one block from those of the next.
    mark: str = "seal"
    hours: tuple[int, ...] = HOURS


def block_of(
    officer: Officer, subject: UUID, *, title: str, doors: Doors, mark: str = "seal"
) -> Block:
    """Show how it stands with the seal on a person."""
    return Block(title, personal.sealed_for(officer, subject), doors, mark)


def sealed_by(request: SignedInRequest, subject: UUID, *, case: str, back: str) -> HttpResponse:
    """Seal a person for the reason that was typed, and go back."""
    reason = line_of(request.POST.get("reason", ""))
    personal.seal(subject=subject, case=case, reason=reason, actor=request.user, at=moment.now())
    return redirect(back)


def unsealing_proposed(request: SignedInRequest, subject: UUID, *, case: str) -> HttpResponse:
    """Propose to a second person that one officer looks."""
    form = UnsealForm(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("Say who is to look, for how long, and why."))
    propose_unsealing(
        subject=subject, case=case, **form.cleaned_data, actor=request.user, at=moment.now()
    )
    return redirect("two_person:desk")


def lifting_proposed(request: SignedInRequest, subject: UUID, *, case: str) -> HttpResponse:
    """Propose to a second person that the seal is lifted for good."""
    reason = request.POST.get("reason", "")
    propose_lifting(subject=subject, case=case, reason=reason, actor=request.user, at=moment.now())
    return redirect("two_person:desk")
