from tests.core.addressing.registers import county
from tocsin.core.addressing.answering import answer_with_changes
from tocsin.core.addressing.changing import Change, Changes
from tocsin.core.addressing.resolving import Resolver

INDEX = county()


def asked(changes: Changes, text: str) -> list[str]:
    answered = answer_with_changes(Resolver(INDEX), changes, changes.resolver(), text)
    return [one.code for one in answered.answers]


def changed(*some: Change) -> Changes:
    changes = Changes(INDEX)
    changes.add(some)
    return changes


def test_without_changes_the_index_answers_alone():
    assert asked(changed(), "安康小区3号楼")[0] == "building"


def test_a_new_place_is_found_with_what_it_lies_in():
    shop = ("shop", "door", "poi", "春明超市", "106.652", "35.211", "")

    assert asked(changed(Change("shop", shop)), "解放路春明超市")[0] == "shop"


def test_a_renamed_place_is_found_by_its_new_name_alone():
    estate = ("estate", "door", "compound", "幸福花园", "106.652", "35.212", "")
    changes = changed(Change("estate", estate))

    assert asked(changes, "幸福花园")[0] == "estate"
    assert "estate" not in asked(changes, "安康小区")


def test_a_place_that_is_gone_is_not_answered_nor_what_lies_in_it():
    answers = asked(changed(Change("estate")), "安康小区3号楼")

    assert not {"estate", "building", "unit"}.intersection(answers)


def test_the_later_change_of_a_place_counts():
    school = ("school", "street", "poi", "第二小学", "106.653", "35.211", "")
    changes = changed(Change("school"), Change("school", school))

    assert asked(changes, "第二小学")[0] == "school"
