from datetime import timedelta

import pytest

from tests import make, make_duty
from tocsin.desks.duty.queries import card_of
from tocsin.kernel import moment
from tocsin.registers.units import api as units

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def reported(client, *, lon: float = 106.7, lat: float = 35.25, ago: timedelta = timedelta()):
    fixed_at = (moment.now() - ago).isoformat()
    return make_duty.send(client, url="/phone/position/", lon=lon, lat=lat, fixed_at=fixed_at)


def share(client, *, sharing: bool = True) -> int:
    return int(make_duty.send(client, kind="sharing", sharing=sharing).status_code)


def test_position_is_stored_only_while_the_officer_shares_it(client):
    unit = make_duty.patrol()
    phone = make_duty.phone(client)
    assert reported(phone).status_code == 409
    assert share(phone) == 200
    assert reported(phone).json() == {"moved": True}
    assert share(phone, sharing=False) == 200
    assert reported(phone, lon=106.9).status_code == 409

    unit.position.refresh_from_db()
    assert (unit.position.lon, unit.position.lat) == (106.7, 35.25)


def test_position_is_not_shared_off_duty(client):
    assert share(make_duty.phone(client)) == 409
    assert share(client, sharing=False) == 200


def test_consent_ends_with_the_shift(client):
    unit = make_duty.patrol()
    phone, zhao = make_duty.phone(client), make.officer("zhao")
    share(phone)
    units.end_shift(unit=unit, actor=zhao, at=moment.now())
    assert reported(phone).status_code == 409
    units.start_shift(
        unit=unit, members=[make.officer("ma")], shift="late", actor=zhao, at=moment.now()
    )

    assert reported(phone).status_code == 409
    assert card_of(make.officer("ma"), moment.now()).sharing_since is None


def test_card_says_since_when_the_position_is_shared(client):
    make_duty.patrol()
    phone = make_duty.phone(client)
    share(phone)

    assert "data-sharing-line" in phone.get("/phone/card/").content.decode()


def test_fix_that_waited_too_long_moves_nothing(client):
    make_duty.patrol()
    phone = make_duty.phone(client)
    share(phone)

    assert reported(phone, ago=31 * MINUTE).json() == {"moved": False}


def test_fix_from_the_future_is_taken_as_of_now(client):
    unit = make_duty.patrol()
    phone = make_duty.phone(client)
    share(phone)
    reported(phone, ago=-600 * MINUTE)

    unit.position.refresh_from_db()
    assert unit.position.fixed_at <= moment.now()


@pytest.mark.parametrize("lon", ["east", 181, None, True])
def test_position_that_is_none_is_refused(client, lon):
    make_duty.patrol()
    phone = make_duty.phone(client)
    share(phone)

    assert reported(phone, lon=lon).status_code == 422
