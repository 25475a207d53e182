"""Pages on which one entry of a table is read, added and changed."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue.access import entry_of, versions_of
from tocsin.registers.catalogue.editing import save_entry
from tocsin.registers.catalogue.entry_form import (
    EntryForm,
    document_cells,
    documents,
    documents_again,
    shown,
)
from tocsin.registers.catalogue.errors import EntryHasFaults
from tocsin.registers.catalogue.forms import page_of
from tocsin.registers.catalogue.history import changes_between
from tocsin.registers.catalogue.states import Capability, UnitKind
from tocsin.registers.catalogue.tables import Table, table_named

READERS = for_roles(Role.SUPERVISOR, Role.ADMINISTRATOR)
KEEPERS = for_roles(Role.ADMINISTRATOR)


@READERS
@require_safe
def entry(request: SignedInRequest, table: str, code: str) -> HttpResponse:
    """Show an entry, how it has read, and to administrators its form."""
    found = table_named(table)
    row = entry_of(request.user, found, code)
    form = EntryForm(
        table=found, bureau=request.user.bureau, is_new=False, initial=shown(found, row)
    )
    context = {
        **parts_of(found, form, reverse("catalogue:change", args=[table, code])),
        **documents(found, row),
        "row": row,
        "history": changes_between(found, versions_of(request.user, found, code)),
        "keeps": Role.ADMINISTRATOR in request.user.roles,
    }
    return render(request, "catalogue/entry.html", context)


@KEEPERS
@require_safe
def new(request: SignedInRequest, table: str) -> HttpResponse:
    """Show the form of a new entry."""
    found = table_named(table)
    form = EntryForm(
        table=found,
        bureau=request.user.bureau,
        is_new=True,
        initial={"version": 0, "active": True},
    )
    context = parts_of(found, form, reverse("catalogue:add", args=[table]))
    context |= {**documents(found, None), "keeps": True}
    return render(request, "catalogue/entry.html", context)


@KEEPERS
@require_POST
@once
def add(request: SignedInRequest, table: str) -> HttpResponse:
    """Add an entry."""
    return saved(request, table_named(table), "")


@KEEPERS
@require_POST
@once
def change(request: SignedInRequest, table: str, code: str) -> HttpResponse:
    """Change an entry."""
    found = table_named(table)
    entry_of(request.user, found, code)
    return saved(request, found, code)


def saved(request: SignedInRequest, table: Table, code: str) -> HttpResponse:
    """Store what was typed, or show it again with what is wrong."""
    bureau = request.user.bureau
    form = EntryForm(request.POST, table=table, bureau=bureau, is_new=not code)
    if form.is_valid():
        cells = {"code": code, **form.cells(), **document_cells(table, request.POST)}
        version = form.cleaned_data["version"] if code else 0
        try:
            save_entry(
                bureau=bureau,
                table=table,
                cells=cells,
                version=version,
                actor=request.user,
                at=moment.now(),
            )
            return gone_on(
                request, reverse("catalogue:entry", args=[table.name, cells["code"].strip()])
            )
        except EntryHasFaults as refusal:
            tell(form, refusal)
    return form_again(request, table, form, code)


def tell(form: EntryForm, refusal: EntryHasFaults) -> None:
    """Say at each field what is wrong, and above the form what belongs to none."""
    form.add_error(None, refusal.message)
    for name, message in refusal.faults.items():
        form.add_error(name if name in form.fields else None, message)


def form_again(request: SignedInRequest, table: Table, form: EntryForm, code: str) -> HttpResponse:
    """Show the form with what was typed and what is wrong with it."""
    name, given = (
        ("catalogue:change", [table.name, code]) if code else ("catalogue:add", [table.name])
    )
    context = parts_of(table, form, reverse(name, args=given))
    context |= {**documents_again(table, request.POST), "keeps": True}
    template = "catalogue/_entry.html" if request.htmx else "catalogue/entry.html"
    return render(request, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def parts_of(table: Table, form: EntryForm, action: str) -> dict[str, object]:
    """Gather what every form of an entry needs."""
    return {
        "table": table,
        "page": page_of(table),
        "form": form,
        "action": action,
        "kinds": UnitKind.choices,
        "abilities": Capability.choices,
    }
