from tests.core.addressing.registers import county
from tocsin.core.addressing.answering import answer_with_changes
from tocsin.core.addressing.changing import Change, Changes
from tocsin.core.addressing.confidence import Light
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


def test_numbered_places_below_a_renamed_one_are_found_by_its_new_name_at_once():
    estate = ("estate", "door", "compound", "幸福花园", "106.652", "35.212", "")
    changes = changed(Change("estate", estate))
    answered = answer_with_changes(
        Resolver(INDEX), changes, changes.resolver(), "幸福花园3号楼2单元501"
    )

    assert answered.answers[0].code == "room"
    assert answered.answers[0].text == "华亭市东华镇解放路12号幸福花园3号楼2单元501室"


def test_a_place_below_a_renamed_one_that_is_found_by_the_old_name_is_told_with_the_new_one():
    street = ("street", "town", "street", "长征路", "106.651", "35.211", "")
    changes = changed(Change("street", street))
    answered = answer_with_changes(Resolver(INDEX), changes, changes.resolver(), "安康小区")

    assert answered.answers[0].text == "华亭市东华镇长征路12号安康小区"


def test_another_name_opens_what_lies_below_at_once():
    street = ("street", "town", "street", "解放路", "106.651", "35.211", "老街")
    answered = answer_with_changes(
        Resolver(INDEX),
        changes := changed(Change("street", street)),
        changes.resolver(),
        "老街安康小区3号楼",
    )

    assert (answered.answers[0].code, answered.light) == ("building", Light.GREEN)
    assert answered.answers[0].text == "华亭市东华镇解放路12号安康小区3号楼"


def test_another_name_does_not_make_sure_what_fits_as_well_elsewhere():
    estate = ("estate", "door", "compound", "安康小区", "106.652", "35.212", "峡口村")

    answered = asked(changed(Change("estate", estate)), "峡口村3社")

    assert answered[0] == "group-3"


def test_what_is_gone_below_another_name_is_not_found():
    street = ("street", "town", "street", "解放路", "106.651", "35.211", "老街")
    changes = changed(Change("street", street), Change("estate"))

    assert "building" not in asked(changes, "老街安康小区3号楼")


def test_a_numbered_place_that_is_gone_is_not_found_below_a_renamed_one():
    estate = ("estate", "door", "compound", "幸福花园", "106.652", "35.212", "")
    gone = Change("room")

    assert asked(changed(Change("estate", estate), gone), "幸福花园3-2-501")[0] != "room"


def test_every_id_leads_to_its_place_and_no_other_to_any():
    assert [INDEX.node_of(INDEX.id_of(node)) for node in range(INDEX.node_count)] == list(
        range(INDEX.node_count)
    )
    assert INDEX.node_of("nowhere") == -1
