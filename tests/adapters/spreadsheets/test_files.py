"""Files that people save from a spreadsheet program."""

import io
import zipfile

import numpy as np
import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from tests import make, make_catalogue
from tocsin.adapters.spreadsheets.catalogue import export_file, import_file
from tocsin.adapters.spreadsheets.errors import UnreadableSheet
from tocsin.adapters.spreadsheets.reading import (
    COMPOUND,
    LARGEST_FILE,
    LARGEST_UNPACKED,
    MOST_ROWS,
    read_rows,
)
from tocsin.adapters.spreadsheets.writing import write_text, write_workbook
from tocsin.kernel.errors import Refusal
from tocsin.registers.catalogue import api as catalogue

ROWS = [["code", "name_zh"], ["0201", "打架，斗殴"], ["0203", '他说"吵"']]
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    " =cmd|' /C calc'!A0",
    "''=1",
    "\n=1",
    "＝1+1",
]


def book(*rows: list[object]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    stored = io.BytesIO()
    made.save(stored)
    return stored.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_file_is_read_in_the_encodings_that_people_save(encoding):
    written = '代码,名称\r\n0201,"打架，斗殴"\r\n'.encode(encoding)

    assert read_rows(written, name="类型.csv") == [["代码", "名称"], ["0201", "打架，斗殴"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_file_is_read_with_the_delimiter_of_its_headings(delimiter):
    written = delimiter.join(["code", "name"]) + "\n" + delimiter.join(["1", "a"])

    assert read_rows(written.encode(), name="a.csv") == [["code", "name"], ["1", "a"]]


def test_workbook_gives_its_first_sheet_as_text():
    made = book(
        ["code", "priority", "active", "name"], ["0201", 3, True, None], [None, 2.0, 0.75, ""]
    )

    assert read_rows(made, name="types.xlsx") == [
        ["code", "priority", "active", "name"],
        ["0201", "3", "yes", ""],
        ["", "2", "0.75", ""],
    ]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_written_is_read_again(name):
    write = write_workbook if name.endswith("xlsx") else write_text

    assert read_rows(write(ROWS), name=name) == ROWS


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@pytest.mark.parametrize("cell", DANGEROUS)
def test_text_is_never_a_formula_in_what_is_written_and_returns_unchanged(name, cell):
    write = write_workbook if name.endswith("xlsx") else write_text

    assert read_rows(write([["code"], [cell]]), name=name)[1][0] == cell


@pytest.mark.parametrize("cell", DANGEROUS)
def test_written_cells_begin_with_a_guard(cell):
    sheet = load_workbook(io.BytesIO(write_workbook([["code"], [cell]]))).active
    text = write_text([["code"], [cell]]).decode("utf-8-sig").splitlines()[1]

    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")
    assert text.lstrip('"').startswith("'")


def test_codes_keep_their_leading_zeros_in_a_workbook():
    sheet = load_workbook(io.BytesIO(write_workbook([["code"], ["0201"]]))).active

    assert sheet["A2"].value == "0201"
    assert sheet["A2"].number_format == "@"


def test_control_characters_do_not_stop_a_workbook():
    assert read_rows(write_workbook([["code"], ["a\x00b\x0bc"]]), name="a.xlsx")[1] == ["abc"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"x" * (LARGEST_FILE + 1), "a.csv"),
        (b"code\n1", "a.pdf"),
        (b"code\n1", "a"),
        (b"not a package", "a.xlsx"),
        (b"", "a.xlsx"),
        (COMPOUND + b"0" * 600, "a.xlsx"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"\x80\xff\xff", "a.csv"),
        (b'code\n"open', "a.csv"),
        (b"code\n" + b"x" * 200_000, "a.csv"),
        (b"code\n" * (MOST_ROWS + 2), "a.csv"),
        (b"," * 100 + b"x", "a.csv"),
    ],
    ids=[
        "large",
        "pdf",
        "bare",
        "text",
        "empty",
        "old",
        "odd",
        "bytes",
        "quote",
        "cell",
        "rows",
        "wide",
    ],
)
def test_file_that_is_no_table_is_refused(content, name):
    with pytest.raises(UnreadableSheet):
        read_rows(content, name=name)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [(8, 1, "password"), (10, 99, "damaged"), (6, 99, "damaged"), (8, 32, "damaged")],
    ids=["encrypted", "unknown packing", "newer version", "patch"],
)
def test_workbook_packed_in_a_way_nobody_can_unpack_is_refused_in_words(place, value, words):
    packed = bytearray(book(["code"], ["1"]))
    entry = packed.find(b"PK\x01\x02")
    while entry >= 0:
        packed[entry + place] = value
        entry = packed.find(b"PK\x01\x02", entry + 4)

    with translation.override("en"), pytest.raises(UnreadableSheet, match=words):
        read_rows(bytes(packed), name="a.xlsx")


