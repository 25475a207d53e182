"""Places are found by what callers say around their names."""

import pytest

from tests import make
from tocsin.registers.places import api as places
from tocsin.registers.places.wording import clauses, normalise


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ("G344大概9公里的地方", "g344k9"),
        ("G344 九公里处往前一点", "g344k9"),
        ("344国道9公里", "g344k9"),
        ("省道304线25公里", "s304k25"),
        ("G344 K9", "g344k9"),
    ],
)
def test_a_kilometre_of_a_road_is_one_however_it_is_said(said, post):
    assert normalise(said).startswith(post)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("邮局跟前", ["邮局"]),
        ("我也说不清在哪儿，能看见华亭煤矿", ["华亭煤矿"]),
        ("梅苑路，离商贸城不远", ["商贸城", "梅苑路"]),
        ("对面", []),
    ],
)
def test_what_is_said_around_a_name_is_left_out(said, names):
    assert clauses(said) == names


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("邮局斜对面", "L1"),
        ("我在商贸城往前走一点", "L2"),
        ("梅苑路，离商贸城不远", "L2"),
        ("G344大概9公里的地方", "K9"),
    ],
)
def test_a_place_is_found_beside_what_else_is_said(said, code):
    lon, lat = make.HERE
    bureau, admin = make.bureau(), make.officer("admin")
    marks = [places.NameRow("L1", "邮局", lon, lat), places.NameRow("L2", "商贸城", lon, lat)]
    places.load_landmarks(bureau=bureau, rows=marks, actor=admin, at=make.NOON)
    posts = [places.NameRow("K9", "G344 K9", lon, lat), places.NameRow("K10", "G344 K10", lon, lat)]
    places.load_kilometre_posts(bureau=bureau, rows=posts, actor=admin, at=make.NOON)

    assert places.suggest(make.bureau(), said)[0].code == code
