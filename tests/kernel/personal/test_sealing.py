"""A seal holds for one place and one key, and any change of it is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.personal.sealing import Key, SealError

KEY = Key(1, bytes(range(32)))
HERE = "personal.fact:value:1"


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_in_its_place(plain):
    assert KEY.open(KEY.seal(plain, HERE), HERE) == plain


@given(st.text(min_size=4, max_size=40))
def test_the_same_sealed_twice_looks_different_and_shows_nothing(text):
    plain = text.encode()
    first, second = KEY.seal(plain, HERE), KEY.seal(plain, HERE)
    assert first != second
    assert plain not in first


def test_a_seal_put_in_another_place_is_refused():
    sealed = KEY.seal(b"13900001234", HERE)
    for elsewhere in ("personal.fact:value:2", "personal.fact:blind:1", "personal.subject:value:1"):
        with pytest.raises(SealError):
            KEY.open(sealed, elsewhere)


@pytest.mark.parametrize("key", [Key(1, bytes(32)), Key(2, KEY.secret)], ids=["other", "version"])
def test_no_other_key_opens_it(key):
    with pytest.raises(SealError):
        key.open(KEY.seal(b"13900001234", HERE), HERE)


@given(st.data())
def test_any_change_is_found(data):
    sealed = bytearray(KEY.seal(b"13900001234", HERE))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        KEY.open(bytes(sealed), HERE)


@given(st.data())
def test_one_cut_short_is_found(data):
    sealed = KEY.seal(b"13900001234", HERE)
    with pytest.raises(SealError):
        KEY.open(sealed[: data.draw(st.integers(0, len(sealed) - 1))], HERE)


def test_a_key_is_not_shown_where_it_is_printed():
    assert "secret" not in repr(KEY)
