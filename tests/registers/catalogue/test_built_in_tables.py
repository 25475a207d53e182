"""The unofficial set that comes with the system."""

import json
import re
from typing import Any

import pytest

from tocsin.registers.catalogue.plans import read_levels
from tocsin.registers.catalogue.questions import read_questions
from tocsin.registers.catalogue.reference import FOLDER, built_in
from tocsin.registers.catalogue.states import AreaClass, UnitKind, Urgency

CHINESE = re.compile("[\u4e00-\u9fff]")
PROMISED = {
    "01": 4,
    "02": 3,
    "03": 4,
    "04": 5,
    "05": 5,
    "06": 5,
    "07": 1,
    "08": 2,
    "09": 1,
    "10": 4,
}
CATEGORIES_OF_PEOPLE = re.compile(
    "少数民族|民族|宗教|信教|信仰|精神病|艾滋|上访户|重点人员|前科|刑满|流动人口|农民工|"
    "ethnic|religio|believer|mentally|migrant|ex-convict|petitioner|person of interest"
)


def rows(table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in built_in()[table]]


def test_set_holds_ten_classes_and_more_than_eighty_types_the_promised_ones_among_them():
    codes = [kind["code"] for kind in rows("incident_types")]

    assert len(rows("incident_classes")) == 10
    assert len(codes) == len(set(codes)) >= 80
    for incident_class, number in PROMISED.items():
        promised = {f"{incident_class}{serial:02}" for serial in range(1, number + 1)}
        assert promised <= set(codes)


def test_each_class_has_types_and_each_type_begins_with_its_class():
    classes = {row["code"] for row in rows("incident_classes")}

    assert {kind["incident_class"] for kind in rows("incident_types")} == classes
    assert all(
        kind["code"].startswith(kind["incident_class"]) and len(kind["code"]) == 4
        for kind in rows("incident_types")
    )


def test_each_type_has_a_plan_words_to_match_and_something_to_ask():
    plans = {plan["code"] for plan in rows("response_plans")}

    for kind in rows("incident_types"):
        assert kind["response_plan"] in plans
        assert kind["match_words"]
        assert kind["questions"]


def test_no_plan_is_idle():
    used = {kind["response_plan"] for kind in rows("incident_types")}

    assert used == {plan["code"] for plan in rows("response_plans")}


def test_types_with_life_at_risk_start_at_the_most_urgent_level():
    assert {kind["priority"] for kind in rows("incident_types") if kind["life_risk"]} == {1}


def test_a_question_raises_a_type_only_above_its_usual_urgency():
    for kind in rows("incident_types"):
        for question in read_questions(kind["questions"]):
            assert all(rule.to < kind["priority"] for rule in question.raises_priority)


def test_every_plan_asks_for_help_at_every_level_and_more_when_it_is_more_urgent():
    for plan in rows("response_plans"):
        sizes = [sum(need.number for need in level.needs) for level in read_levels(plan["levels"])]
        assert len(sizes) == len(Urgency)
        assert min(sizes) >= 1
        assert sizes == sorted(sizes, reverse=True), plan["code"]


def test_a_partner_is_always_called_for_something_it_can_do():
    for plan in rows("response_plans"):
        for level in read_levels(plan["levels"]):
            for need in level.needs:
                assert need.capabilities or need.kinds != (UnitKind.PARTNER,)


@pytest.mark.parametrize("table", built_in())
def test_every_name_is_there_in_chinese_and_in_english(table):
    for row in rows(table):
        assert CHINESE.search(row["name_zh"])
        assert not CHINESE.search(row["name_en"])


def test_knowledge_pages_say_what_the_bureau_must_check_and_whom_to_turn_to():
    targets = {target["code"] for target in rows("handovers")}

    assert len(rows("knowledge")) >= 25
    for page in rows("knowledge"):
        assert "本局核对" in page["check_zh"]
        assert "checked by the bureau" in page["check_en"]
        assert page["handover"] in targets
        assert page["keywords_zh"]
        assert page["keywords_en"]


def test_clock_targets_grow_from_tier_to_tier_in_each_area():
    for area in AreaClass:
        seconds = [
            row["seconds"]
            for row in sorted(rows("clock_targets"), key=lambda row: row["tier"])
            if row["area_class"] == area
        ]
        assert len(seconds) == 3
        assert seconds == sorted(set(seconds))
    town = [row["seconds"] for row in rows("clock_targets") if row["area_class"] == "town"]
    assert town == [60, 180, 300]


def test_dispositions_name_only_known_classes():
    classes = {row["code"] for row in rows("incident_classes")}

    assert {code for row in rows("dispositions") for code in row["classes"]} <= classes


def test_every_file_says_that_it_is_unofficial():
    files = list(FOLDER.glob("*.json"))

    assert len(files) == 8
    for file in files:
        note = json.loads(file.read_text(encoding="utf-8"))["note"]
        assert "Unofficial" in note
        assert "非官方" in note


def test_set_has_no_category_of_people():
    for file in FOLDER.glob("*.json"):
        assert not CATEGORIES_OF_PEOPLE.search(file.read_text(encoding="utf-8").lower())
