"""A county from a real map takes calls at once."""

import click
import pytest
from click.testing import CliRunner

from tests import make
from tocsin.adapters.county import imported
from tocsin.adapters.osm.api import read_extract
from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.project.commands import county
from tocsin.registers.places import api as places

EXTRACT = "roads/liechtenstein-2015.osm.pbf"
NAMED = imported.Named(code="li", name="Liechtenstein", time_zone="Europe/Vaduz")


@pytest.fixture(scope="module")
def surveyed(shared_data):
    return imported.survey(read_extract(shared_data / EXTRACT), "liechtenstein")


@pytest.mark.django_db
def test_a_call_at_a_real_address_gets_units_found_by_roads(surveyed):
    loaded = imported.load_imported(surveyed=surveyed, named=NAMED, at=make.NOON)
    bureau = Bureau.objects.get(code="li")
    taker = Officer.objects.get(username="li.caller")
    address = places.suggest(bureau, "Städtle 43 Vaduz")[0]
    assert "Städtle 43" in address.text

    call = calls.take_by_hand(actor=taker, at=make.NOON)
    where = calls.Place(address.lon, address.lat, address.text, kind=address.kind)
    told = calls.Told(place=where, type_code="0301")
    saved = calls.save_call(call=call, told=told, actor=taker, at=make.NOON)
    assert saved.incident is not None
    assert saved.incident.beat is not None
    assert saved.incident.beat.name == "Vaduz"
    advice = dispatch.recommend(incident=saved.incident, at=make.NOON)
    assert advice.by == "roads"
    assert advice.found.picks
    assert all(0 < pick.seconds < 1800 for pick in advice.found.picks)
    assert loaded.addresses > 700
    assert 3 <= loaded.stations <= 5
    assert loaded.beats == 15


@pytest.mark.django_db
def test_importing_the_same_map_again_changes_nothing(surveyed):
    first = imported.load_imported(surveyed=surveyed, named=NAMED, at=make.NOON)
    assert imported.load_imported(surveyed=surveyed, named=NAMED, at=make.NOON) == first


@pytest.mark.django_db
def test_every_settlement_lies_on_the_ground_of_its_own_beat(surveyed):
    imported.load_imported(surveyed=surveyed, named=NAMED, at=make.NOON)
    bureau = Bureau.objects.get(code="li")
    for beat in surveyed.ground.beats:
        here = places.beat_at(bureau, beat.point.lon, beat.point.lat)
        assert here is not None
        assert here.beat is not None
        assert here.beat.code == beat.code


def test_a_map_without_an_outline_of_its_own_is_held_together_by_its_roads(shared_data):
    extract = read_extract(shared_data / "roads/andorra-2013.osm.pbf")
    ground = imported.survey(extract, "andorra").ground
    assert len(ground.stations) == 5
    assert {station.area_class for station in ground.stations} == {"town"}


def test_a_broken_map_is_refused_in_one_sentence(tmp_path):
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"this is no map")
    with pytest.raises(click.BadParameter, match=r"broken\.osm\.pbf") as refused:
        county.surveyed_in(broken)
    assert refused.value.exit_code == 2


def test_an_unknown_time_zone_is_refused(tmp_path):
    map_ = tmp_path / "x.osm.pbf"
    map_.touch()
    outcome = CliRunner().invoke(
        county.command, ["import", "--osm", str(map_), "--time-zone", "Moon/Sea"]
    )
    assert outcome.exit_code == 2
    assert "Moon/Sea" in outcome.output


def test_a_code_that_is_a_path_is_refused(tmp_path):
    map_ = tmp_path / "x.osm.pbf"
    map_.touch()
    outcome = CliRunner().invoke(
        county.command, ["import", "--osm", str(map_), "--code", "../../etc"]
    )
    assert outcome.exit_code == 2
