"""Addresses in Latin letters, found by the same engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.addressing.registers import first
from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.normalising import normalise
from tocsin.core.addressing.register import read_register
from tocsin.core.addressing.resolving import Resolver

ROWS = [
    ("vaduz", "", "town", "Vaduz", "9.52", "47.14", ""),
    ("schaan", "", "town", "Schaan", "9.51", "47.16", ""),
    ("staedtle", "vaduz", "street", "Städtle", "9.522", "47.138", ""),
    ("staedtle-49", "staedtle", "street_no", "49", "9.5221", "47.138", ""),
    ("land", "vaduz", "street", "Landstrasse", "9.521", "47.141", ""),
    ("land-12", "land", "street_no", "12", "9.521", "47.1411", ""),
    ("land-12a", "land", "street_no", "12a", "9.521", "47.1412", ""),
    ("twin", "schaan", "street", "Landstrasse", "9.509", "47.166", ""),
    ("twin-12", "twin", "street_no", "12", "9.509", "47.167", ""),
    ("corner", "vaduz", "junction", "Landstrasse / Städtle", "9.52", "47.14",
     "Städtle / Landstrasse"),
    ("park", "vaduz", "street", "Am Park", "9.53", "47.15", ""),
    ("feld", "vaduz", "street", "Im Feld", "9.54", "47.15", ""),
    ("other-feld", "schaan", "street", "Feld", "9.50", "47.17", ""),
    ("park-7", "park", "street_no", "7", "9.53", "47.15", ""),
]  # fmt: skip
COUNTRY = Resolver(build_index(read_register(ROWS)))
WORDS = st.sampled_from(
    ["Landstr.", "Städtle", "Vaduz", "FL-9490", "12a", "Nr. 7", "Zoo", "Eck", "Ecke", ",", "und",
     "Straße", "Aeule", "queue", "Am Park", "3-5", "St. Peter", "k12", "东大街", "12"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Städtle 49, Vaduz", "staedtle-49"),
        ("Vaduz, Staedtle 49", "staedtle-49"),
        ("FL-9490 Vaduz Stadtle Nr. 49", "staedtle-49"),
        ("49 Städtle", "staedtle-49"),
        ("Landstrasse 12, Vaduz", "land-12"),
        ("Landstr. 12a, 9490 Vaduz", "land-12a"),
        ("12 A Landstraße Vaduz", "land-12a"),
        ("9494 Schaan, landstr 12", "twin-12"),
        ("Landstasse 12 Schaan", "twin-12"),
        ("Ecke Städtle, Landstrasse", "corner"),
        ("corner of Städtle and Landstrasse", "corner"),
        ("Am Park 7", "park-7"),
        ("Im Feld", "feld"),
        ("I am at Städtle 49, Vaduz", "staedtle-49"),
        ("opposite Städtle 49", "staedtle-49"),
    ],
)
def test_an_address_is_found_however_it_is_written(written, meant):
    assert answer(COUNTRY, written).answers[0].code == meant


def test_a_house_number_that_is_missing_stops_at_its_street():
    [found, *_] = COUNTRY.resolve("Städtle 51, Vaduz").found

    assert COUNTRY.index.id_of(found.node) == "staedtle"
    assert [number.key for number in found.walked.missing] == [51]


def test_letters_in_a_chinese_name_keep_their_weight():
    kiosk = ("kfc", "", "poi", "KFC", "106.65", "35.21", "")
    asked = Resolver(build_index(read_register([*ROWS, kiosk])))

    assert first(asked, "KFC楼下") == "kfc"


@given(st.lists(WORDS, max_size=7).map(" ".join))
def test_what_is_normal_already_stays_so(text):
    once = normalise(text)

    assert normalise(once) == once
