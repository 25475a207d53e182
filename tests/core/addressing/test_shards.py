"""A register parted by counties answers as if it lay in one index."""

import json
from pathlib import Path

import pytest

from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.holdings import Holdings
from tocsin.core.addressing.parting import parted
from tocsin.core.addressing.register import read_register
from tocsin.core.addressing.resolving import Resolver
from tocsin.core.addressing.shards import Shard, Shards, open_addresses, short_names, write_manifest
from tocsin.core.addressing.storage import UnusableIndex, save_index

COUNTIES = {
    "华亭市": (("安口镇", "东大街"), ("山寨乡", "峡口村")),
    "崇信县": (("锦屏镇", "东大街"), ("黄寨镇", "茜洼村")),
    "灵台县": (("中台镇", "西大街"), ("什字镇", "朝那村")),
}
LIMIT = 5


def rows():
    """A city of three counties, two of which have a street of one name, and a road through all."""
    yield ("city", "", "city", "平凉市", "106.6", "35.5", "")
    for number, (county, towns) in enumerate(COUNTIES.items()):
        lon = str(106.6 + number / 3)
        yield (county, "city", "county", county, lon, "35.2", "")
        for town, inside in towns:
            yield (town, county, "town", town, lon, "35.2", "")
            yield (town + inside, town, "street", inside, lon, "35.2", "")
            for door in range(1, 9):
                code = f"{town}{inside}{door}"
                yield (code, town + inside, "street_no", f"{door}号", lon, "35.2", "")
    yield ("through", "city", "street", "平凉大道", "107", "35.4", "")


REGISTER = read_register(rows())
SAID = (
    "华亭安口镇东大街3号",
    "崇信县锦屏东大街五号",
    "东大街3号",
    "峡口村7号",
    "灵台县什字镇朝那村2号斜对面",
    "西大街99号",
    "平凉大道",
    "平凉市",
    "崇信",
    "不知道在哪里",
    "",
)


@pytest.fixture(scope="module")
def whole() -> Resolver:
    return Resolver(build_index(REGISTER))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> str:
    made = tmp_path_factory.mktemp("shards")
    kept, pairs = [], []
    for number, part in enumerate(parted(REGISTER, 25)):
        (made / str(number)).mkdir()
        index = build_index(part.register)
        save_index(index, str(made / str(number)))
        kept.append((str(number), part.counties))
        pairs.append(index.gram_key)
    write_manifest(str(made), kept, Holdings.of(pairs), "pairs.npz")
    return str(made)


def test_each_county_lies_in_one_part_and_what_lies_in_none_in_its_own():
    parts = parted(REGISTER, 25)
    assert [part.counties for part in parts] == [("华亭市",), ("崇信县",), ("灵台县",), ()]
    held = [set(part.register.ids) for part in parts]
    assert set.union(*held) == set(REGISTER.ids)
    assert set.intersection(*held) == {"city"}
    assert held[-1] == {"city", "through"}
    assert parted(REGISTER, 10_000)[0].counties == tuple(COUNTIES)


@pytest.mark.parametrize("said", SAID)
def test_the_first_answer_is_that_of_one_index(said, whole, folder):
    alone, together = answer(whole, said, LIMIT), open_addresses(folder).answer(said, LIMIT)

    assert together.light is alone.light
    assert [one.code for one in together.answers[:1]] == [one.code for one in alone.answers[:1]]


def test_a_street_of_two_counties_is_sure_in_neither(folder):
    found = open_addresses(folder).answer("东大街3号", LIMIT)

    assert found.abstained
    assert {"安口镇东大街3", "锦屏镇东大街3"} <= {one.code for one in found.answers}


class Counting:
    """An index that counts how often it is asked."""

    def __init__(self, whole: Resolver) -> None:
        self.whole, self.asked = whole, 0

    def answer(self, text, limit=LIMIT):
        self.asked += 1
        return answer(self.whole, text, limit)

    def says_whole(self, text):
        return self.whole.says_whole(text)


@pytest.fixture
def counting() -> tuple[list[Counting], Shards]:
    parts = parted(REGISTER, 25)
    built = [build_index(part.register) for part in parts]
    each = [Counting(Resolver(index)) for index in built]
    shards = [
        Shard(short_names(part.counties), index) for part, index in zip(parts, each, strict=True)
    ]
    return each, Shards(tuple(shards), Holdings.of([index.gram_key for index in built]))


def test_only_the_county_that_is_named_is_asked_where_it_is_sure(counting):
    each, shards = counting
    shards.answer("华亭安口镇东大街3号")

    assert [one.asked for one in each] == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("安口镇东大街3号", [1, 0, 0, 1]),
        ("安扣镇东大街3号", [1, 0, 0, 1]),
        ("朝那村2号", [0, 0, 1, 1]),
        ("东大街3号", [1, 1, 0, 1]),
        ("kfc", [1, 1, 1, 1]),
        ("", [1, 1, 1, 1]),
    ],
)
def test_where_no_county_is_named_those_are_asked_that_know_the_words(said, asked, counting):
    each, shards = counting
    shards.answer(said)

    assert [one.asked for one in each] == asked


def test_a_folder_without_the_words_of_its_parts_is_told(folder, tmp_path):
    told = json.loads(Path(folder, "shards.json").read_text(encoding="utf-8"))
    (tmp_path / "shards.json").write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(UnusableIndex):
        open_addresses(str(tmp_path))


@pytest.mark.parametrize("told", ["{", "[]", '{"version": 0, "shards": []}', '{"version": 1}'])
def test_an_unusable_list_of_parts_is_told(told, tmp_path):
    (tmp_path / "shards.json").write_text(told, encoding="utf-8")
    with pytest.raises(UnusableIndex):
        open_addresses(str(tmp_path))
