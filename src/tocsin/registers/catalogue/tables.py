"""The tables of the catalogue and their columns, in the order in which they are loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.registers.catalogue import columns as c
from tocsin.registers.catalogue.errors import UnknownTable
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
from tocsin.registers.catalogue.states import AreaClass, HandoverKind, NextStep

LONGEST_CODE, LONGEST_TYPE_CODE = 24, 8
NAMES = (
    c.words_column("name_zh", gettext_lazy("Chinese name"), longest=80),
    c.words_column("name_en", gettext_lazy("English name"), longest=120),
)
STANDING = (
    c.whole_column(
        "position", gettext_lazy("Place in the list"), least=0, most=30000, required=False
    ),
    c.flag_column("active", gettext_lazy("In use")),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rows, its own columns, and what ties them to other tables.

    ``references`` are columns that name a row of another table, ``class_lists`` those that list
    incident classes, ``code_of`` those whose values joined must be the code.
    """

    name: str
    label: str | Promise
    model: type[Entry]
    own: tuple[c.Column, ...] = ()
    longest_code: int = LONGEST_CODE
    references: Mapping[str, type[Entry]] = field(default_factory=dict)
    class_lists: tuple[str, ...] = ()
    code_of: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[c.Column, ...]:
        """All columns, in the order of a sheet."""
        code = c.words_column("code", gettext_lazy("Code"), longest=self.longest_code)
        return (code, *NAMES, *self.own, *STANDING)


TABLES = (
    Table("incident_classes", gettext_lazy("Incident classes"), IncidentClass),
    Table(
        "response_plans",
        gettext_lazy("Response plans"),
        ResponsePlan,
        (
            c.levels_column("levels", gettext_lazy("Needs by level")),
            c.preemption_column("preemption", gettext_lazy("Pre-emption table")),
        ),
    ),
    Table(
        "incident_types",
        gettext_lazy("Incident types"),
        IncidentType,
        (
            c.words_column("incident_class", gettext_lazy("Class code"), longest=40),
            c.whole_column("priority", gettext_lazy("Priority"), least=1, most=4),
            c.flag_column("life_risk", gettext_lazy("Life at risk")),
            c.words_column("response_plan", gettext_lazy("Plan code"), longest=40),
            c.list_column("match_words", gettext_lazy("Words for matching")),
            c.questions_column("questions", gettext_lazy("Questions")),
        ),
        LONGEST_TYPE_CODE,
        references={"incident_class": IncidentClass, "response_plan": ResponsePlan},
    ),
    Table(
        "dispositions",
        gettext_lazy("Dispositions"),
        Disposition,
        (
            c.flag_column("needs_reason", gettext_lazy("Needs a reason")),
            c.list_column("classes", gettext_lazy("For classes")),
        ),
        class_lists=("classes",),
    ),
    Table(
        "unit_statuses",
        gettext_lazy("Unit statuses"),
        UnitStatus,
        (
            c.flag_column("can_be_sent", gettext_lazy("Can be sent")),
            c.flag_column("on_duty", gettext_lazy("On duty")),
            c.flag_column("needs_reason", gettext_lazy("Needs a reason")),
        ),
    ),
    Table(
        "invalid_reasons",
        gettext_lazy("Reasons a call needs no action"),
        InvalidReason,
        (
            c.choice_column("next_step", gettext_lazy("Next step"), NextStep),
            c.flag_column("needs_reason", gettext_lazy("Needs a reason")),
        ),
    ),
    Table(
        "handovers",
        gettext_lazy("Desks and agencies"),
        HandoverTarget,
        (
            c.choice_column("kind", gettext_lazy("Desk or agency"), HandoverKind),
            c.words_column("telephone", gettext_lazy("Telephone"), longest=20, required=False),
        ),
    ),
    Table(
        "knowledge",
        gettext_lazy("Knowledge pages"),
        KnowledgePage,
        (
            c.words_column("body_zh", gettext_lazy("Chinese text"), longest=2000),
            c.words_column("body_en", gettext_lazy("English text"), longest=4000),
            c.words_column("check_zh", gettext_lazy("To check locally, in Chinese"), longest=200),
            c.words_column("check_en", gettext_lazy("To check locally, in English"), longest=400),
            c.list_column("keywords_zh", gettext_lazy("Chinese keywords")),
            c.list_column("keywords_en", gettext_lazy("English keywords")),
            c.words_column("handover", gettext_lazy("Handover code"), longest=40, required=False),
        ),
        references={"handover": HandoverTarget},
    ),
    Table(
        "clock_targets",
        gettext_lazy("Response-time targets"),
        ClockTarget,
        (
            c.choice_column("area_class", gettext_lazy("Area"), AreaClass),
            c.whole_column("tier", gettext_lazy("Tier"), least=1, most=3),
            c.whole_column("seconds", gettext_lazy("Seconds"), least=1, most=86400),
            c.share_column("warn_share", gettext_lazy("Warn after this share")),
        ),
        code_of=("area_class", "tier"),
    ),
    Table(
        "stand_by_posts",
        gettext_lazy("Stand-by posts and compliance table"),
        StandByPost,
        (
            c.degrees_column("lon", gettext_lazy("Longitude"), most=180),
            c.degrees_column("lat", gettext_lazy("Latitude"), most=90),
            c.whole_column(
                "held_from", gettext_lazy("Held from so many idle crews on"), least=0, most=99
            ),
        ),
    ),
)
BY_NAME = {table.name: table for table in TABLES}


def table_named(name: str) -> Table:
    """Find a table, or say which tables there are."""
    if name not in BY_NAME:
        raise UnknownTable(
            _("There is no table “{name}”. The tables are: {names}.").format(
                name=name[:40], names=", ".join(BY_NAME)
            )
        )
    return BY_NAME[name]
