from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.ledger.checking import ALL, Check, Evidence, Kept, examine
from tocsin.core.ledger.checkpoints import Checkpoint
from tocsin.core.ledger.notes import COSIGNED, SIGNED, Note, PrivateKey
from tocsin.core.ledger.tiles import HeldTiles, Spot, Tree

KEY = PrivateKey("ledger.example", SIGNED, bytes(range(32)))
THIEF = PrivateKey("ledger.example", SIGNED, bytes(range(1, 33)))
WITNESS = PrivateKey("witness.example", COSIGNED, bytes(range(32, 64)))
ROWS = [f'{{"number":{number}}}'.encode() for number in range(600)]
SIZES = (0, 100, 256, 257, 590)


def note_over(rows: list[bytes], size: int, *, key: PrivateKey = KEY) -> Note:
    tree = Tree(HeldTiles())
    tree.append(rows[:size])
    text = Checkpoint(KEY.name, size, tree.root()).text()
    return Note(text, (key.sign(text),))


def kept(rows: list[bytes]) -> list[Kept]:
    return [Kept(position, row, row) for position, row in enumerate(rows)]


def evidence_of(rows: list[bytes]) -> Evidence:
    tree = Tree(HeldTiles())
    tree.append(rows)
    return Evidence(
        size=len(rows),
        kept=kept(rows),
        outside=[],
        checkpoints=[note_over(rows, size) for size in SIZES],
        keys=[KEY.public],
        witnesses=[WITNESS.public],
        tiles=HeldTiles(tree.changed),
    )


SOUND = evidence_of(ROWS)


def checks_hit(evidence: Evidence) -> set[Check]:
    return {fault.check for fault in examine(evidence).faults}


def test_an_honest_ledger_is_sound():
    found = examine(replace(SOUND, seen=[note_over(ROWS, 257)]))
    assert (found.sound, found.rows, found.signed) == (True, 600, 590)


@settings(max_examples=20)
@given(at=st.integers(0, 589))
def test_a_rewritten_row_shows_in_the_record_or_in_the_root(at):
    in_record = kept(ROWS)
    in_record[at] = replace(in_record[at], now=b"other")
    assert checks_hit(replace(SOUND, kept=in_record)) == {Check.ROWS}
    in_both = kept(ROWS)
    in_both[at] = Kept(at, b"other", b"other")
    assert Check.ROOTS in checks_hit(replace(SOUND, kept=in_both))


@pytest.mark.parametrize("size", [1, 300, 589])
def test_a_shorter_ledger_shows(size):
    assert Check.ROOTS in checks_hit(replace(SOUND, kept=kept(ROWS[:size]), size=size))


def test_a_ledger_made_anew_with_the_stolen_key_is_found_by_one_honest_witness():
    rows = [b"rewritten", *ROWS[1:]]
    forged = evidence_of(rows)
    assert examine(forged).sound
    assert checks_hit(replace(forged, seen=[note_over(ROWS, 257)])) == {Check.WITNESSES}
    shorter = replace(
        evidence_of(ROWS), size=200, kept=kept(ROWS[:200]), checkpoints=SOUND.checkpoints[:2]
    )
    assert Check.WITNESSES in checks_hit(replace(shorter, seen=[note_over(ROWS, 257)]))


def test_a_checkpoint_that_only_its_witness_still_has_is_missed():
    evidence = replace(SOUND, seen=[note_over(ROWS, 300)])
    assert checks_hit(evidence) == {Check.WITNESSES}


def test_a_checkpoint_signed_by_another_key_counts_for_nothing():
    forged = [note_over(ROWS, 100, key=THIEF)]
    assert checks_hit(replace(SOUND, checkpoints=forged)) == {Check.SIGNATURES}
    assert checks_hit(replace(SOUND, seen=forged)) == {Check.WITNESSES}
    assert checks_hit(replace(SOUND, checkpoints=[Note("no checkpoint\n")])) == {Check.SIGNATURES}


def test_a_line_under_the_name_of_a_witness_must_be_theirs():
    note = SOUND.checkpoints[1]
    honest = note.with_signatures([WITNESS.sign(note.text, at=5)])
    false = note.with_signatures([replace(WITNESS.sign("other\n", at=5))])
    assert checks_hit(replace(SOUND, checkpoints=[honest])) == set()
    assert checks_hit(replace(SOUND, checkpoints=[false])) == {Check.WITNESSES}


def test_places_checkpoints_and_outsiders_out_of_order_show():
    swapped = kept(ROWS)
    swapped[3], swapped[4] = swapped[4], swapped[3]
    assert Check.ORDER in checks_hit(replace(SOUND, kept=swapped))
    backwards = SOUND.checkpoints[::-1]
    assert checks_hit(replace(SOUND, checkpoints=backwards)) == {Check.ORDER}
    assert checks_hit(replace(SOUND, size=601)) == {Check.ORDER}
    assert checks_hit(replace(SOUND, outside=["act 7"])) == {Check.OUTSIDE}


@pytest.mark.parametrize("spot", [Spot(0, 0), Spot(0, 2), Spot(1, 0)])
def test_a_changed_tile_shows(spot):
    tree = Tree(HeldTiles())
    tree.append(ROWS)
    tiles = dict(tree.changed)
    tiles[spot] = bytes([tiles[spot][0] ^ 1]) + tiles[spot][1:]
    assert checks_hit(replace(SOUND, tiles=HeldTiles(tiles))) == {Check.TILES}


CHANGED = [replace(one, now=b"other") if one.position == 595 else one for one in kept(ROWS)]
FORGED: dict[Check, dict[str, Any]] = {
    Check.ORDER: {"size": 601},
    Check.ROWS: {"kept": CHANGED},
    Check.OUTSIDE: {"outside": ["act 7"]},
    Check.ROOTS: {"checkpoints": [note_over([b"other", *ROWS], 100)]},
    Check.SIGNATURES: {"checkpoints": [note_over(ROWS, 100, key=THIEF)]},
    Check.WITNESSES: {"seen": [note_over([b"other", *ROWS], 100)]},
    Check.TILES: {"tiles": HeldTiles()},
}


@pytest.mark.parametrize("check", Check)
def test_what_is_not_looked_at_is_not_found(check):
    forged = replace(SOUND, **FORGED[check])
    assert not examine(forged).sound
    assert examine(forged, ALL - {check}).sound


def test_a_great_many_faults_are_counted_and_the_first_are_told():
    nothing_left = [replace(one, now=None) for one in kept(ROWS)]
    found = examine(replace(SOUND, kept=nothing_left))
    assert (found.count, len(found.faults)) == (600, 100)
