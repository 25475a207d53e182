"""Another name of a place tells of the place alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.addressing.aliases import FAMILIES, Unfit, name_key, other_name

HOUSEHOLDS = ["家", "家门口", "家院子里", "家屋后", "家老宅", "家大门", "家隔壁", "家的房子"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("喂，我在老供销社这里", "老供销社"),
        ("东门老汽车站门口", "东门老汽车站"),
        ("李家沟", "李家沟"),
        ("彭家驾校门口", "彭家驾校"),
        ("一中家属院", "一中家属院"),
        ("老KTV楼下", "老KTV"),
        ("12-3-1201", "12-3-1201"),
    ],
)
def test_the_name_is_left_of_what_was_said(text, words):
    assert other_name(text) == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("峡口村三社李家门口", Unfit.TELLS_OF_PEOPLE),
        ("他妈妈那里", Unfit.TELLS_OF_PEOPLE),
        ("王师傅修车铺", Unfit.TELLS_OF_PEOPLE),
        ("东街 138 0013 8000", Unfit.FIGURES_OF_PEOPLE),
        ("一三八零零一三八零零零", Unfit.FIGURES_OF_PEOPLE),
        ("车牌甘L12345", Unfit.FIGURES_OF_PEOPLE),
        ("建行斜对面", Unfit.SAYS_WHERE),
        ("老桥往东二百米", Unfit.SAYS_WHERE),
        ("有人打架，快到老桥来", Unfit.SENTENCE),
        ("喂，在", Unfit.NOTHING_LEFT),
        ("老" * 31, Unfit.TOO_LONG),
    ],
)
def test_what_is_no_name_of_a_place_is_refused_with_its_reason(text, why):
    assert other_name(text) is why


@given(
    st.sampled_from(FAMILIES),
    st.text("小明丽强芳军", max_size=2),
    st.sampled_from(HOUSEHOLDS),
    st.sampled_from(["", "老", "三社", "东街老"]),
)
def test_the_home_of_a_family_is_never_a_name(family, given_name, household, before):
    assert other_name(before + family + given_name + household) is Unfit.TELLS_OF_PEOPLE


@given(st.text(max_size=80))
def test_whatever_is_said_a_name_is_short_and_holds_no_telephone(text):
    name = other_name(text)
    if not isinstance(name, Unfit):
        assert len(name_key(name)) >= 2
        assert len(name) <= 30
        assert not any(name[at : at + 7].isdecimal() for at in range(len(name) - 6))


@given(st.text("老供销社ＫＴＶktv 　.", min_size=1, max_size=12))
def test_the_same_name_has_one_key_however_it_is_written(text):
    assert name_key(name_key(text)) == name_key(text) == name_key(f" {text.upper()}。")
