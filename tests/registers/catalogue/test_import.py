"""Importing and exporting a table as a sheet."""

import pytest
from django.utils import translation

from tests import make, make_catalogue
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.catalogue.models import (
    ClockTarget,
    Disposition,
    Edition,
    HandoverTarget,
    IncidentType,
)
from tocsin.registers.catalogue.reference import built_in
from tocsin.registers.catalogue.services import ImportReport, import_sheet

pytestmark = pytest.mark.django_db
HEAD = ["code", "name_zh", "name_en", "incident_class", "priority", "response_plan"]
NEW = ["0499", "彩礼纠纷", "Dowry dispute", "04", "3", "dispute"]


@pytest.fixture(autouse=True)
def _loaded():
    make_catalogue.reference()
    with translation.override("en"):
        yield


def bring(*rows: list[str], table: str = "incident_types", **how: bool) -> ImportReport:
    return import_sheet(
        bureau=make.bureau(),
        actor=make.officer("admin"),
        at=make.NOON,
        table=table,
        cells=list(rows),
        **how,
    )


def acts() -> list[str]:
    return [str(e["action"]) for e in audit.trail(Edition.objects.get(bureau=make.bureau()))]


def refused(*rows: list[str], table: str = "incident_types") -> list[str]:
    with pytest.raises(catalogue.SheetHasErrors) as refusal:
        bring(*rows, table=table)
    return [f"{error.row}: {error.message}" for error in refusal.value.errors]


def test_new_row_is_added_as_the_bureaus_own_in_one_audited_act():
    report = bring(HEAD, NEW)

    assert (report.created, report.changed, report.stored) == (1, 0, True)
    dowry = IncidentType.objects.get(code="0499")
    assert dowry.edited_locally
    assert dowry.initials == "cljf"
    assert acts() == ["catalogue.loaded", "catalogue.imported"]


def test_imported_row_is_found_at_once():
    catalogue.types(make.bureau())

    bring(HEAD, NEW)

    assert catalogue.search_types(make.bureau(), "cljf")[0].code == "0499"


def test_changed_row_is_a_new_version_and_survives_the_next_load():
    bring(["code", "priority"], ["0203", "2"])
    make_catalogue.reference()

    noise = IncidentType.objects.get(code="0203")
    assert (noise.priority, noise.version, noise.edited_locally) == (2, 2, True)


def test_columns_that_the_sheet_leaves_out_stay_as_they_are():
    before = IncidentType.objects.get(code="0201")

    bring(["code", "name_en"], ["0201", "Brawl"])

    after = IncidentType.objects.get(code="0201")
    assert after.name_en == "Brawl"
    assert (after.questions, after.priority) == (before.questions, before.priority)


def test_row_can_be_retired_but_a_blank_cell_retires_nothing():
    bring(["code", "active"], ["no_trace", "否"], ["other", ""], table="dispositions")

    assert not Disposition.objects.get(code="no_trace").active
    assert Disposition.objects.get(code="other").active


def test_same_sheet_twice_changes_nothing_and_records_nothing():
    bring(HEAD, NEW)

    report = bring(HEAD, NEW)

    assert (report.created, report.changed, report.unchanged, report.stored) == (0, 0, 1, False)
    assert acts().count("catalogue.imported") == 1


def test_sheet_with_a_bad_row_loads_nothing_and_names_each_row():
    errors = refused(
        HEAD,
        NEW,
        ["0498", "", "No name", "04", "3", "dispute"],
        ["0497", "无", "No such plan", "04", "3", "fly"],
        ["0496", "优先级", "Priority", "04", "9", "dispute"],
        ["0501", "开锁", "Class", "04", "4", "help"],
    )

    assert errors == [
        "3: Column “Chinese name”: This must not be empty.",
        "4: Column “Plan code”: there is no “fly” in its table.",
        "5: Column “Priority”: A whole number from 1 to 4 is expected here.",
        "6: The code of a type must begin with that of its class, 04.",
    ]
    assert not IncidentType.objects.filter(code="0499").exists()
    assert acts() == ["catalogue.loaded"]


def test_partial_import_loads_the_good_rows_and_reports_the_others():
    report = bring(HEAD, NEW, ["0498", "", "", "04", "3", "dispute"], partial=True)

    assert (report.created, report.stored) == (1, True)
    assert [error.row for error in report.errors] == [3]
    assert IncidentType.objects.filter(code="0499").exists()


def test_dry_run_reports_everything_and_stores_nothing():
    stamp = Edition.objects.get().stamp

    report = bring(HEAD, NEW, ["0498", "", "", "04", "3", "dispute"], dry_run=True)

    assert (report.created, len(report.errors), report.stored) == (1, 1, False)
    assert not IncidentType.objects.filter(code="0499").exists()
    assert Edition.objects.get().stamp == stamp


def test_new_row_without_a_needed_column_is_refused():
    assert refused(["code", "priority"], ["0499", "3"]) == [
        "2: “0499” is new and needs the column “Chinese name”."
    ]


def test_code_that_appears_twice_is_refused():
    assert refused(HEAD, NEW, NEW) == [
        "2: The code “0499” stands in rows 2, 3. Keep one of them.",
        "3: The code “0499” stands in rows 2, 3. Keep one of them.",
    ]


