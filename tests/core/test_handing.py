"""What is sealed to one recipient opens for them alone, and only as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.handing import HandingError, opened, public_key, read_key, seal, written

SECRETS = st.binary(min_size=32, max_size=32)


@given(SECRETS, SECRETS, st.binary(max_size=300))
def test_the_recipient_opens_what_was_sealed(secret, once, content):
    package = seal(content, recipient=public_key(secret), once=once, facts={"rows": 2})

    handed = opened(package, secret=secret)

    assert (handed.content, handed.facts) == (content, {"rows": 2})
    assert len(content) < 8 or content not in package


@given(SECRETS, SECRETS, SECRETS)
def test_nobody_else_opens_it(secret, other, once):
    if public_key(secret) == public_key(other):
        return
    package = seal(b"looks", recipient=public_key(secret), once=once, facts={})
    with pytest.raises(HandingError):
        opened(package, secret=other)


@given(SECRETS, SECRETS, st.data())
def test_a_changed_byte_is_noticed_wherever_it_is(secret, once, data):
    package = seal(b"looks", recipient=public_key(secret), once=once, facts={"rows": 1})
    place = data.draw(st.integers(0, len(package) - 1))
    changed = bytearray(package)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(HandingError):
        opened(bytes(changed), secret=secret)


@given(st.binary(max_size=200))
def test_what_is_no_package_is_refused(package):
    with pytest.raises(HandingError):
        opened(package, secret=bytes(range(32)))


def test_a_key_of_nothing_seals_nothing():
    with pytest.raises(HandingError):
        seal(b"x", recipient=bytes(32), once=bytes(range(32)), facts={})


@pytest.mark.parametrize("text", ["", "tocsin-x25519:", "tocsin-x25519:AAAA", "age1abc", "键"])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(HandingError):
        read_key(text)


def test_a_written_key_is_read_again():
    key = public_key(bytes(range(32)))
    assert read_key(f" {written(key)}\n") == key
