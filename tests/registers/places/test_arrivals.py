"""Places on their way into the register: sorted, weighed, asked about, let in."""

from uuid import uuid4

import pytest

from tests import make, make_places
from tocsin.core.addressing.gathering import Gathered, gather
from tocsin.kernel.audit import api as audit
from tocsin.registers.places import api as places
from tocsin.registers.places.models import Address, ArrivalPair, Division, PlaceName

pytestmark = pytest.mark.django_db
HEADING = ["乡镇", "路", "门牌号", "经度", "纬度"]
DOORS = [["安口镇", "东街", "3号", "106.62", "35.2"], ["安口镇", "东街", "5号", "106.63", "35.2"]]


def come(gathered, **how):
    """Let a gathered register arrive; return its batch and what would become of its places."""
    bureau, batch = make.bureau(), uuid4()
    read = places.gathered_in(bureau, gathered, **how)
    places.stage(bureau=bureau, batch=batch, read=read, tell=places.silent)
    places.pair_up(bureau=bureau, batch=batch, tell=places.silent)
    return batch, places.weighed(bureau=bureau, batch=batch)


def let_in(batch):
    return places.let_in(
        bureau=make.bureau(), batch=batch, actor=make.officer("admin"), at=make.NOON
    )


def arrive(*rows, heading=HEADING):
    return come(gather([heading, *rows]))


def decide(pair, *, same, let_in=False):
    places.decide_pair(pair=pair, same=same, let_in=let_in, actor=make.officer("bai"), at=make.NOON)


def test_doors_of_a_sheet_come_with_their_divisions_and_beats_and_are_found():
    make_places.two_beats()
    batch, weighed = arrive(*DOORS)
    assert (weighed.new, weighed.changed, weighed.same) == (3, 0, 0)
    assert not Address.objects.exists()

    assert let_in(batch).created == 3
    door = Address.objects.get(text="安口镇东街3号")
    facts = Address.objects.filter(pk=door.pk).values_list("street", "division__name", "beat__code")
    assert facts.get() == ("东街", "安口镇", "B01")
    assert door.versions.count() == 1
    assert places.suggest(make.bureau(), "东街3号")[0].code == door.code
    assert [entry["action"] for entry in audit.trail(make.bureau())] == [
        "places.loaded",
        "places.loaded",
    ]


def test_the_same_sheet_again_changes_nothing_and_a_moved_door_is_a_change():
    let_in(arrive(*DOORS)[0])
    assert arrive(*DOORS)[1] == places.Weighed(0, 0, 3)
    batch, weighed = arrive(DOORS[0], [*DOORS[1][:3], "106.64", "35.2"])
    assert (weighed.new, weighed.changed) == (0, 1)
    let_in(batch)
    assert Address.objects.get(text="安口镇东街5号").version == 2


def test_a_door_that_may_be_there_already_waits_for_a_word_and_is_never_merged():
    known = make_places.address("安口镇东街三号", code="A1")
    batch, weighed = arrive(*DOORS)
    assert (weighed.new, weighed.asked) == (2, 1)
    pair = ArrivalPair.objects.get()
    assert (pair.known, pair.registered, pair.same_words) == ("A1", True, True)

    let_in(batch)
    assert sorted(Address.objects.values_list("text", flat=True)) == ["安口镇东街5号", known.text]
    decide(pair, same=False, let_in=True)
    assert Address.objects.count() == 3


def test_what_was_said_of_a_pair_is_not_asked_again():
    make_places.address("安口镇东街三号", code="A1")
    arrive(*DOORS)
    decide(ArrivalPair.objects.get(), same=True)
    batch, weighed = arrive(*DOORS)
    assert (weighed.asked, weighed.left_out) == (0, 1)
    let_in(batch)
    assert Address.objects.filter(text="安口镇东街3号").count() == 0


def test_two_rows_of_one_sheet_that_may_be_one_place_are_asked_about_too():
    batch, weighed = arrive(DOORS[0], DOORS[0])
    assert (weighed.new, weighed.asked) == (2, 1)
    assert not ArrivalPair.objects.get().registered
    let_in(batch)
    assert Address.objects.count() == 1


def test_shops_of_one_name_are_two_places_unless_they_are_near():
    heading = ["编号", "级别", "名称", "经度", "纬度", "别名"]
    rows = [["1", "poi", "民生药房", "106.62", "35.2", "老药房"],
            ["2", "poi", "民生药房", "106.66", "35.2", ""]]  # fmt: skip
    batch, weighed = arrive(*rows, heading=heading)
    assert weighed.asked == 0
    let_in(batch)
    assert set(PlaceName.objects.values_list("code", "text")) == {
        ("1", "民生药房"), ("1-1", "老药房"), ("2", "民生药房")
    }  # fmt: skip


def test_an_ended_address_does_not_come_back():
    heading = ["编号", "级别", "名称", "经度", "纬度"]
    address = make_places.address("东街3号", code="A1")
    address.retired_at = make.NOON
    address.save()
    read = places.gathered_in(
        make.bureau(), gather([heading, ["A1", "street_no", "东街3号", "106.62", "35.2"]])
    )
    assert [(fault.row, fault.wrong.value) for fault in read.faults] == [(2, "ended")]


def test_a_published_division_called_like_one_of_another_code_is_asked_about():
    bureau = make.bureau()
    rows = [places.DivisionRow("C", "华亭市", "county"),
            places.DivisionRow("T1", "安口镇", "town", "C", 106.8, 35.3)]  # fmt: skip
    places.load_divisions(bureau=bureau, rows=rows, actor=make.officer("admin"), at=make.NOON)
    published = Gathered([
        ("C", "", "county", "华亭市", "0", "0", ""),
        ("620881101", "C", "town", "安口镇", "0", "0", ""),
        ("620881101001", "620881101", "village", "高镇村", "0", "0", ""),
    ])  # fmt: skip
    batch, weighed = come(published, by_code=True)
    assert (weighed.new, weighed.same, weighed.asked) == (1, 1, 1)
    decide(ArrivalPair.objects.get(), same=True)
    let_in(batch)
    village = Division.objects.filter(name="高镇村").values_list("parent__code", "lon")
    assert village.get() == ("T1", None)
    assert Division.objects.get(code="T1").lon == 106.8
