"""What is known beside the words decides between places of one name, and only between those."""

import numpy as np
import pytest

from tests.core.addressing.registers import resolver
from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.priors import Circumstances, Favour, told, worth
from tocsin.core.geo import Point

IN_TOWN, IN_OTHER_TOWN = Point(106.651, 35.211), Point(106.801, 35.251)
AROUND_OTHER = np.array([[106.79, 35.24], [106.81, 35.24], [106.81, 35.26], [106.79, 35.26]])


def first(words: str, here: Circumstances) -> str:
    return answer(resolver(), words, here=here).answers[0].code


@pytest.mark.parametrize(
    ("here", "code"),
    [
        (Circumstances(caller=IN_TOWN, caller_metres=300.0), "street"),
        (Circumstances(caller=IN_OTHER_TOWN, caller_metres=300.0), "twin"),
        (Circumstances(beat=(AROUND_OTHER,)), "twin"),
        (Circumstances(incidents=(IN_OTHER_TOWN,)), "twin"),
        (Circumstances(incidents=(IN_TOWN,)), "street"),
    ],
)
def test_of_two_streets_of_one_name_the_likelier_comes_first(here, code):
    assert first("解放路", here) == code


def test_a_name_that_was_said_outweighs_all_of_it():
    here = Circumstances(IN_OTHER_TOWN, 300.0, (AROUND_OTHER,), (IN_OTHER_TOWN,))
    assert first("东华镇解放路", here) == "street"


def test_a_caller_seen_roughly_favours_all_within_that_distance():
    index = resolver().index
    nodes = np.array([3, 4])
    roughly = worth(Circumstances(caller=IN_TOWN, caller_metres=30_000.0), index, nodes)
    assert roughly[0] == roughly[1] > 0


def test_what_speaks_for_a_place_is_told():
    here = Circumstances(IN_OTHER_TOWN, 300.0, (AROUND_OTHER,), (IN_OTHER_TOWN,))
    assert told(here, IN_OTHER_TOWN) == tuple(Favour)
    assert told(here, IN_TOWN) == ()
