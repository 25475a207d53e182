import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger import vectors
from tocsin.core.ledger.checkpoints import Checkpoint, read_checkpoint
from tocsin.core.ledger.notes import (
    COSIGNED,
    SIGNED,
    Note,
    NoteError,
    PrivateKey,
    read_note,
    read_private_key,
    read_public_key,
    vouching,
)

LEDGER = PrivateKey("ledger.example", SIGNED, bytes(range(32)))
WITNESS = PrivateKey("witness.example/w1", COSIGNED, bytes(range(32, 64)))
CHECKPOINT = Checkpoint("ledger.example", 7, vectors.ROOTS[7])
SEEDS = st.binary(min_size=32, max_size=32)


def test_the_note_of_the_go_documentation_is_signed_as_it_says():
    note, key = read_note(vectors.GO_NOTE), read_public_key(vectors.GO_PUBLIC)
    assert vouching(note, [key]) == [key]
    private = read_private_key(vectors.GO_PRIVATE)
    assert Note(note.text, (private.sign(note.text),)).written() == vectors.GO_NOTE
    assert private.public.written() == vectors.GO_PUBLIC


@given(seed=SEEDS, kind=st.sampled_from([SIGNED, COSIGNED]))
def test_keys_and_notes_read_back_as_they_were_written(seed, kind):
    key = PrivateKey("ledger.example", kind, seed)
    assert read_private_key(key.written()) == key
    assert read_public_key(key.public.written()) == key.public
    note = Note(CHECKPOINT.text(), (key.sign(CHECKPOINT.text(), at=9),))
    assert read_note(note.written()) == note
    assert read_checkpoint(read_note(note.written())) == CHECKPOINT


def test_a_checkpoint_is_vouched_for_by_its_ledger_and_by_its_witness():
    text = CHECKPOINT.text()
    note = Note(text, (LEDGER.sign(text),)).with_signatures([WITNESS.sign(text, at=1_790_000_000)])
    keys = [LEDGER.public, WITNESS.public]
    assert vouching(note, keys) == keys


@given(at=st.integers(0, 200), bit=st.integers(0, 7))
def test_no_bit_of_a_note_can_be_turned(at, bit):
    text = CHECKPOINT.text()
    written = Note(text, (LEDGER.sign(text),)).written().encode()
    at %= len(written)
    turned = written[:at] + bytes([written[at] ^ (1 << bit)]) + written[at + 1 :]
    try:
        assert not vouching(read_note(turned.decode()), [LEDGER.public])
    except (UnicodeDecodeError, NoteError):
        return


def test_a_witness_vouches_for_the_time_it_names():
    text = CHECKPOINT.text()
    honest = WITNESS.sign(text, at=100)
    blob = (101).to_bytes(8, "big") + honest.blob[8:]
    moved = type(honest)(honest.name, honest.key_id, blob)
    assert WITNESS.public.vouches(text, honest)
    assert not WITNESS.public.vouches(text, moved)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "no signatures\n",
        "text\n\n",
        "text\n\n- dash x08go/ZJ\n",
        f"text\n\n{chr(0x2014)} name %%%\n",
        f"text\n\n{chr(0x2014)} name AAAA\n",
    ],
)
def test_what_is_no_note_is_refused(written):
    with pytest.raises(NoteError):
        read_note(written)


@pytest.mark.parametrize(
    "text",
    ["origin\n1\n", "origin\n01\n" + "A" * 43 + "=\n", "origin\n1\nAAAA\n", "\n1\nAAAA\n", "a\n\n"],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        read_checkpoint(Note(text))


@pytest.mark.parametrize(
    "written",
    [
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc",
        "PeterNeumann",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_key_is_refused(written):
    with pytest.raises(NoteError):
        read_public_key(written)
    with pytest.raises(NoteError):
        read_private_key(f"PRIVATE+KEY+{written}")
