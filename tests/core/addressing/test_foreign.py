"""What foreign visitors say, in English or in pinyin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.addressing.registers import resolver
from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.foreign import is_foreign
from tocsin.core.addressing.relative import Relation

COUNTY = resolver(
    ("east", "town", "street", "东大街", "106.655", "35.215", ""),
    ("east-12", "east", "street_no", "12号", "106.6551", "35.215", ""),
    ("east-bank", "east", "poi", "中国建设银行华亭东大街支行", "106.6552", "35.215", ""),
    ("hospital", "street", "poi", "华亭市人民医院", "106.654", "35.211", ""),
    ("hotel", "street", "poi", "龙兴酒店", "106.6545", "35.211", ""),
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Dongda Jie 12", "east-12"),
        ("12 Dongda Street", "east-12"),
        ("No. 12, Dongdajie, Donghua Town", "east-12"),
        ("dong da jie shi er hao", "east-12"),
        ("Dōngdàjiē 12 hào", "east-12"),
        ("Huating No.1 Middle School", "school"),
        ("Hi, I'm at the First Middle School of Huating, please hurry!", "school"),
        ("opposite Construction Bank on Dongdajie", "east-bank"),
        ("Dongdda Jie 12", "east-12"),
        ("12 Dongda Steet", "east-12"),
        ("Longxing Hotel on Jiefang Road", "hotel"),
        ("Room 501, Unit 2, Building 3, Ankang Residential Area", "room"),
        ("an kang xiao qu san hao lou er dan yuan wu ling yi", "room"),
        ("Group 3, Xiakou Village, Ankou Town", "group-3"),
        ("corner of Jiefang Road and Dongda Street", "crossing"),
        ("G8513 km 71", "post-71"),
        ("kilometre 72 of G8513 Expressway", "post-72"),
    ],
)
def test_a_visitor_is_understood(said, meant):
    assert answer(COUNTY, said).answers[0].code == meant


@pytest.mark.parametrize(
    ("said", "relation", "metres"),
    [
        ("opposite Huating People's Hospital", Relation.OPPOSITE, None),
        ("behind the hospital", Relation.BEHIND, None),
        ("between Jiefang Lu and Dongda Jie", Relation.BETWEEN, None),
        ("200 meters east of Huating People's Hospital", Relation.TOWARDS, 200.0),
        ("Jiefang Road towards Ankou 300 m", Relation.TOWARDS, 300.0),
        ("in front of Ankang Residential Area", Relation.IN_FRONT, None),
        ("near Xiakou Village", Relation.NEAR, None),
    ],
)
def test_how_the_place_lies_is_understood_too(said, relation, metres):
    answered = answer(COUNTY, said)

    assert (answered.said.relation, answered.said.metres) == (relation, metres)


def test_words_that_nobody_knows_make_no_answer_sure():
    assert answer(COUNTY, "Snow Lotus Hotel").abstained


@pytest.mark.parametrize("said", ["东大街12号", "KFC楼下", "G344国道k3+500", "12-3-501", ""])
def test_a_chinese_caller_is_not_taken_for_a_visitor(said):
    assert not is_foreign(said)


@settings(max_examples=60)
@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz '.,#0123456789-/&", max_size=150)
    | st.lists(
        st.sampled_from(
            ["opposite", "between", "and", "No.", "12", "Building", "yi", "shi", "hao", "lou", ",",
             "dong", "xian", "Street", "corner of", "towards", "m", "first", "middle school", "#"]
        ),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
def test_whatever_a_visitor_says_is_answered_without_a_fault(said):
    assert len(answer(COUNTY, said).answers) <= 5