def test_package_that_unpacks_without_end_is_refused():
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (LARGEST_UNPACKED + 1))

    with pytest.raises(UnreadableSheet):
        read_rows(stored.getvalue(), name="a.xlsx")


def test_workbook_that_declares_entities_is_refused():
    source, stored = zipfile.ZipFile(io.BytesIO(book(["code"]))), io.BytesIO()
    with zipfile.ZipFile(stored, "w") as package:
        for part in source.namelist():
            content = source.read(part)
            if part.endswith("sheet1.xml"):
                content = b'<!DOCTYPE w [<!ENTITY a "aaaa">]>' + content
            package.writestr(part, content)

    with pytest.raises(UnreadableSheet):
        read_rows(stored.getvalue(), name="a.xlsx")


def test_damaged_workbooks_are_refused_or_read_and_never_a_fault():
    chance = np.random.default_rng(7)
    whole = book(["code", "n"], *([f"c{n}", n] for n in range(20)))
    for _round in range(150):
        torn = bytearray(whole)
        for _byte in range(int(chance.choice([1, 4, 40]))):
            torn[int(chance.integers(len(torn)))] = int(chance.integers(256))
        try:
            rows = read_rows(
                bytes(torn[: int(chance.choice([len(torn), len(torn) // 2]))]), name="a.xlsx"
            )
        except UnreadableSheet:
            continue
        assert isinstance(rows, list)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
@pytest.mark.parametrize("table", catalogue.table_names())
def test_exported_table_comes_back_from_a_file_unchanged(table, name):
    make_catalogue.reference()
    bureau, admin = make.bureau(), make.officer("admin")
    if table == "stand_by_posts":  # empty until the bureau fills it
        own = "code,name_zh,name_en,lon,lat,held_from\nbridge,东桥,East,106.65,35.2,2\n"
        import_file(
            own.encode(), name="own.csv", table=table, bureau=bureau, actor=admin, at=make.NOON
        )

    content = export_file(name=name, table=table, bureau=bureau)
    report = import_file(content, name=name, table=table, bureau=bureau, actor=admin, at=make.NOON)

    assert (report.created, report.changed, report.errors) == (0, 0, ())
    assert report.unchanged > 0


@pytest.mark.django_db
def test_code_that_lost_its_zero_in_a_spreadsheet_is_noticed():
    make_catalogue.reference()
    content = book(
        ["code", "name_zh", "name_en", "incident_class", "priority", "response_plan"],
        [499, "彩礼纠纷", "Dowry dispute", "04", 3, "dispute"],
    )

    with pytest.raises(Refusal) as refusal:
        import_file(
            content,
            name="t.xlsx",
            table="incident_types",
            bureau=make.bureau(),
            actor=make.officer("admin"),
            at=make.NOON,
        )
    assert isinstance(refusal.value, catalogue.SheetHasErrors)
    assert "04" in refusal.value.errors[0].message


@pytest.mark.django_db
def test_table_is_written_only_in_known_kinds_of_file():
    with pytest.raises(UnreadableSheet):
        export_file(name="t.pdf", table="dispositions", bureau=make.bureau())
