import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.normalising import UNTOUCHED, RoadCodes, normalise, unified

CODES = RoadCodes.of(["g344", "g8513", "s203", "x061"])
PARTS = (
    "东华镇", "解放路", "安康小区", "峡口村", "五一路", "12号", "三号楼", "5栋", "2单元", "501室",
    "四社", "7组", "G344国道", "K3+500", "门牌七号", "华亭一中", "三公里", "十字路口", "八队",
    "16#",
)  # fmt: skip
SCRAPS = (
    *PARTS, "-", "/", " ", ",", "，", "#", "+", "公里", "社", "栋", "楼", "单", "一零一", "十",
    "路", "线", "的", "２", "①", "Ⅳ", "ﬁ", "單", "Landstr.", "Städtle", "FL-9490", "12a",
    "Nr. 7", "Ecke", "und", "St. Peter", "k12", "KFC", "дом", "のり", "عربي", "\u200b", "😀",
)  # fmt: skip
parts = st.sampled_from(PARTS)
said = st.lists(parts, max_size=6).map("".join)


mixed = st.lists(st.sampled_from(SCRAPS), max_size=9).map("".join)


TELLING = "十字路口处红绿灯交叉岔丁街巷道线的一二单元楼社组队号门牌公里国省县乡东华峡"
names = st.text(
    st.sampled_from(TELLING) | st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)
)


@settings(max_examples=400)
@given(names.map(plain))
def test_no_rule_is_about_words_that_are_left_as_they_are(name):
    assert not UNTOUCHED.fullmatch(name) or unified(f" {name}") == name


@settings(max_examples=400)
@given(said | mixed | st.text(max_size=40), st.sampled_from([CODES, RoadCodes()]))
def test_what_is_normal_already_stays_so(text, codes):
    once = normalise(text, codes)

    assert normalise(once, codes) == once


@given(mixed)
def test_no_script_is_too_strange_and_nothing_grows_without_bound(text):
    once = normalise(text, CODES)

    assert len(once) <= 8 * len(text) + 8
    assert once == normalise(once.upper(), CODES)


@given(said | st.text(max_size=40))
def test_what_is_normal_is_made_of_letters_figures_and_dashes(text):
    assert all(sign.isalnum() or sign == "-" for sign in normalise(text, CODES))


@given(said)
def test_width_and_blanks_do_not_matter(text):
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)

    assert normalise(f" {wide} ", CODES) == normalise(text, CODES)


@pytest.mark.parametrize("block", ["12栋", "12幢", "12#", "12#楼", "十二号楼", "12座", "１２号楼"])
def test_all_words_for_a_block_are_one(block):
    assert normalise(f"安康小区{block}") == "安康小区12号楼"


@pytest.mark.parametrize("group", ["三社", "3组", "三队", "第三小组", "3村民小组", "三生产队"])
def test_all_words_for_a_group_are_one(group):
    assert normalise(f"峡口村{group}") == "峡口村3社"


@pytest.mark.parametrize(
    "post",
    [
        "G344K2128+500",
        "国道344线2128公里500米",
        "344国道2128.5公里",
        "G344国道两千一百二十八公里加五百米处",
        "G3442128公里500米",
    ],
)
def test_all_words_for_a_kilometre_are_one(post):
    assert normalise(post, CODES) in {"g344k2128500", "g344国道k2128500"}


def test_the_longest_known_code_of_a_road_is_protected():
    assert normalise("G851394公里", CODES) == "g8513k0094000"
    assert normalise("县道61线3公里", CODES) == "x061k0003000"


@pytest.mark.parametrize(
    "name", ["五一路", "八一街", "第一中学", "三里铺社区", "七里村", "十里店", "百福巷"]
)
def test_numerals_in_names_stay_words(name):
    assert normalise(name) == name


def test_traditional_characters_become_simplified():
    assert normalise("東華鎮廣場路") == "东华镇广场路"


def test_a_door_that_has_several_numbers_is_no_room():
    assert normalise("荣昌大道389-399号") == "荣昌大道389-399号"
    assert normalise("荣昌苑3-501") == "荣昌苑3号楼501室"
