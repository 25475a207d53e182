"""Who can open premises, over HTTP: names and numbers stand in answers, never in addresses."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tocsin.kernel import moment
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.personal.api import Purpose
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.places.access import premises_named
from tocsin.registers.places.facts import KeyHolder
from tocsin.registers.places.forms import KeyHolderForm, LookForm
from tocsin.registers.places.key_holders import (
    add_key_holder,
    change_key_holder,
    key_holders_of,
    remove_key_holder,
)
from tocsin.registers.places.premises_views import FOR_KEEPERS, page_of


@FOR_KEEPERS
@require_POST
def show(request: SignedInRequest, code: str) -> HttpResponse:
    """Show who can open premises, to those who keep the register; each look is recorded anew."""
    premises = premises_named(request.user, code)
    form = LookForm(request.POST)
    if not form.is_valid():
        context = {"premises": premises, "look_form": form, "keeps": True}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "places/_keys.html", context, status=status)
    purpose = Purpose(case=f"premises:{code}", task=form.cleaned_data["task"])
    found = key_holders_of(
        bureau=premises.bureau, code=code, purpose=purpose, actor=request.user, at=moment.now()
    )
    holders = [(one, form_of(one)) for one in found]
    return render(request, "places/_keys.html", {"premises": premises, "holders": holders})


# Kept out of the store of answers, which must hold no personal facts: a look again is a new look.
show.is_idempotent = True  # type: ignore[attr-defined] # each look is meant to be recorded


@FOR_KEEPERS
@require_POST
@once
def add(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep a new key-holder."""
    premises = premises_named(request.user, code)
    form = KeyHolderForm(request.POST)
    if not form.is_valid():
        return form_again(request, code, form)
    add_key_holder(premises=premises, holder=form.row(), actor=request.user, at=moment.now())
    return gone_on(request, page_of(code))


@FOR_KEEPERS
@require_POST
@once
def change(request: SignedInRequest, code: str, subject: UUID) -> HttpResponse:
    """Change what is known of a key-holder."""
    premises = premises_named(request.user, code)
    form = KeyHolderForm(request.POST, auto_id=f"id_{subject}_%s")
    if not form.is_valid():
        return form_again(request, code, form, subject)
    change_key_holder(
        premises=premises,
        subject=subject,
        holder=form.row(),
        actor=request.user,
        at=moment.now(),
    )
    return gone_on(request, page_of(code))


@FOR_KEEPERS
@require_POST
@once
def remove(request: SignedInRequest, code: str, subject: UUID) -> HttpResponse:
    """Let somebody hold the keys no longer."""
    premises = premises_named(request.user, code)
    remove_key_holder(premises=premises, subject=subject, actor=request.user, at=moment.now())
    return gone_on(request, page_of(code))


def form_of(one: KeyHolder) -> KeyHolderForm:
    """Show a key-holder as known, ready to be changed."""
    known = {"name": one.name, "telephone": one.telephone, "post": one.post}
    return KeyHolderForm(initial=known, auto_id=f"id_{one.subject}_%s")


def form_again(
    request: SignedInRequest, code: str, form: KeyHolderForm, subject: UUID | None = None
) -> HttpResponse:
    """Show a key-holder's form with what was typed and what is wrong with it."""
    context = {"form": form, "code": code, "subject": subject}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "places/_key_holder.html", context, status=status)
