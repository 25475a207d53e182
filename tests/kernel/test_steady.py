"""Time is the database's, carried on by a clock that nobody sets."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth
from django.conf import settings
from django.utils import timezone

from tests import make
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import SessionStore
from tocsin.kernel.database.api import hear_the_time
from tocsin.kernel.shell.codes import keep_time
from tocsin.kernel.steady import Steady
from tocsin.project.campaigns.stepping import true_now

HOUR, NOON = timedelta(hours=1), make.NOON


class Clock(Steady):
    """One that is counted on by hand."""

    def __init__(self) -> None:
        super().__init__(count=lambda: self.seconds)
        self.seconds = 1000.0


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.hear(NOON)
    return made


def test_before_the_database_was_heard_it_knows_nothing():
    assert Clock().now() is None


def test_it_counts_on_from_what_the_database_said(clock):
    clock.seconds += 90

    assert clock.now() == NOON + timedelta(seconds=90)


def test_small_differences_are_followed_and_it_never_goes_backwards(clock):
    clock.seconds += 10
    assert clock.now() == NOON + timedelta(seconds=10)

    clock.hear(NOON + timedelta(seconds=9))
    assert clock.now() == NOON + timedelta(seconds=10)
    clock.seconds += 5
    assert clock.now() == NOON + timedelta(seconds=14)


@pytest.mark.parametrize("by", [HOUR, -HOUR, 24 * HOUR, -24 * HOUR])
def test_a_database_whose_clock_was_set_is_not_followed_and_said_once(clock, by, caplog):
    for _second in range(5):
        clock.seconds += 1
        clock.hear(NOON + timedelta(seconds=clock.seconds - 1000) + by)

    assert clock.now() == NOON + timedelta(seconds=5)
    assert [record.message for record in caplog.records] == [
        f"clock.database_was_set seconds={by.total_seconds():.0f}"
    ]


def test_once_the_database_is_right_again_it_is_followed(clock):
    clock.hear(NOON + HOUR)
    clock.hear(NOON + timedelta(seconds=1))

    assert clock.now() == NOON + timedelta(seconds=1)
    assert clock.disagrees == timedelta()


@pytest.fixture
def set_by(monkeypatch):
    """Hear the database, then set this machine's clock."""
    monkeypatch.setattr(moment, "STEADY", Steady())

    def setting(by: timedelta) -> None:
        hear_the_time()
        monkeypatch.setattr(timezone, "now", lambda: true_now() + by)

    return setting


@pytest.mark.django_db
@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_machine_whose_clock_is_set_goes_on_by_the_databases_time(set_by, by):
    before = true_now()
    set_by(by)

    assert timedelta() <= moment.now() - before < timedelta(minutes=5)


@pytest.mark.django_db
def test_a_session_made_on_a_machine_of_another_day_lasts_as_long_as_any(set_by):
    before = true_now()
    set_by(24 * HOUR)
    session = SessionStore()
    session["a"] = 1
    session.save()

    [ends] = SessionStore.get_model_class().objects.values_list("expire_date", flat=True)
    lasts = ends - before - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    assert abs(lasts) < timedelta(minutes=5)


@pytest.mark.django_db
def test_the_code_of_a_telephone_is_right_on_a_machine_of_another_hour(set_by):
    secret, now = "JBSWY3DPEHPK3PXP", int(true_now().timestamp()) // 30
    right, wrong = (
        auth.format_hotp_value(auth.hotp_value(secret, now + beside)) for beside in (0, 120)
    )
    set_by(HOUR)
    keep_time()

    assert auth.validate_totp_code(secret, right)
    assert not auth.validate_totp_code(secret, wrong)
