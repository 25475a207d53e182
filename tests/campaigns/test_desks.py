"""Eight people behind a bad network: no edit is lost, nothing is done twice."""

import pytest

from tests.figures import count_in
from tocsin.kernel import moment
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.desks import Hour, run
from tocsin.project.campaigns.network import Agenda

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return scene.found(code="drill", workers=4, at=moment.now())


def test_nothing_is_lost_or_doubled_behind_a_bad_network(county):
    outcome = run(county, Hour(minutes=2, seed=1), moment.now())

    assert outcome.passed, outcome
    assert count_in(outcome.figures, "edits_acknowledged") > 5
    assert count_in(outcome.figures, "messages_lost") > 0
    assert count_in(outcome.figures, "messages_doubled") > 0


def test_people_who_name_each_attempt_anew_are_found_out(county):
    outcome = run(county, Hour(minutes=2, seed=1, fresh_ids=True), moment.now())

    assert count_in(outcome.figures, "doubled") > 0
    assert not outcome.passed


def test_virtual_time_goes_on_in_order_without_waiting():
    agenda, seen = Agenda(), []
    agenda.after(3_600, lambda: seen.append(agenda.now))
    agenda.after(5, lambda: agenda.after(1, lambda: seen.append(agenda.now)))

    agenda.run()

    assert seen == [6, 3_600]
