"""The quantiles are those that the database computes."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.core import legs

QUESTION = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY v)
    FROM unnest(%s::float8[]) AS v
"""


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=80))
def test_quantiles_are_those_of_percentile_cont(db, seconds):
    leg = legs.summarise(np.array(seconds))
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, [seconds])
        expected = cursor.fetchone()

    assert (leg.p50, leg.p90) == pytest.approx(expected, rel=1e-12, abs=1e-9)
