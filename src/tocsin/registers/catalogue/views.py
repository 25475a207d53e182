"""The page on which a supervisor reads the tables that the desks work with."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue.access import catalogue_for
from tocsin.registers.catalogue.finding import keep_matching, rank_types
from tocsin.registers.catalogue.forms import FindForm


@for_roles(Role.SUPERVISOR, Role.ADMINISTRATOR)
@require_safe
def catalogue_page(request: SignedInRequest) -> HttpResponse:
    """Show one table, narrowed to what is typed."""
    form = FindForm(request.GET)
    valid = form.is_valid()
    words = form.cleaned_data.get("q", "")
    table = form.cleaned_data.get("table") or "types"
    tables = catalogue_for(request.user)
    context: dict[str, object] = {"form": form, "table": table, "words": words}
    context["tables"] = form.TABLES
    if table == "types":
        context["rows"] = rank_types(tables.types, words)
    else:
        rows = tables.plans if table == "plans" else tables.dispositions
        context["rows"] = keep_matching(rows, words)
    template = "catalogue/_rows.html" if request.htmx else "catalogue/page.html"
    status = HTTPStatus.OK if valid else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, context, status=status)
