"""Every checkpoint goes into the folder once; what is there is never written over."""

import pytest

from tests import make
from tocsin.adapters.witnesses.drop import FileDrop
from tocsin.core.ledger.checking import examine
from tocsin.kernel.audit import api as audit
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.ledger.models import Progress

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"


def sign_another() -> None:
    officer = make.officer("lin")
    kind = audit.registered().get("tests.tolled") or audit.act("tests.tolled", "Tolled", "number")
    audit.record(kind, subject=officer, actor=officer, at=make.NOON, number="J1")
    Progress.objects.update_or_create(pk=1, defaults={"server": "moved"})
    ledger.sequence()
    ledger.sign(at=make.NOON)


def test_what_is_missing_is_put_in_and_holds(tmp_path):
    drop = FileDrop(tmp_path / "drop")
    sign_another()
    sign_another()
    assert (drop.fill(), drop.fill()) == (2, 0)
    sign_another()
    assert drop.fill() == 1
    assert len(drop.notes()) == 3
    assert examine(ledger.gathered(seen=drop.notes())).sound


def test_a_file_that_is_there_is_left_as_it_is(tmp_path):
    drop = FileDrop(tmp_path)
    sign_another()
    drop.fill()
    place = drop.place_of(1)
    place.write_text("torn")
    drop.put(ledger.unwritten(after=0, most=1)[0])
    assert place.read_text() == "torn"
    assert drop.notes() == []


def test_a_folder_that_is_away_stops_nobody(tmp_path):
    (tmp_path / "file").write_text("no folder")
    sign_another()
    assert FileDrop(tmp_path / "file" / "drop").fill() == 0