def test_headings_are_known_in_both_languages_and_by_name():
    bring(["代码", "English name", "priority"], ["0201", "Brawl", "1"])

    fight = IncidentType.objects.get(code="0201")
    assert (fight.name_en, fight.priority) == ("Brawl", 1)


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (["code", "colour"], "The heading “colour” is not known"),
        (["code", "priority", "Priority"], "The column “Priority” is there twice"),
        (["priority", "name_en"], "the code among them"),
    ],
)
def test_sheet_with_wrong_headings_is_refused(head, sentence):
    with pytest.raises(catalogue.Malformed, match=sentence):
        bring(head, ["0201", "1", "1"])


def test_sheet_without_rows_is_refused():
    with pytest.raises(catalogue.Malformed, match="no rows"):
        bring(HEAD)


def test_unknown_table_is_refused_with_the_names_there_are():
    with pytest.raises(catalogue.UnknownTable, match="incident_types"):
        bring(HEAD, NEW, table="people")


@pytest.mark.parametrize("cell", ["\x00", "\ud800", "字" * 81])
def test_text_that_cannot_be_stored_is_refused(cell):
    assert len(refused(HEAD, ["0499", f"彩{cell}", "Dowry", "04", "3", "dispute"])) == 1


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("{", "not valid JSON"),
        ("[" * 50_000, "not valid JSON"),
        ('[{"id": "a", "zh": "甲", "en": "A", "kind": "song"}]', "is not one of"),
        ('[{"id": "a", "zh": "甲", "en": "A", "kind": "choice"}]', "Only a question with a list"),
        (
            '[{"id": "a", "zh": "甲", "en": "A", "kind": "yes_no", "raises_priority": [{"answer": "x", "to": 1}]}]',  # noqa: E501 - one document
            "an answer nobody can give",
        ),
        ('[{"id": "a", "zh": "甲", "en": "A", "kind": "text", "nationality": 1}]', "not known"),
        ("[1]", "named facts"),
        ("7", "A list is expected"),
    ],
)
def test_questions_that_make_no_sense_are_refused(cell, sentence):
    (error,) = refused(["code", "questions"], ["0201", cell])

    assert sentence in error


def test_plan_must_speak_for_every_level():
    (error,) = refused(
        ["code", "levels"], ["patrol", '[{"level": 1, "needs": []}]'], table="response_plans"
    )

    assert "levels 1 to 4" in error


def test_units_on_scene_can_never_be_taken_away():
    table = '[{"for_level": 1, "may_take_from_levels": [4], "while_status": ["on_scene"]}]'

    (error,) = refused(["code", "preemption"], ["patrol", table], table="response_plans")

    assert "on_scene" in error or "never taken away" in error


def test_code_of_a_target_follows_from_its_area_and_tier():
    (error,) = refused(
        ["code", "area_class", "tier", "seconds"],
        ["town_1", "town", "2", "60"],
        table="clock_targets",
    )

    assert "must be “town_2”" in error


def test_share_may_be_written_as_a_percentage():
    bring(["code", "seconds", "warn_share"], ["town_1", "90", "50%"], table="clock_targets")

    target = ClockTarget.objects.get(code="town_1")
    assert (target.seconds, target.warn_share, target.warn_seconds) == (90, 0.5, 45)


def test_disposition_for_an_unknown_class_is_refused():
    (error,) = refused(["code", "classes"], ["other", "03、77"], table="dispositions")

    assert "“77”" in error


def test_telephone_can_be_taken_away_again():
    bring(["code", "telephone"], ["power_company", ""], table="handovers")

    assert HandoverTarget.objects.get(code="power_company").telephone == ""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("table", [name for name, rows in built_in().items() if rows])
def test_exported_table_can_be_imported_and_changes_nothing(table, language):
    with translation.override(language):
        cells = catalogue.export_sheet(make.bureau(), table)
        report = bring(*cells, table=table)

    assert (report.created, report.changed, report.errors) == (0, 0, ())
    assert report.unchanged == len(cells) - 1


def test_posts_of_the_bureau_come_back_as_they_went_out():
    heads = ["code", "name_zh", "name_en", "lon", "lat", "held_from"]
    bring(heads, ["bridge", "东桥", "East", "106.65", "-35.2", "2"], table="stand_by_posts")

    cells = catalogue.export_sheet(make.bureau(), "stand_by_posts")

    assert bring(*cells, table="stand_by_posts").unchanged == 1


def test_export_keeps_retired_rows_and_says_so():
    bring(["code", "active"], ["no_trace", "no"], table="dispositions")

    cells = catalogue.export_sheet(make.bureau(), "dispositions")

    (row,) = [row for row in cells if row[0] == "no_trace"]
    assert row[cells[0].index("In use")] == "no"


def test_sheet_of_another_bureau_is_not_touched():
    other = make.bureau("620822")
    make_catalogue.reference(of=other)

    bring(["code", "priority"], ["0203", "2"])

    assert IncidentType.objects.get(bureau=other, code="0203").priority == 4
