"""Every process holds an index ready that is in step with the register."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from tests import make, make_places
from tocsin.registers.places.api import AddressRow, decide_change, propose_change
from tocsin.registers.places.finding.asking import Ready
from tocsin.registers.places.finding.edition import MOST_RECENT, renew
from tocsin.registers.places.finding.holder import MOST_CHANGES, Indexes
from tocsin.registers.places.models import Address, Alias, Edition
from tocsin.registers.places.states import AliasState

pytestmark = pytest.mark.django_db


class Later:
    """Keeps a task until it is told to do it."""

    def __init__(self) -> None:
        self.tasks: list[Callable[[], None]] = []

    def begin(self, task: Callable[[], None]) -> None:
        if not self.tasks:
            self.tasks.append(task)

    def do(self) -> None:
        self.tasks.pop()()


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def indexes(later: Later, tmp_path: Path) -> Indexes:
    """Indexes that take a register of three places for large."""
    return Indexes(later, large=3, folder=tmp_path)


def first(ready: Ready, words: str) -> str:
    answers = ready.answer(words, 3).answers
    return answers[0].code if answers else ""


def of(indexes: Indexes) -> Ready:
    return indexes.of(make.bureau().pk)


def street(*numbers: int) -> None:
    make_places.addresses(
        *(AddressRow(f"A{number}", f"东大街{number}号", *make.HERE) for number in numbers)
    )


def change(text: str, *, code: str = "", retire: bool = False) -> None:
    """Change an address the way the desks do."""
    address = Address.objects.get(code=code) if code else None
    lon, lat = make.HERE
    proposed = propose_change(
        bureau=make.bureau(),
        text=text,
        lon=lon,
        lat=lat,
        reason="seen",
        actor=make.officer("lin"),
        at=make.NOON,
        address=address,
        retire=retire,
    )
    decide_change(
        change=proposed, verified=True, reason="", actor=make.officer("admin"), at=make.NOON
    )


def test_a_bureau_without_places_answers_nothing(indexes):
    assert of(indexes).answer("东大街12号", 5).answers == []


def test_a_small_register_is_built_anew_with_every_change(indexes, later):
    street(12)
    assert first(of(indexes), "东大街12号") == "address:A12"
    change("老石化家属院")
    assert first(of(indexes), "老石化家属院").startswith("address:N")
    assert later.tasks == []


def test_an_index_is_asked_again_without_building_where_nothing_changed(indexes):
    street(1, 2, 3)
    assert of(indexes) is of(indexes)


def test_in_a_large_register_changed_places_answer_beside_the_index(indexes, later):
    street(1, 2, 3)
    before = of(indexes)
    change("老石化家属院")
    change("东大街甲3号", code="A3")
    change("东大街2号", code="A2", retire=True)
    after = of(indexes)
    assert after.index is before.index
    assert first(after, "老石化家属院").startswith("address:N")
    assert first(after, "东大街甲3号") == "address:A3"
    assert "address:A2" not in [one.code for one in after.answer("东大街2号", 5).answers]
    assert first(after, "东大街1号") == "address:A1"
    assert [one.identity for one in after.complete("lshj", 3)] == [first(after, "老石化家属院")]
    assert later.tasks == []


def test_another_name_of_a_street_opens_its_doors_in_a_large_register_at_once(indexes, later):
    street(1, 2, 3)
    before = of(indexes)
    kind, _, code = first(before, "东大街").partition(":")
    Alias.objects.create(
        bureau=make.bureau(),
        kind=kind,
        code=code,
        words="老粮店街",
        state=AliasState.VERIFIED,
        lon=make.HERE[0],
        lat=make.HERE[1],
    )
    renew(make.bureau().pk, (kind, code))
    after = of(indexes)
    assert after.index is before.index
    assert first(after, "老粮店街2号") == "address:A2"
    assert "address:A2" in [one.identity for one in after.complete("老粮店街2", 3)]
    assert later.tasks == []


def test_after_many_changes_the_index_is_built_beside_the_questions(indexes, later):
    street(1, 2, 3)
    before = of(indexes)
    for _one in range(MOST_CHANGES):
        renew(make.bureau().pk, ("address", "A1"))
    change("老石化家属院")
    assert of(indexes) is before
    later.do()
    assert first(of(indexes), "老石化家属院").startswith("address:N")


def test_a_load_of_many_places_is_seen_once_the_index_is_built(indexes, later):
    street(1, 2, 3)
    before = of(indexes)
    street(1, 2, 3, 4)
    assert of(indexes) is before
    later.do()
    assert first(of(indexes), "东大街4号") == "address:A4"


def test_another_process_reads_the_file_and_the_changes_since(indexes, later, tmp_path):
    street(1, 2, 3)
    of(indexes)
    change("老石化家属院")
    written = sorted(tmp_path.rglob("arrays-*.bin"))
    other = of(Indexes(later, large=3, folder=tmp_path))
    assert first(other, "东大街3号") == "address:A3"
    assert first(other, "老石化家属院").startswith("address:N")
    assert sorted(tmp_path.rglob("arrays-*.bin")) == written


def test_a_broken_file_is_built_again(indexes, later, tmp_path):
    street(1, 2, 3)
    of(indexes)
    (file,) = tmp_path.rglob("arrays-*.bin")
    file.write_bytes(file.read_bytes()[:-64])
    assert first(of(Indexes(later, large=3, folder=tmp_path)), "东大街3号") == "address:A3"


def test_what_is_rolled_back_is_not_found(later):
    indexes = Indexes(later)
    street(12)
    with transaction.atomic():
        change("老石化家属院")
        assert first(of(indexes), "老石化家属院").startswith("address:")
        transaction.set_rollback(True)
    assert not first(of(indexes), "老石化家属院").startswith("address:")


def test_only_the_newest_changes_are_kept():
    street(12)
    for _one in range(MOST_RECENT + 5):
        renew(make.bureau().pk, ("address", "A12"))
    assert 0 < len(Edition.objects.get().recent) <= MOST_RECENT
