"""Fixtures every test may use."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings as hypothesis_settings

from tests import make

# A busy machine is no fault of the code: examples are not held to a time each.
hypothesis_settings.register_profile("tocsin", deadline=None)
hypothesis_settings.load_profile("tocsin")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def noon() -> datetime:
    return make.NOON


@pytest.fixture
def shared_data() -> Path:
    """The folder of reference data beside the project; tests skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the reference data (../shared/data) is not here")
    return SHARED_DATA


@pytest.fixture(autouse=True, scope="session")
def emptying_with_dependents() -> Iterator[None]:
    """Let Django empty the tables after a test that commits: the tables about people lie in a
    schema of their own, which it does not list, and refer to those that it does."""
    written = DatabaseOperations.sql_flush

    def cascading(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        return written(self, style, tables, reset_sequences=reset_sequences, allow_cascade=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", cascading)
        yield


@pytest.fixture(autouse=True)
def nothing_counted_before() -> None:
    """Let no sign-in that failed in one test be held against the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def password_opens_the_desks(settings):
    """Let officers of the tests sign in without a second factor; its own tests ask for it."""
    settings.SECOND_FACTOR_REQUIRED = False
