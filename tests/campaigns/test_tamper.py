"""Whatever is done to the ledger is noticed, and an examination that overlooks something is too."""

import pytest

from tests.figures import facts_in
from tocsin.kernel import moment
from tocsin.project.campaigns import tamper
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.tampering import ATTACKS
from tocsin.project.commands.campaign import OVERLOOKED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"


def outcome(trials: int, plant: str | None = None) -> Outcome:
    return tamper.run(trials=trials, seed=1, plant=plant, at=moment.now(), told=lambda _done: None)


def test_all_tampering_is_noticed_inside_and_outside():
    result = outcome(len(ATTACKS) + 1)
    assert result.passed, result
    assert set(facts_in(result.figures, "attacks")) == {*ATTACKS, tamper.NOTHING}


def test_an_examination_that_does_not_ask_the_witness_fails():
    result = outcome(len(ATTACKS) + 1, "skip-witnesses")
    assert not result.passed


def test_every_check_can_be_left_out():
    assert set(tamper.PLANTS) == set(OVERLOOKED)
