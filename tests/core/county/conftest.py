import numpy as np
import pytest

from tests.counties import county_of
from tocsin.adapters.county.shipped import shipped_facts, shipped_phrases
from tocsin.core.county.callprocess import draw_calls

YEAR = 365 * 86_400.0


@pytest.fixture(scope="session")
def facts():
    return shipped_facts()


@pytest.fixture(scope="session")
def phrases():
    return shipped_phrases()


@pytest.fixture(scope="session", params=[1, 6])
def county(request, run_folder):
    return county_of(request.param, run_folder)


@pytest.fixture(scope="session")
def one_county(run_folder):
    return county_of(1, run_folder)


@pytest.fixture(scope="session")
def year(one_county, phrases):
    return draw_calls(one_county, phrases, np.random.default_rng(5), seconds=YEAR)
