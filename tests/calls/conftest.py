import pytest

from tests import make_calls


@pytest.fixture(autouse=True)
def _tables(db):
    make_calls.tables()


@pytest.fixture
def street() -> None:
    make_calls.street()
