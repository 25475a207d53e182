"""The measurements: their shape and that both sides gave the same answer, never how fast."""

import json

import pytest
from click.testing import CliRunner

from tests import make
from tocsin.project.bench import (
    cycles,
    feeding,
    ledger,
    listening,
    lookups,
    numbers,
    recommending,
    roads,
)
from tocsin.project.bench.desk import ALONE, SERVED
from tocsin.project.bench.ground import QUICK, prepare
from tocsin.project.bench.rows import machine, plain
from tocsin.project.bench.webserver import web
from tocsin.project.commands import bench

COLUMNS = {"name", "unit", "ours", "peer_name", "peer", "ratio", "equal"}


def well_formed(rows):
    """Check the shape of rows, and give the answers to whether both were the same."""
    written = json.loads(json.dumps(plain(rows)))
    for row in written:
        assert set(row) == COLUMNS
        assert row["ours"] > 0
        assert row["peer"] > 0
        assert row["ratio"] > 0
    return [row["equal"] for row in written]


@pytest.mark.django_db(transaction=True)
def test_a_cycle_writes_what_its_bare_peer_writes():
    rows = cycles.measure(prepare(QUICK, make.NOON))
    assert well_formed(rows) == [True, True]


@pytest.mark.django_db(transaction=True)
def test_numbers_drawn_by_many_at_once_have_neither_gap_nor_twin():
    assert well_formed(numbers.measure(prepare(QUICK, make.NOON))) == [True, True, True]


@pytest.mark.django_db(transaction=True)
def test_what_sixteen_write_with_the_ledger_and_without_is_all_in_it_and_sound(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"
    with_it, examined = ledger.measure(prepare(QUICK, make.NOON))
    assert well_formed([with_it]) == [True]
    assert examined.ours > 0


@pytest.mark.django_db
def test_roads_give_the_same_times_as_dijkstra_called_bare():
    assert well_formed(roads.measure(prepare(QUICK, make.NOON))) == [True]


@pytest.mark.django_db
def test_places_are_looked_up_beside_a_plain_search():
    assert well_formed(lookups.measure(prepare(QUICK, make.NOON))) == [None, None]


@pytest.mark.django_db(transaction=True)
def test_every_browser_hears_everything_and_every_position_is_taken():
    ground = prepare(QUICK, make.NOON)
    with web() as port:
        assert well_formed(listening.measure(ground, port)) == [True, True]
        assert well_formed(feeding.measure(ground, port)) == [True, True, True, True]


def test_choice_is_measured_with_the_ways_it_rests_on():
    measured = recommending.measure(None, lambda _: None, side=30, rounds=1)

    ways, choice, whole = json.loads(json.dumps(plain(measured.rows)))
    assert (measured.nodes, ways["equal"], measured.max_difference_seconds) == (900, True, 0.0)
    assert min(ways["ours"], choice["ours"], whole["ours"]) > 0


@pytest.mark.django_db
def test_the_machine_is_described():
    assert {"processors", "python", "postgresql", "durable"} <= set(machine())


def test_the_parts_that_can_be_chosen_are_those_there_are():
    assert set(bench.PARTS) == {*ALONE, *SERVED}


def test_what_can_be_measured_is_listed():
    outcome = CliRunner().invoke(bench.command, ["list", "--json"])
    assert outcome.exit_code == 0
    assert set(json.loads(outcome.output)) == {
        "addresses",
        "cordon",
        "desk",
        "labels",
        "ledger",
        "recommend",
        "roads",
        "science",
        "strings",
    }
