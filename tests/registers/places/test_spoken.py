"""Places are found by what callers say around their names."""

import pytest

from tests import make
from tocsin.registers.places import api as places


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
