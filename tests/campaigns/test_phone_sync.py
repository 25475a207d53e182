"""A phone without a signal loses nothing and does nothing twice; a broken one is found out."""

import re
from pathlib import Path

import pytest

from tests.figures import count_in
from tocsin.desks import duty
from tocsin.project.campaigns import phone
from tocsin.project.campaigns.phone import Plant
from tocsin.project.campaigns.phone_sync import afternoon, run

QUEUE = Path(duty.__file__).parent / "static" / "duty" / "queue.js"
TOLD_BY = {
    Plant.FRESH_IDS: "doubled",
    Plant.FORGETS_UNANSWERED: "lost",
    Plant.DROPS_REFUSED: "lost",
    Plant.NEWEST_FIRST: "out_of_order",
    Plant.FORGETS_ON_RESTART: "lost",
    Plant.READS_TORN: "torn",
    Plant.TRUSTS_THE_PHONE: "time_runs_backwards",
}


def test_nothing_is_lost_doubled_or_out_of_turn_without_a_signal():
    outcome = run(seeds=150, seed=1, plant=None, told=lambda _done: None)

    assert outcome.passed, outcome.figures
    assert count_in(outcome.figures, "acts") > 500


@pytest.mark.parametrize("plant", Plant)
def test_a_broken_phone_or_desk_is_found_within_a_hundred_seeds(plant):
    outcome = run(seeds=100, seed=1, plant=plant, told=lambda _done: None)

    assert count_in(outcome.figures, TOLD_BY[plant]) > 0


def test_one_seed_is_one_afternoon():
    assert afternoon(7, Plant.READS_TORN) == afternoon(7, Plant.READS_TORN)


def test_the_model_is_as_patient_as_the_phone():
    told = dict(re.findall(r"^const (\w+) = ([\d_]+);", QUEUE.read_text(), re.MULTILINE))

    assert {name: int(told[name]) / 1000 for name in ("PATIENCE", "WAIT_LEAST", "WAIT_MOST")} == {
        "PATIENCE": phone.PATIENCE_SECONDS,
        "WAIT_LEAST": phone.WAIT_LEAST_SECONDS,
        "WAIT_MOST": phone.WAIT_MOST_SECONDS,
    }
