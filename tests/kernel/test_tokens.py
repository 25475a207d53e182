"""Keys of devices and connected systems."""

from datetime import timedelta

import pytest

from tests import make
from tocsin.kernel.accounts.api import Role, digest_of, holders_of, issue_token, officer_for
from tocsin.kernel.accounts.models import AccessToken, RoleGrant

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(hours=1)
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"


def key(who="switch", **more):
    return issue_token(officer=make.officer(who), label="test", at=make.NOON, **more)


def test_a_key_acts_as_its_officer():
    assert officer_for(key(), at=LATER) == make.officer("switch")


def test_the_key_itself_is_not_stored():
    made = key()
    assert made not in str(AccessToken.objects.values_list())


@pytest.mark.parametrize("wrong", ["", "x", "钥匙", "\ud800", "a" * 100_000])
def test_other_keys_open_nothing(wrong):
    key()
    assert officer_for(wrong, at=LATER) is None


def test_an_expired_key_opens_nothing():
    made = key(expires_at=LATER)
    assert officer_for(made, at=LATER - timedelta(seconds=1)) is not None
    assert officer_for(made, at=LATER) is None


def test_a_revoked_key_opens_nothing():
    made = key()
    AccessToken.objects.update(revoked_at=make.NOON)
    assert officer_for(made, at=LATER) is None


def test_the_key_of_an_officer_who_has_left_opens_nothing():
    made, officer = key(), make.officer("switch")
    officer.is_active = False
    officer.save()
    assert officer_for(made, at=LATER) is None


def test_many_keys_are_looked_up_in_one_query(django_assert_num_queries):
    keys = [key("switch"), key("ma"), key("stranger")]
    RoleGrant.objects.create(
        officer=make.officer("ma"), role=Role.SUPERVISOR, granted_at=make.NOON, ended_at=make.NOON
    )
    digests = [digest_of(made) for made in [*keys, "wrong"]]
    with django_assert_num_queries(1):
        found = holders_of(digests, at=LATER)
    assert [found[digest].roles for digest in digests[:3]] == [
        {Role.INTEGRATION},
        {Role.OFFICER},
        frozenset(),
    ]
    assert digests[3] not in found


def test_a_request_with_a_key_needs_no_cookie_and_no_token_against_forgery(client):
    from django.test import Client  # noqa: PLC0415 - strict only here

    strict = Client(enforce_csrf_checks=True)
    answer = strict.get("/api/v1/units", headers={"Authorization": f"Bearer {key()}"})
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_wrong_key_is_not_helped_by_a_session(client):
    client.force_login(
        make.officer("zhao"), backend="tocsin.kernel.accounts.backends.OfficerBackend"
    )
    answer = client.get("/units/", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
