"""A whole invented county in the database, shared by the tests of a module and then taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tocsin.adapters.county.shipped import shipped_facts
from tocsin.adapters.simulation.accounts import officer_for
from tocsin.core.county.generate import generate_county
from tocsin.core.county.records import County
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.project.demo.ground import Ground, found, last_moment
from tocsin.project.demo.headless import FIRST_MOMENT

SEED = 1
# A busy hour: the evening.
BEGINS = FIRST_MOMENT + timedelta(hours=18)


@pytest.fixture(scope="session")
def county() -> County:
    return generate_county(shipped_facts(), SEED)


@pytest.fixture(scope="module")
def standing(county, django_db_setup, django_db_blocker) -> Iterator[Ground]:
    """The county in the registers, nothing having happened yet; undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        known = found(county, SEED, BEGINS, lambda _what: None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ANALYZE")
        yield Ground(county, known.bureau, SEED, last_moment(known))
        transaction.set_rollback(True)


@pytest.fixture
def ground(standing: Ground, db) -> Ground:
    """The county; what a test does in it is undone."""
    return standing


def someone(role: Role, ground: Ground) -> Officer:
    """Find the person who does the work of a role in the county."""
    found = officer_for(role, ground.bureau.pk)
    assert found is not None
    return found
