"""Who is signed in is read with every request, with what they hold at that moment."""

from datetime import timedelta

import pytest

from tests import make
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.accounts.backends import OfficerBackend
from tocsin.kernel.accounts.models import RoleGrant, Session
from tocsin.kernel.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_officer_bureau_and_roles_are_read_with_one_statement(django_assert_num_queries):
    known = make.officer("lin")

    with django_assert_num_queries(1):
        found = OfficerBackend().get_user(known.pk)
        assert found is not None
        seen = found.username, found.bureau.code, found.roles, found.station_id

    assert seen == (known.username, known.bureau.code, known.roles, known.station_id)
    assert found == known


def test_role_that_was_taken_back_is_not_held(noon):
    known = make.officer("lin")
    RoleGrant.objects.create(
        officer=known, role=Role.SUPERVISOR, granted_at=noon, ended_at=noon + timedelta(days=1)
    )

    found = OfficerBackend().get_user(known.pk)

    assert found is not None
    assert Role.SUPERVISOR not in found.roles


def test_whoever_has_left_is_nobody():
    known = make.officer("lin")
    known.is_active = False
    known.save(update_fields=["is_active"])

    assert OfficerBackend().get_user(known.pk) is None
    assert OfficerBackend().get_user(0) is None


def test_session_holds_what_was_put_in_until_it_runs_out():
    kept = SessionStore()
    kept["desk"] = "calls"
    kept.save()

    assert SessionStore(kept.session_key).load() == {"desk": "calls"}

    Session.objects.update(expire_date=make.NOON.replace(year=2001))
    late = SessionStore(kept.session_key)
    assert late.load() == {}
    assert late.session_key is None
    assert SessionStore("unknown" * 5).load() == {}
