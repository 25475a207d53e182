"""Fixtures every test may use."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir

import pytest
from django.conf import settings as configured
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import override_settings
from django.test.client import ClientHandler
from hypothesis import settings as hypothesis_settings

from tests import make
from tests.databases import as_the_web, drop_templates, provide_template
from tocsin.project import startup

# A busy machine is no fault of the code: examples are not held to a time each.
hypothesis_settings.register_profile("tocsin", deadline=None)
hypothesis_settings.load_profile("tocsin")

# Processes of the tests count apart.
configured.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Nobody's facts of a test are sealed with the keys of a county on this machine.
configured.PERSONAL_KEYS = f"1:{bytes(range(32)).hex()}"
os.environ["TOCSIN_PERSONAL_KEYS"] = configured.PERSONAL_KEYS

# Nor does a test leave a call in the spool of one.
configured.SPOOL_FOLDER = Path(gettempdir()) / f"tocsin-spool-{os.getpid()}"

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def noon() -> datetime:
    return make.NOON


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data beside the project; tests skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the reference data (../shared/data) is not here")
    return SHARED_DATA


@pytest.fixture(scope="session")
def run_folder(request, tmp_path_factory) -> Path:
    """A folder that all processes of a run share."""
    own: Path = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, django_db_modify_db_settings_parallel_suffix, django_db_blocker
) -> None:
    """Give the test database its name and, beside other processes, what it is copied from."""
    process = getattr(request.config, "workerinput", None)
    if process:
        with django_db_blocker.unblock():
            provide_template(process["workerid"], process["testrunuid"])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Take away what the processes have copied, once all of them are done."""
    if not hasattr(session.config, "workerinput"):
        drop_templates()


# The transaction of a test never ends: what it has written counts as committed, unless it was
# undone. Of drills, a case like any other, the one called "open" is open.
TICKETS_OF_TESTS = """
CREATE OR REPLACE FUNCTION personal.has_ended(written_in xid8) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    RETURN pg_xact_status(written_in) IN ('committed', 'in progress');
CREATE OR REPLACE FUNCTION personal.drill_is_open(bureau bigint, number text) RETURNS boolean
    LANGUAGE sql STABLE RETURN number = 'open';
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Let tests that commit nothing read people in two steps."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(TICKETS_OF_TESTS)
        startup.make_roles()
        startup.grant_rights()


@pytest.fixture(autouse=True, scope="session")
def requests_under_the_role_of_the_web() -> Iterator[None]:
    """Answer the requests of the tests under the role of the web; all else is the owner's."""
    answered = ClientHandler.get_response

    def under_role(self, request):
        with as_the_web():
            return answered(self, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "get_response", under_role)
        yield


@pytest.fixture(autouse=True, scope="session")
def emptying_with_dependents() -> Iterator[None]:
    """Let Django empty the tables after a test that commits: the tables about people lie in a
    schema of their own, which it does not list, and refer to those that it does."""
    written = DatabaseOperations.sql_flush

    def cascading(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        return written(self, style, tables, reset_sequences=reset_sequences, allow_cascade=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", cascading)
        # Writing Django's own list of permissions, which nobody asks, again after each such test
        # takes longer than most of them.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_given: None)
        yield


class QuickHasher(PBKDF2PasswordHasher):
    """Hashes as the product does, which can check them, but once instead of a million times."""

    iterations = 1


@pytest.fixture(autouse=True, scope="session")
def passwords_hashed_quickly() -> Iterator[None]:
    """Spend no time on making the passwords of the tests hard to guess."""
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.{QuickHasher.__qualname__}"]):
        yield


@pytest.fixture(autouse=True)
def nothing_counted_before() -> None:
    """Let no sign-in that failed in one test be held against the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def password_opens_the_desks(settings):
    """Let officers of the tests sign in without a second factor; its own tests ask for it."""
    settings.SECOND_FACTOR_REQUIRED = False
