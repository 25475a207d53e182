"""Registers of addresses and lists of questions as files: CSV, gzip or not."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

from tocsin.core.addressing.building import build_index
from tocsin.core.addressing.holdings import Holdings
from tocsin.core.addressing.parting import parted
from tocsin.core.addressing.register import COLUMNS, Reading, Register
from tocsin.core.addressing.shards import MANIFEST, write_manifest
from tocsin.core.addressing.storage import CONTENTS, save_index

AT_ONCE, MANY = 1 << 20, 20_000
QUOTE = '"'
QUESTION = ("id", "query")
PART, PAIRS = "part-", "pairs-"


class UnusableFile(ValueError):  # noqa: N818 - it is a refusal
    """The file is not a table with the columns that are needed."""


@contextmanager
def _opened(file: Path) -> Iterator[io.TextIOBase]:
    with file.open("rb") as kept:
        packed = kept.read(2) == b"\x1f\x8b"
        kept.seek(0)
        plain = gzip.GzipFile(fileobj=kept) if packed else kept
        yield io.TextIOWrapper(io.BufferedReader(plain, AT_ONCE), encoding="utf-8-sig", newline="")


def register_in(file: Path) -> Register:
    """Read a register; its columns may come in any order, and others may stand between them."""
    try:
        with _opened(file) as table:
            return _read(table)
    except (csv.Error, UnicodeDecodeError, gzip.BadGzipFile, EOFError, IndexError) as broken:
        raise UnusableFile(f"{file.name} cannot be read as a table.") from broken


def _read(table: io.TextIOBase) -> Register:
    """Read a register; whole pieces of it where no cell is quoted, else row by row."""
    heading = next(csv.reader(table), [])
    places = _places(heading, COLUMNS)
    is_in_order = places == list(range(len(heading)))
    reading = Reading()
    while piece := table.read(AT_ONCE):
        piece += table.readline()
        columns = _columns(piece, len(heading))
        if columns is not None:
            reading.take_columns([columns[place] for place in places])
            continue
        # A quoted cell may go on behind this piece.
        lines = io.StringIO(piece, newline="")
        rows = csv.reader(chain(lines, table) if QUOTE in piece else lines)
        while some := list(islice(rows, MANY)):
            if not is_in_order:
                some = [[row[place] for place in places] for row in some]
            reading.take_rows(some)
    return reading.register


def _columns(piece: str, width: int) -> list[list[str]] | None:
    """Part whole lines into columns; None where a cell is quoted or a line has more or fewer."""
    plain = piece.replace("\r\n", "\n")
    if QUOTE in plain or "\r" in plain:
        return None
    count = plain.count("\n")
    if not plain.endswith("\n"):
        plain, count = plain + "\n", count + 1
    cells = plain.replace("\n", ",\n,").split(",")
    of_whole_lines = len(cells) == count * (width + 1) + 1
    if not of_whole_lines or cells[width :: width + 1].count("\n") != count:
        return None
    return [cells[place : -1 : width + 1] for place in range(width)]


def write_register(file: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as a register, packed if the name ends with .gz."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    content = buffer.getvalue().encode()
    file.write_bytes(gzip.compress(content, mtime=0) if file.suffix == ".gz" else content)


def questions_in(file: Path) -> list[list[str]]:
    """Read what was said, with the id of each."""
    return rows_in(file, QUESTION)


def rows_in(file: Path, columns: tuple[str, ...]) -> list[list[str]]:
    """Read some columns of a table."""
    try:
        with _opened(file) as table:
            rows = csv.reader(table)
            places = _places(next(rows, []), columns)
            return [[row[place] for place in places] for row in rows if row]
    except (csv.Error, UnicodeDecodeError, gzip.BadGzipFile, EOFError, IndexError) as broken:
        raise UnusableFile(f"{file.name} cannot be read as a table.") from broken


def _places(heading: list[str], wanted: tuple[str, ...]) -> list[int]:
    missing = [name for name in wanted if name not in heading]
    if missing:
        raise UnusableFile(f"A column is missing: {', '.join(missing)}.")
    return [heading.index(name) for name in wanted]


def build_into(folder: Path, register: Register, most: int) -> int:
    """Build what answers from a register: one index or, where it has more places, several.

    What was built there before answers until this is whole, and is then removed.

    Returns
    -------
    int
        How many different names there are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if len(register) <= most:
        index = build_index(register)
        kept = {save_index(index, str(folder)), CONTENTS}
        (folder / MANIFEST).unlink(missing_ok=True)
        _sweep(folder, kept)
        return index.form_count
    mark, names, shards, pairs = token_hex(4), 0, [], []
    for number, part in enumerate(parted(register, most)):
        place = f"{PART}{mark}-{number:03}"
        (folder / place).mkdir()
        index = build_index(part.register)
        save_index(index, str(folder / place))
        names += index.form_count
        pairs.append(index.gram_key)
        shards.append((place, part.counties))
    file = f"{PAIRS}{mark}.npz"
    write_manifest(str(folder), shards, Holdings.of(pairs), file)
    _sweep(folder, {MANIFEST, file, *(place for place, _counties in shards)})
    return names


def _sweep(folder: Path, kept: Iterable[str]) -> None:
    """Remove what was built before; who still reads it keeps it."""
    for one in [*folder.glob("arrays-*.bin"), *folder.glob(f"{PAIRS}*.npz"), folder / CONTENTS]:
        if one.name not in kept:
            one.unlink(missing_ok=True)
    for one in folder.glob(f"{PART}*"):
        if one.name not in kept:
            rmtree(one)


def megabytes(folder: Path) -> float:
    """Say how large what was built is on disk."""
    files = [*folder.rglob(CONTENTS), *folder.rglob("arrays-*.bin"), *folder.glob(f"{PAIRS}*.npz")]
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)
