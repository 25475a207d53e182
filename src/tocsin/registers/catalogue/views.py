"""The page on which a supervisor reads the tables that the desks work with."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue.access import catalogue_for
from tocsin.registers.catalogue.columns import Column
from tocsin.registers.catalogue.finding import keep_matching, rank_types
from tocsin.registers.catalogue.forms import SHORT, FindForm, tables_to_choose
from tocsin.registers.catalogue.models import Disposition, Entry, IncidentType, ResponsePlan
from tocsin.registers.catalogue.queries import Catalogue
from tocsin.registers.catalogue.sheets import cell_of
from tocsin.registers.catalogue.tables import Table, table_named


@for_roles(Role.SUPERVISOR, Role.ADMINISTRATOR)
@require_safe
def catalogue_page(request: SignedInRequest) -> HttpResponse:
    """Show one table, narrowed to what is typed."""
    form = FindForm(request.GET)
    valid = form.is_valid()
    words = form.cleaned_data.get("q", "")
    page = form.cleaned_data.get("table") or "types"
    table = table_named(SHORT.get(page, page))
    context = {
        "form": form,
        "table": page,
        "words": words,
        "tables": tables_to_choose(),
        "name": table.name,
        "keeps": Role.ADMINISTRATOR in request.user.roles,
        **rows_shown(catalogue_for(request.user), table, words),
    }
    template = "catalogue/_rows.html" if request.htmx else "catalogue/page.html"
    status = HTTPStatus.OK if valid else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, template, context, status=status)


def rows_shown(tables: Catalogue, table: Table, words: str) -> dict[str, object]:
    """List the rows of a table that fit the words; a plain table as lines of cells."""
    if table.model is IncidentType:
        return {"rows": rank_types(tables.types, words)}
    rows = keep_matching(tables.rows_of(table.model), words)
    if table.model in {ResponsePlan, Disposition}:
        return {"rows": rows}
    columns = [column for column in table.own if column.sort != "long"]
    lines = [(row, [cell_shown(table, row, column) for column in columns]) for row in rows]
    return {"rows": lines, "columns": columns}


def cell_shown(table: Table, row: Entry, column: Column) -> str:
    """Write one value for people: yes or no, the name of a choice, else as a sheet would."""
    if column.sort == "flag":
        return _("Yes") if getattr(row, column.name) else _("No")
    cell = cell_of(table, row, column)
    found = [one for one in column.choices or () if str(one.value) == cell]
    return str(getattr(found[0], "label", cell)) if found else cell
