"""The live line belongs to a session that still holds."""

import pytest
from django.conf import settings

from tests import make
from tocsin.kernel.accounts.sessions import HAS_ONE
from tocsin.kernel.events.live import bureau_of_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cookie(client):
    client.force_login(make.officer("lin"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_line_is_for_the_bureau_of_who_signed_in(cookie):
    assert bureau_of_session(cookie) == make.bureau().pk


def test_line_ends_with_the_session(client, cookie):
    client.logout()

    assert bureau_of_session(cookie) is None


def test_line_ends_when_the_officer_leaves(cookie):
    officer = make.officer("lin")
    officer.is_active = False
    officer.save()

    assert bureau_of_session(cookie) is None


def test_line_ends_with_a_new_password(cookie):
    officer = make.officer("lin")
    officer.set_password("quite another secret")
    officer.save()

    assert bureau_of_session(cookie) is None


NAME = settings.SESSION_COOKIE_NAME


@pytest.mark.parametrize("forged", ["", f"{NAME}=", f"{NAME}=abc", "x=y; =;"])
def test_nobody_listens_with_a_forged_cookie(forged):
    assert bureau_of_session(forged) is None


def test_a_password_alone_opens_no_line(client, cookie, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    assert bureau_of_session(cookie) is None

    session = client.session
    session[HAS_ONE] = True
    session.save()

    assert bureau_of_session(cookie) == make.bureau().pk
