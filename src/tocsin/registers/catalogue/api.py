"""What other parts may ask of the catalogue.

Rows come from memory, shared between readers: read them, never change them.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue import finding, sheets
from tocsin.registers.catalogue.columns import Column
from tocsin.registers.catalogue.comparing import rows_by_code
from tocsin.registers.catalogue.errors import (
    Malformed,
    NoSuchType,
    RowError,
    SheetHasErrors,
    UnknownTable,
)
from tocsin.registers.catalogue.models import (
    ClockTarget,
    Disposition,
    Entry,
    HandoverTarget,
    IncidentClass,
    IncidentType,
    InvalidReason,
    KnowledgePage,
    ResponsePlan,
    StandByPost,
    UnitStatus,
)
from tocsin.registers.catalogue.plans import Need, PlanLevel, Preemption, Weights
from tocsin.registers.catalogue.queries import Catalogue, catalogue_of
from tocsin.registers.catalogue.questions import Question, Weighed, weigh
from tocsin.registers.catalogue.services import (
    ImportReport,
    LoadReport,
    import_sheet,
    load_reference,
)
from tocsin.registers.catalogue.states import AreaClass, Capability, UnitKind, Urgency
from tocsin.registers.catalogue.tables import TABLES, table_named

__all__ = [
    "AreaClass",
    "Capability",
    "Catalogue",
    "ClockTarget",
    "Disposition",
    "HandoverTarget",
    "ImportReport",
    "IncidentClass",
    "IncidentType",
    "InvalidReason",
    "KnowledgePage",
    "LoadReport",
    "Malformed",
    "Need",
    "NoSuchType",
    "PlanLevel",
    "Preemption",
    "Question",
    "ResponsePlan",
    "RowError",
    "SheetHasErrors",
    "StandByPost",
    "UnitKind",
    "UnitStatus",
    "UnknownTable",
    "Urgency",
    "Weighed",
    "Weights",
    "classes",
    "clock_targets",
    "columns_of",
    "dispositions",
    "export_sheet",
    "handovers",
    "import_sheet",
    "invalid_reasons",
    "knowledge_search",
    "load_reference",
    "plan_for",
    "preemption_for",
    "questions_for",
    "search_types",
    "stand_by_posts",
    "table_labels",
    "table_names",
    "type_by_code",
    "type_names",
    "types",
    "unit_statuses",
    "urgency_after",
]

Row = TypeVar("Row", bound=Entry)


def in_use(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Keep the rows that are not retired."""
    return tuple(row for row in rows if row.active)


def classes(bureau: Bureau) -> tuple[IncidentClass, ...]:
    """List the incident classes in use."""
    return in_use(catalogue_of(bureau.pk).classes)


def types(bureau: Bureau) -> tuple[IncidentType, ...]:
    """List the incident types in use."""
    return in_use(catalogue_of(bureau.pk).types)


def type_by_code(bureau: Bureau, code: str) -> IncidentType:
    """Find an incident type, a retired one too.

    Raises
    ------
    NoSuchType
        The bureau never had a type with this code.
    """
    for kind in catalogue_of(bureau.pk).types:
        if kind.code == code:
            return kind
    raise NoSuchType(
        _("There is no incident type “{code}”. Choose one from the list.").format(code=code[:20])
    )


def type_names(bureau: Bureau) -> Mapping[str, str]:
    """Name incident types by code in the reader's language, retired ones too."""
    return {kind.code: kind.name for kind in catalogue_of(bureau.pk).types}


def plan_for(kind: IncidentType, level: int) -> PlanLevel:
    """Return what the plan of a type needs at an urgency level from 1 to 4."""
    return next(part for part in kind.response_plan.level_plans() if part.level == level)


def preemption_for(kind: IncidentType, level: int) -> Preemption:
    """Return whom units may be taken from; without a row in the table, from nobody."""
    for row in kind.response_plan.preemption_table():
        if row.for_level == level:
            return row
    return Preemption(Urgency(level), frozenset(), frozenset())


def questions_for(kind: IncidentType) -> tuple[Question, ...]:
    """Return the questions that a type asks of the caller."""
    return kind.asks()


def urgency_after(kind: IncidentType, answers: Mapping[str, str]) -> Weighed:
    """Raise a type's usual urgency as far as the answers demand.

    Raises
    ------
    Malformed
        An answer does not fit its question.
    """
    return weigh(kind.asks(), answers, usual=kind.priority)


def clock_targets(bureau: Bureau, area_class: str) -> tuple[ClockTarget, ...]:
    """List the targets of one sort of area, first tier first."""
    found = in_use(catalogue_of(bureau.pk).clock_targets)
    return tuple(
        sorted((t for t in found if t.area_class == area_class), key=lambda target: target.tier)
    )


def dispositions(bureau: Bureau, *, incident_class: str = "") -> tuple[Disposition, ...]:
    """List how incidents may end; with a class, only those that fit it."""
    found = in_use(catalogue_of(bureau.pk).dispositions)
    return tuple(row for row in found if not incident_class or row.fits(incident_class))


def unit_statuses(bureau: Bureau) -> tuple[UnitStatus, ...]:
    """List what a unit may be doing."""
    return in_use(catalogue_of(bureau.pk).unit_statuses)


def invalid_reasons(bureau: Bureau) -> tuple[InvalidReason, ...]:
    """List why a call may need no action."""
    return in_use(catalogue_of(bureau.pk).invalid_reasons)


def handovers(bureau: Bureau) -> tuple[HandoverTarget, ...]:
    """List the desks and agencies that a call may be handed to."""
    return in_use(catalogue_of(bureau.pk).handovers)


def stand_by_posts(bureau: Bureau) -> tuple[StandByPost, ...]:
    """List where crews may stand by, those that are to be held first first."""
    found = in_use(catalogue_of(bureau.pk).posts)
    return tuple(sorted(found, key=lambda p: (p.held_from or 1_000, p.position, p.code)))


def search_types(bureau: Bureau, text: str, *, limit: int = 12) -> tuple[IncidentType, ...]:
    """Find types by Chinese, pinyin or its initials, English or code, closest first."""
    return tuple(finding.rank_types(types(bureau), text)[:limit])


def knowledge_search(bureau: Bureau, text: str, *, limit: int = 8) -> tuple[KnowledgePage, ...]:
    """Find knowledge pages that may answer an enquiry, the likeliest first."""
    pages = in_use(catalogue_of(bureau.pk).pages)
    return tuple(finding.rank_pages(pages, text)[:limit])


def table_names() -> tuple[str, ...]:
    """Name the tables that can be imported and exported."""
    return tuple(table.name for table in TABLES)


def table_labels() -> Mapping[str, str | Promise]:
    """Name the tables for people, by their names."""
    return {table.name: table.label for table in TABLES}


def columns_of(table: str) -> tuple[Column, ...]:
    """List the columns of a table, in the order of a sheet."""
    return table_named(table).columns


def export_sheet(bureau: Bureau, table: str) -> list[list[str]]:
    """Write a whole table, retired rows included, under headings in the reader's language."""
    found = table_named(table)
    rows = sorted(
        rows_by_code(found.model, bureau).values(), key=lambda row: (row.position, row.code)
    )
    return sheets.write_sheet(found, rows)
