"""Places are offered while one types, in characters, in pinyin or by first letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.addressing.registers import county
from tocsin.core.addressing.index import NONE
from tocsin.core.addressing.priors import NOTHING, Circumstances
from tocsin.core.addressing.typeahead import Typing
from tocsin.core.geo import Point

MORE = [(f"door-{n}", "twin", "street_no", f"{n}号", "106.8", "35.25", "") for n in range(120, 131)]
TYPING = Typing.over(county(*MORE))
INDEX = TYPING.index


def offered(typed: str, limit: int = 8, here: Circumstances = NOTHING) -> list[str]:
    return [INDEX.id_of(one.node) for one in TYPING.complete(typed, limit, here)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("xkc", "village"),
        ("xiak", "village"),
        ("xiakoucun", "village"),
        ("xk村", "village"),
        ("峡kou", "village"),
        ("akzxk", "village"),
        ("xkc3s", "group-3"),
        ("峡口村3s7h", "house"),
        ("峡口村三社七号", "house"),
        ("akxq3hl2dy501", "room"),
        ("dhzjfl12", "door"),
        ("ljw", "group-3"),
        ("lyz", "school"),
        ("g8513k71", "post-71"),
    ],
)
def test_a_place_is_offered_by_what_of_it_was_typed(typed, code):
    assert offered(typed)[0] == code


def test_a_number_that_may_go_on_offers_those_that_begin_so():
    assert offered("jfl12")[:2] == ["door", "door-120"]
    assert "door-129" in offered("jfl12", 20)


def test_numbers_that_go_on_ascend():
    here = Circumstances(incidents=(Point(106.8, 35.2501),))
    assert offered("jfl12", 6, here=here)[2:] == [f"door-{n}" for n in range(121, 125)]


def test_a_number_with_its_word_goes_on_no_further():
    assert offered("jfl12h") == ["door"]


def test_of_two_streets_of_one_name_the_likelier_comes_first():
    here = Circumstances(caller=Point(106.801, 35.251), caller_metres=300.0)
    assert offered("jfl", 2) == ["street", "twin"]
    assert offered("jfl", 2, here=here) == ["twin", "street"]


def test_what_lies_elsewhere_is_not_offered_below_a_town():
    assert offered("akzaksq") == []
    assert "estate" not in offered("安口镇安康")


def test_no_more_are_offered_than_asked_for():
    assert len(offered("jfl12", 3)) == 3


@given(st.text(max_size=60) | st.text("东大街峡口村adkxc0123456789号楼", max_size=60))
def test_whatever_is_typed_is_answered_by_places_of_the_register(typed):
    found = TYPING.complete(typed)
    assert len(found) <= 8
    assert all(NONE < one.node < INDEX.node_count and one.left >= 0 for one in found)
