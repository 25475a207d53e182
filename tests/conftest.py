"""Fixtures every test may use."""

from datetime import datetime
from pathlib import Path

import pytest

from tests import make

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
