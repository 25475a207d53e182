"""A whole invented county in a database of its own, made once for all processes of a run."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tests import databases
from tests.counties import county_of
from tocsin.adapters.simulation.accounts import officer_for
from tocsin.adapters.simulation.models import SimulatedCounty
from tocsin.core.county.records import County
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.project.demo.ground import Ground, found, last_moment
from tocsin.project.demo.headless import FIRST_MOMENT

SEED = 1
# A busy hour: the evening.
BEGINS = FIRST_MOMENT + timedelta(hours=18)


@pytest.fixture(scope="session")
def county(run_folder) -> County:
    return county_of(SEED, run_folder)


@pytest.fixture(scope="session")
def county_database(county, request, django_db_setup, django_db_blocker) -> Iterator[str]:
    """A copy of the database with the county in its registers and its evening shift on duty."""
    process = getattr(request.config, "workerinput", {"workerid": "", "testrunuid": "alone"})

    def settled(name: str) -> None:
        databases.schema(name)
        with databases.working_on(name):
            with connection.cursor() as cursor:
                # What a process holds ready by the key of a bureau is of the tests' own database.
                cursor.execute("ALTER SEQUENCE accounts_bureau_id_seq RESTART WITH 1000001")
            known = found(county, SEED, BEGINS, lambda _what: None)
            Ground(county, known.bureau, SEED, BEGINS).simulation(BEGINS).begin()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    with django_db_blocker.unblock():
        source = databases.provided(
            databases.COUNTY, process["workerid"], process["testrunuid"], settled
        )
        own = f"{source}_{process['workerid']}"
        databases.copy(source, own)
        yield own
        databases.drop(own)


@pytest.fixture(scope="module")
def standing(county, county_database, django_db_blocker) -> Iterator[Ground]:
    """The county before its first call; each test undoes what it does there."""
    with django_db_blocker.unblock(), databases.working_on(county_database):
        known = SimulatedCounty.objects.get()
        yield Ground(county, known.bureau, SEED, last_moment(known))


@pytest.fixture
def ground(standing: Ground, db) -> Ground:
    """The county; what a test does in it is undone."""
    return standing


def someone(role: Role, ground: Ground) -> Officer:
    """Find the person who does the work of a role in the county."""
    found = officer_for(role, ground.bureau.pk)
    assert found is not None
    return found
