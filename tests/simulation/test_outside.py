"""The demonstration's ways in, in a bureau that was not invented."""

import pytest

from tests import make
from tocsin.adapters.simulation.taking import desks_for
from tocsin.project.demo.ground import NotInvented, known_ground

pytestmark = pytest.mark.django_db


def test_real_officers_are_never_signed_in_by_a_press(client, settings):
    settings.DEMO = True
    make.officer("lin")
    assert client.post("/demo/sign-in/call_taker/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_no_desk_of_a_real_bureau_is_taken_over():
    assert desks_for(make.officer("lin")) == []


def test_a_database_with_a_real_bureau_is_refused():
    make.bureau()
    with pytest.raises(NotInvented):
        known_ground()


def test_an_empty_database_is_good_ground():
    assert known_ground() is None
