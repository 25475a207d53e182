"""Catalogues are compiled when stale, and elsewhere when their place cannot be written."""

import gettext
import os
from pathlib import Path

import pytest

from tocsin.project import catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Ring"\nmsgstr "{}"\n'


@pytest.fixture
def po(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "app" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.format("响铃"), encoding="utf-8")
    return path


def said(locale: Path) -> str:
    return gettext.translation("django", locale, languages=["zh_Hans"]).gettext("Ring")


def test_stale_catalogue_is_compiled_beside_its_source(po, tmp_path):
    assert catalogues.stale(tmp_path) == [po]

    assert catalogues.compile_stale(tmp_path) == []

    assert said(po.parents[2]) == "响铃"
    assert catalogues.stale(tmp_path) == []


def test_changed_catalogue_is_compiled_again(po, tmp_path):
    catalogues.compile_stale(tmp_path)
    compiled = po.with_suffix(".mo")
    os.utime(compiled, (1, 1))
    po.write_text(PO.format("铃声"), encoding="utf-8")

    catalogues.compile_stale(tmp_path)

    assert compiled.stat().st_mtime > 1


def test_catalogue_whose_place_cannot_be_written_is_compiled_into_the_cache(po, tmp_path):
    # A folder in the place of the compiled form stops root as well.
    po.with_suffix(".mo").mkdir()
    os.utime(po.with_suffix(".mo"), (1, 1))

    (elsewhere,) = catalogues.compile_stale(tmp_path)

    assert elsewhere.is_relative_to(tmp_path / "cache")
    assert said(elsewhere) == "响铃"
    assert catalogues.stale(tmp_path) == []
