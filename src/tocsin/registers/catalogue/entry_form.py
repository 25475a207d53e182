"""One entry of a table as a form, made from the table's columns."""

import json
from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue.columns import Column
from tocsin.registers.catalogue.models import Entry, IncidentClass, IncidentType, ResponsePlan
from tocsin.registers.catalogue.plan_fields import (
    documents_typed,
    levels_shown,
    levels_typed,
    takings_shown,
    takings_typed,
)
from tocsin.registers.catalogue.question_fields import questions_shown, questions_typed
from tocsin.registers.catalogue.sheets import cell_of
from tocsin.registers.catalogue.tables import Table

SORTS: dict[str, type[forms.Widget]] = {"long": forms.Textarea, "list": forms.Textarea}
LONGEST_CELL = 20_000


class EntryForm(forms.Form):
    """The columns of an entry that are no documents; what they hold is for the table to judge."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(
        self, *args: object, table: Table, bureau: Bureau, is_new: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as Django takes them
        for column in table.columns:
            if column.sort != "document" and (is_new or column.name != "code"):
                self.fields[column.name] = field_of(column, table, bureau)

    def cells(self) -> dict[str, str]:
        """Write what was typed the way a sheet would."""
        return {name: cell_in(value) for name, value in self.cleaned_data.items()}


def cell_in(value: object) -> str:
    """Write a value of a form as a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else str(value)


def field_of(column: Column, table: Table, bureau: Bureau) -> forms.Field:
    """Make the field of one column."""
    if column.sort == "flag":
        return forms.BooleanField(label=str(column.label), required=False)
    if column.name in table.references:
        return forms.ChoiceField(
            label=str(column.label),
            choices=rows_to_choose(table.references[column.name], bureau, column),
            required=column.required,
        )
    if column.name in table.class_lists:
        return forms.MultipleChoiceField(
            label=str(column.label),
            choices=rows_to_choose(IncidentClass, bureau),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if column.choices is not None:
        words = [(one.value, getattr(one, "label", one.value)) for one in column.choices]
        return forms.ChoiceField(label=str(column.label), choices=words, required=column.required)
    widget = SORTS.get(column.sort, forms.TextInput)
    return forms.CharField(
        label=str(column.label), max_length=LONGEST_CELL, required=column.required, widget=widget
    )


def rows_to_choose(
    model: type[Entry], bureau: Bureau, column: Column | None = None
) -> list[tuple[str, str]]:
    """List the entries of another table that may be named."""
    rows = model._default_manager.filter(bureau=bureau)
    named = [(row.code, f"{row.name} ({row.code})") for row in rows]
    return named if column is None or column.required else [("", "–"), *named]


def shown(table: Table, row: Entry) -> dict[str, object]:
    """Write an entry as the form shows it at first."""
    facts: dict[str, object] = {"version": row.version}
    for column in table.columns:
        if column.sort == "flag" or column.name in table.class_lists:
            facts[column.name] = getattr(row, column.name)
        elif column.sort != "document":
            facts[column.name] = cell_of(table, row, column)
    return facts


def documents(table: Table, row: Entry | None) -> dict[str, object]:
    """Show the parts of an entry that are documents: a plan's levels, a type's questions."""
    if table.model is ResponsePlan:
        plan = row if isinstance(row, ResponsePlan) else None
        return {
            "levels": levels_shown(plan.level_plans() if plan else ()),
            "takings": takings_shown(plan.preemption_table() if plan else ()),
        }
    if table.model is IncidentType:
        kind = row if isinstance(row, IncidentType) else None
        return {"questions": questions_shown(kind.asks() if kind else ())}
    return {}


def documents_again(table: Table, post: QueryDict) -> dict[str, object]:
    """Show the documents as they were typed."""
    if table.model is ResponsePlan:
        return {"levels": levels_typed(post), "takings": takings_typed(post)}
    if table.model is IncidentType:
        return {"questions": [*questions_typed(post), *questions_shown(())]}
    return {}


def document_cells(table: Table, post: QueryDict) -> dict[str, str]:
    """Write the documents as typed the way a sheet would."""
    typed: Mapping[str, object] = {}
    if table.model is ResponsePlan:
        typed = documents_typed(post)
    elif table.model is IncidentType:
        typed = {"questions": [fields.document() for fields in questions_typed(post)]}
    return {name: json.dumps(value, ensure_ascii=False) for name, value in typed.items()}
