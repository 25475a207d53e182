"""Administrator, security officer and auditor are three: nobody holds two."""

from itertools import combinations

import pytest
from django.db import IntegrityError, transaction

from tests import make
from tocsin.kernel.accounts.api import APART, HeldApart, Role, end_role, enlist, entrust
from tocsin.kernel.accounts.models import RoleGrant
from tocsin.kernel.errors import NotThere

pytestmark = pytest.mark.django_db
PAIRS = list(combinations(APART, 2))


def made(*roles):
    return enlist(
        username="-".join(roles), name="某人", bureau=make.bureau(), roles=roles, at=make.NOON
    )


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_nobody_is_enlisted_with_two(one, other):
    with pytest.raises(HeldApart):
        made(one, other)
    with pytest.raises(HeldApart):
        made(Role.DISPATCHER, other, one)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_nobody_is_entrusted_with_the_second(one, other):
    officer = made(one)
    with pytest.raises(HeldApart, match=str(other.label)):
        entrust(officer=officer, role=other, at=make.NOON)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_database_refuses_the_second(one, other):
    officer, nobody = made(one), made()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(officer=officer, role=other, granted_at=make.NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.bulk_create(
            RoleGrant(officer=nobody, role=role, granted_at=make.NOON) for role in (one, other)
        )


def test_one_after_the_other_is_possible():
    officer = made(Role.AUDITOR)
    end_role(officer=officer, role=Role.AUDITOR, at=make.NOON)
    entrust(officer=officer, role=Role.ADMINISTRATOR, at=make.NOON)

    assert type(officer).objects.get(pk=officer.pk).roles == {Role.ADMINISTRATOR}
    with pytest.raises(NotThere):
        end_role(officer=officer, role=Role.AUDITOR, at=make.NOON)


def test_other_roles_go_together_with_one_of_them():
    assert made(Role.SUPERVISOR, Role.DISPATCHER, Role.ADMINISTRATOR).roles >= {Role.SUPERVISOR}
