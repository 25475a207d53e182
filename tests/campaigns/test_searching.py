"""A canary is found in whatever form a program has written it down, and nothing else is."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.project.campaigns.searching import leaks_below, leaks_in, needles

WORD = "鸢珂"
SOUGHT = needles([WORD, "1990417"])
AROUND = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=WORD), max_size=20)
WRITTEN = {
    "utf-8": lambda text: text.encode(),
    "utf-16": lambda text: text.encode("utf-16-le"),
    "hex": lambda text: text.encode().hex().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "url": lambda text: quote(text).encode(),
    "escaped": lambda text: json.dumps(text).encode(),
}


@pytest.mark.parametrize("form", WRITTEN)
@given(before=AROUND, after=AROUND)
def test_a_name_is_found_in_every_form_whatever_stands_around_it(form, before, after):
    hay = WRITTEN[form](f"{before}{WORD}某{after}")
    assert form in {leak.form for leak in leaks_in("here", hay, SOUGHT)}


@pytest.mark.parametrize(
    "hay",
    [
        "他是1990417".encode("utf-16-be"),
        b"&#40482;&#29634;",
        b"&#x9e22;&#x73c2;",
        repr("鸢珂".encode()).encode(),
        "鸢珂".encode().hex().upper().encode(),
        quote("鸢珂").lower().encode(),
    ],
)
def test_a_name_or_number_is_found_in_the_rarer_forms(hay):
    assert leaks_in("here", hay, SOUGHT)


@given(st.binary(max_size=200))
def test_what_is_sealed_or_somebody_elses_is_no_leak(hay):
    assert leaks_in("here", hay, SOUGHT) == []


def test_every_file_below_a_folder_is_looked_into(tmp_path):
    (tmp_path / "pg_wal").mkdir()
    (tmp_path / "pg_wal" / "0001").write_bytes(b"\0" * 9_000 + WORD.encode() + b"\0" * 9_000)
    (tmp_path / "empty").touch()
    (tmp_path / "log").write_bytes(b"call.arrived source=switch")

    [(size, found), (other, none)] = sorted(leaks_below(tmp_path, SOUGHT), reverse=True)
    assert ([leak.where for leak in found], size) == (["pg_wal/0001"], 18_006)
    assert (none, other) == ([], 26)
