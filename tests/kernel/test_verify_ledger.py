"""The program for somebody outside: one file, its own arithmetic, the same answers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.ledger.test_checking import KEY, ROWS, SIZES, THIEF, WITNESS, note_over
from tocsin.core.ledger.proofs import consistency_path, inclusion_path
from tocsin.core.ledger.tiles import HeldTiles, Tree
from tocsin.kernel.ledger import verify_ledger
from tocsin.kernel.ledger.exporting import program

OURS = [verify_ledger.key_from(KEY.public.written())]
TREE = Tree(HeldTiles())
TREE.append(ROWS)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An export as the product writes it, without a database."""
    folder = tmp_path / "export"
    (folder / "checkpoints").mkdir(parents=True)
    for number, size in enumerate(SIZES[1:]):
        note = note_over(ROWS, size)
        note = note.with_signatures([WITNESS.sign(note.text, at=7)])
        (folder / "checkpoints" / f"{number:08d}.note").write_text(note.written())
    for name in ("leaves.ndjson", "rows.ndjson"):
        (folder / name).write_bytes(b"".join(row + b"\n" for row in ROWS))
    (folder / "keys").write_text(f"{KEY.public.written()}\n")
    (folder / "witness-keys").write_text(f"{WITNESS.public.written()}\n")
    (folder / "outside").touch()
    return folder


def outcome(*words: str | Path) -> int:
    return verify_ledger.main([str(word) for word in words])


def test_an_honest_export_holds_alone_in_an_empty_place(exported, tmp_path):
    copy = tmp_path / "elsewhere" / "verify_ledger.py"
    copy.parent.mkdir()
    copy.write_bytes(program().read_bytes())
    seen = tmp_path / "seen"
    seen.write_text(note_over(ROWS, 256).written())
    words = [str(exported), "--key", KEY.public.written(), "--seen", str(seen)]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", str(copy), "export", *words],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "All of it holds.\n")


@pytest.mark.parametrize("name", ["leaves.ndjson", "rows.ndjson"])
def test_a_changed_line_is_found(exported, name, capsys):
    lines = (exported / name).read_bytes().splitlines(keepends=True)
    lines[17] = b"{}\n"
    (exported / name).write_bytes(b"".join(lines))
    assert outcome("export", exported) == 1
    assert "row 17: the record says something else now" in capsys.readouterr().out


def test_rows_cut_off_are_found(exported, capsys):
    for name in ("leaves.ndjson", "rows.ndjson"):
        lines = (exported / name).read_bytes().splitlines(keepends=True)
        (exported / name).write_bytes(b"".join(lines[:300]))
    assert outcome("export", exported) == 1
    assert "only 300 of 590 rows are there" in capsys.readouterr().out


def test_a_whole_new_ledger_is_found_by_a_witness(exported, tmp_path, capsys):
    seen = tmp_path / "seen"
    seen.write_text(note_over([b"first", *ROWS[1:]], 100).written())
    assert outcome("export", exported, "--seen", seen) == 1
    assert "witness 0: another root over 100 rows" in capsys.readouterr().out


def test_what_only_the_witness_or_only_the_record_still_has_is_found(exported, tmp_path, capsys):
    seen = tmp_path / "seen"
    seen.write_text(note_over(ROWS, 300).written())
    (exported / "outside").write_text("act 7\n")
    assert outcome("export", exported, "--seen", seen) == 1
    assert capsys.readouterr().out.splitlines() == [
        "witness 0: the export no longer shows it",
        "act 7: it ought to have a place, and has none",
        "2 faults.",
    ]


def test_checkpoints_and_lines_of_others_count_for_nothing(exported, capsys):
    file = exported / "checkpoints" / "00000001.note"
    file.write_text(note_over(ROWS, 256, key=THIEF).written())
    other = exported / "checkpoints" / "00000002.note"
    note = note_over(ROWS, 257)
    other.write_text(note.with_signatures([WITNESS.sign("other\n", at=7)]).written())
    assert outcome("export", exported) == 1
    said = capsys.readouterr().out
    assert "00000001.note: no key that is known has signed it" in said
    assert "00000002.note: witness.example did not sign it" in said


@settings(max_examples=40)
@given(data=st.data(), size=st.integers(1, 590))
def test_it_follows_every_proof_and_no_false_one(data, size):
    position = data.draw(st.integers(0, size - 1))
    path = [one.hex() for one in inclusion_path(TREE, position, size)]
    proof = {
        "row": ROWS[position].decode(),
        "position": position,
        "path": path,
        "checkpoint": note_over(ROWS, size).written(),
    }
    assert verify_ledger.check_row(proof, OURS) == []
    for lie in (
        {"row": "other"},
        {"position": position + 1},
        {"path": path[:-1] if path else ["00" * 32]},
        {"path": "none"},
        {"checkpoint": note_over(ROWS, size, key=THIEF).written()},
    ):
        assert verify_ledger.check_row({**proof, **lie}, OURS)


@settings(max_examples=40)
@given(data=st.data(), new=st.integers(2, 590))
def test_it_follows_every_growth_and_no_false_one(data, new):
    old = data.draw(st.integers(1, new - 1))
    path = [one.hex() for one in consistency_path(TREE, old, new)]
    proof: dict[str, object] = {
        "old": note_over(ROWS, old).written(),
        "new": note_over(ROWS, new).written(),
        "path": path,
    }
    assert verify_ledger.check_growth(proof, OURS) == []
    rewritten = [b"rewritten", *ROWS[1:]]
    for lie in (
        {"old": note_over(rewritten, old).written()},
        {"new": note_over(rewritten, new).written()},
        {"path": path[:-1]},
        {"path": [*path, path[0]]},
    ):
        assert verify_ledger.check_growth({**proof, **lie}, OURS)


def test_a_proof_in_a_file_is_judged_by_its_exit_code(tmp_path):
    file = tmp_path / "proof.json"
    proof = {
        "row": ROWS[5].decode(),
        "position": 5,
        "path": [one.hex() for one in inclusion_path(TREE, 5, 100)],
        "checkpoint": note_over(ROWS, 100).written(),
        "keys": [KEY.public.written()],
    }
    file.write_text(json.dumps(proof))
    assert outcome("row", file) == 0
    assert outcome("row", file, "--key", THIEF.public.written()) == 1
    file.write_text(json.dumps({**proof, "position": 6}))
    assert outcome("row", file) == 1
