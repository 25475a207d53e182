from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.addressing.registers import county, first, resolver
from tocsin.core.addressing.answering import Question, answer, light_for
from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.confidence import Light
from tocsin.core.addressing.register import read_register
from tocsin.core.addressing.resolving import Resolver

COUNTY = resolver()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("东华镇解放路十二号安康小区三幢二单元501", "room"),
        ("安康小区3-2-501", "room"),
        ("安康3号楼", "building"),
        ("喂，我在华亭安口镇峡口村三组七号", "house"),
        ("峡口村三社李家门口", "group-3"),
        ("李家湾", "group-3"),
        ("峡口四队", "group-4"),
        ("解放路建行斜对面", "bank"),
        ("华亭一中", "school"),
        ("老一中门口", "school"),
        ("东大街和解放路十字路口", "crossing"),
        ("解放十字", "crossing"),
        ("G8513七十一公里往东", "post-71"),
        ("平绵高速8513线K72", "post-72"),
        ("G851372公里处", "post-72"),
    ],
)
def test_what_callers_say_leads_to_the_place(said, meant):
    assert first(COUNTY, said) == meant


@pytest.mark.parametrize("said", ["安抗小区", "安康晓区", "鞍康小区三号楼", "安康小小区"])
def test_a_name_misheard_or_mistyped_is_still_found(said):
    assert first(COUNTY, said) in {"estate", "building"}


def test_a_matching_number_never_outvotes_a_mismatching_name():
    streets = (
        ("s2", "town", "street", "建设路", "106.66", "35.21", ""),
        ("d2", "s2", "street_no", "88号", "106.66", "35.21", ""),
    )

    assert first(resolver(*streets), "解放路88号") in {"street", "twin"}


def test_signs_in_the_other_order_are_still_a_name():
    assert first(COUNTY, "康安小区3号楼") == "building"


def test_a_name_is_found_behind_that_of_a_county_that_stands_in_many_names():
    offices = [
        (f"o{number}", "long", "poi", f"天祝藏族自治县第{numeral}{kind}", "106.6", "35.2", "")
        for number, (numeral, kind) in enumerate(
            (numeral, kind) for numeral in "一二三四五六七八" for kind in ("小学", "中学", "医院")
        )
    ]
    county = ("long", "", "county", "天祝藏族自治县", "106.6", "35.2", "")
    shop = ("shop", "long", "poi", "宁庆手机店", "106.6", "35.2", "")

    assert first(resolver(county, shop, *offices), "天祝藏族自治县宁庆手机店") == "shop"


def test_a_village_whose_whole_name_is_a_common_word_is_found():
    bare = ("bare", "other", "village", "社区", "106.8", "35.2", "")

    assert first(resolver(bare), "安口镇社区") == "bare"


@pytest.mark.parametrize(
    ("said", "stops_at", "meant"),
    [
        ("安康小区3号楼2单元5501", "unit", "room"),
        ("安康小区3号楼2单元051室", "unit", "room"),
        ("安康小区33号楼", "estate", "building"),
        ("安康小区3号楼单元", "building", "unit"),
        ("峡口村组7号", "village", "house"),
    ],
)
def test_a_number_said_amiss_stops_and_what_it_may_have_been_is_among_the_five(
    said, stops_at, meant
):
    found = [COUNTY.index.id_of(one.node) for one in COUNTY.resolve(said).found]

    assert found[0] == stops_at
    assert meant in found[1:]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("安康小区3号楼单二元", "unit"),
        ("安康小区3号楼2单单元", "unit"),
        ("解放路门牌牌30号", "twins-door"),
        ("G851371宫里处", "post-71"),
    ],
)
def test_words_for_what_is_counted_may_be_misheard_and_mistyped(said, meant):
    assert first(COUNTY, said) == meant


def test_of_two_streets_of_one_name_the_one_that_has_the_number_is_meant():
    assert first(COUNTY, "解放路30号") == "twins-door"
    assert first(COUNTY, "解放路12号") == "door"


def test_a_missing_number_stops_at_its_parent_and_says_so():
    [found, *_] = COUNTY.resolve("安康小区3号楼9单元").found

    assert COUNTY.index.id_of(found.node) == "building"
    assert [number.key for number in found.walked.missing] == [9]


