from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.ledger.rows import Row, sealed, stand_in

ROW = Row(
    source="act",
    number=7,
    bureau=1,
    action="calls.saved",
    subject="calls.call:5",
    officer=2,
    at=datetime(2026, 3, 2, 8, tzinfo=UTC),
    fields=["type", "number"],
    values=sealed({"number": "J1", "type": "火灾"}, b"salt"),
)
FACTS = st.dictionaries(st.text(max_size=5), st.text() | st.integers() | st.none(), max_size=4)


def test_a_row_is_written_the_same_wherever_it_is_written():
    elsewhere = ROW.at.astimezone(timezone(timedelta(hours=8)))
    assert replace(ROW, at=elsewhere, fields=["number", "type"]).written() == ROW.written()


def test_a_row_tells_names_of_fields_and_none_of_their_values():
    written = ROW.written().decode()
    assert '"fields":["number","type"]' in written
    assert "J1" not in written
    assert "火灾" not in written


def test_every_part_of_a_row_is_written():
    changed = [
        replace(ROW, source="look"),
        replace(ROW, number=8),
        replace(ROW, bureau=2),
        replace(ROW, action="calls.closed"),
        replace(ROW, subject="calls.call:6"),
        replace(ROW, officer=3),
        replace(ROW, at=ROW.at + timedelta(microseconds=1)),
        replace(ROW, fields=["number"]),
        replace(ROW, values=sealed({}, b"salt")),
    ]
    assert len({row.written() for row in [ROW, *changed]}) == 10


@given(facts=FACTS, other=FACTS, salt=st.binary(min_size=16, max_size=16))
def test_values_are_sealed_alike_only_when_they_are_alike(facts, other, salt):
    assert (sealed(facts, salt) == sealed(other, salt)) == (facts == other)
    assert sealed(facts, salt) != sealed(facts, salt + b"!")


def test_a_person_has_one_stand_in_for_each_key():
    assert stand_in("one", b"k") == stand_in("one", b"k")
    assert len({stand_in("one", b"k"), stand_in("two", b"k"), stand_in("one", b"l")}) == 3
