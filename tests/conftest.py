"""Fixtures every test may use."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from tests import make

# A busy machine is no fault of the code: examples are not held to a time each.
settings.register_profile("tocsin", deadline=None)
settings.load_profile("tocsin")

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