def test_a_number_behind_words_that_nobody_knows_is_not_that_of_the_street():
    assert first(resolver(without=frozenset({"estate"})), "东华镇解放路幸福花园12号") != "door"


@pytest.mark.parametrize(
    "said", ["安口镇不知道", "安口镇老王家", "安口镇那个新开的饭馆", "安口镇我也说不清楚"]
)
def test_words_that_nobody_knows_in_a_town_lead_to_the_town(said):
    # Signs of the words stand in names of the town, too few of them to mean one.
    hamlet = ("hamlet", "village", "group", "五社", "106.82", "35.26", "老胡家|新馆")
    quarter = ("quarter", "other", "village", "安口社区", "106.8", "35.25", "")

    answered = answer(resolver(hamlet, quarter), said)

    assert answered.answers[0].code == "other"
    assert answered.answers[0].place.radius_metres > 1000
    assert answered.light is Light.AMBER
    assert answered.question is Question.WHICH_NAME


def test_unknown_words_lead_to_the_town_however_many_of_its_places_share_a_sign():
    shops = [
        (f"shop-{number}", "other", "poi", f"安口镇{first}家{kind}", "106.80", "35.25", "")
        for number, (first, kind) in enumerate(
            [("老", "酒馆"), ("王", "饭店"), ("老", "茶楼"), ("王", "药房"), ("老", "面馆")]
        )
    ]
    main = ("main", "other", "street", "安口街", "106.80", "35.25", "")

    answered = answer(resolver(main, *shops), "安口镇那个不知道的地方")

    assert answered.answers[0].code == "other"
    assert answered.light is Light.AMBER


def test_name_of_a_town_is_the_town_before_the_street_that_is_called_after_it():
    street = ("main", "other", "street", "安口街", "106.80", "35.25", "")

    found = resolver(street).resolve("安口镇").found

    index = resolver(street).index
    assert index.id_of(found[0].node) == "other"
    assert first(resolver(street), "安口镇安口街") == "main"


def test_places_that_the_words_name_equally_are_asked_about_however_sure_each_is():
    answered = answer(COUNTY, "解放路")

    assert [one.code for one in answered.answers[:2]] == ["street", "twin"]
    assert [one.found.alike for one in answered.answers[:2] if one.found] == [1, 1]
    assert answered.confidence > 0.9
    assert answered.light is Light.AMBER
    assert answered.question is Question.WHICH_OF_THESE
    sure = replace(answered.answers[0], confidence=1.0)
    assert light_for(sure) is Light.AMBER
    assert answer(COUNTY, "东华镇解放路").light is Light.GREEN


def test_an_empty_register_finds_nothing():
    assert Resolver(build_index(read_register([]))).resolve("解放路").found == []


@settings(max_examples=300)
@given(
    st.text(max_size=200)
    | st.text(alphabet="解放路安康小区三十二号单元楼社K+-#0123459 ", max_size=80)
)
def test_whatever_is_said_is_answered_without_a_fault(text):
    found = COUNTY.resolve(text).found

    assert len(found) <= 5
    assert all(0 <= one.confidence <= 1 for one in found)
    # The rooms that were used while resolving are clean again.
    assert (COUNTY._row_of == -1).all()


@given(st.permutations(range(6)))
def test_the_order_of_unrelated_rows_does_not_matter(order):
    shops = [
        (f"shop{n}", "street", "poi", f"{name}超市", "106.65", "35.21", "")
        for n, name in enumerate("天地人和春秋")
    ]

    assert first(resolver(*(shops[n] for n in order)), "人超市解放路") == "shop2"


def test_every_registered_name_finds_its_place():
    index = county()
    asked = Resolver(index)
    for node in np.unique(index.form_node):
        text = "".join(index.name_of(one) for one in reversed(index.path_of(int(node))))
        assert first(asked, text) == index.id_of(int(node))


def test_a_hamlet_nobody_recorded_leads_to_its_village_and_the_groups_without_a_name():
    found = [COUNTY.index.id_of(one.node) for one in COUNTY.resolve("峡口村赵家塬").found]

    assert found[:2] == ["village", "group-4"]
    assert "group-3" not in found
