"""`tocsin addresses import --load`, and the process that works on what pages have received."""

import csv
import json
from contextlib import contextmanager

import pytest

from tests import make, make_places
from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.project import cli, startup
from tocsin.project.intake import Intake
from tocsin.registers.places.models import Address

pytestmark = pytest.mark.django_db
DOORS = (
    "乡镇,路,门牌号,经度,纬度\n安口镇,东街,3号,106.62,35.2\n"
    "安口镇,东街,5号,很东,35.2\n安口镇,东街,7号,106.63,35.2\n"
)


class Child:
    """A process that ends when the test says so."""

    code: int | None = None

    def poll(self):
        return self.code


def test_a_file_is_loaded_by_command_and_its_pairs_wait_on_its_page(tmp_path, monkeypatch, capsys):
    @contextmanager
    def here():
        yield ""

    monkeypatch.setattr(startup, "prepared_ground", here)
    make_places.address("安口镇东街三号", code="A1")
    file, report = tmp_path / "doors.csv", tmp_path / "wrong.csv"
    file.write_text(DOORS, encoding="utf-8")
    words = ["--sheet", str(file), "--load", "--report", str(report), "--json"]
    assert cli.run(["addresses", "import", *words]) == 1

    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("places", "new", "asked", "refused")} == {
        "places": 3, "new": 2, "asked": 1, "refused": 1,
    }  # fmt: skip
    assert told["page"] == f"/sheets/addresses/{KeptSheet.objects.get().pk}/"
    assert Address.objects.filter(text="安口镇东街7号").exists()
    with report.open(encoding="utf-8-sig", newline="") as table:
        fault, double = csv.DictReader(table)
    assert (fault["row"], fault["said"], double["first"], double["row"]) == ("3", "很东", "A1", "2")


def test_the_clock_starts_one_process_where_a_register_waits(noon):
    started: list[Child] = []

    def start():
        started.append(Child())
        return started[-1]

    intake = Intake(start)
    assert not intake.pass_by(noon)
    admin = make.officer("admin")
    KeptSheet.objects.create(
        bureau=admin.bureau, table="addresses", sent_by=admin, sent_at=noon, outcome="received"
    )
    assert intake.pass_by(noon)
    assert not intake.pass_by(noon)
    started[0].code = 1
    assert intake.pass_by(noon)
    assert len(started) == 2
