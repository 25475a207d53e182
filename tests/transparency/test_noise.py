"""Noise comes from OpenDP, is paid for before it is drawn, and never exceeds the year's budget."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from tests import make
from tests.make_transparency import BEGAN, ENDED, edition, month
from tocsin.readers.transparency import noise
from tocsin.readers.transparency.errors import BudgetSpent, NoiseMissing
from tocsin.readers.transparency.models import Edition, Spending
from tocsin.readers.transparency.noise import EPSILON, YEAR_BUDGET, Draft, Geometric, within
from tocsin.readers.transparency.services import publish_due
from tocsin.readers.transparency.states import Method

pytestmark = pytest.mark.django_db


def draft(number: int = 0) -> Draft:
    return Draft(make.bureau(), BEGAN + timedelta(days=number), "looks", make.NOON)


def spend(**facts) -> Spending:
    row = {
        "bureau": make.bureau(), "year": 2026, "since": BEGAN, "table": "looks",
        "epsilon": EPSILON, "budget": YEAR_BUDGET, "contribution": 1, "booked_at": make.NOON,
    }  # fmt: skip
    return Spending.objects.create(**{**row, **facts})


def test_what_is_booked_is_what_the_library_proves():
    assert Geometric(0.5, 1).epsilon == EPSILON
    assert Geometric(0.5, 3).epsilon == EPSILON
    assert Geometric(0.5, 3).scale == 6


def test_the_noise_spreads_as_stated():
    drawn = np.array(Geometric(0.5, 1).release([1_000] * 4_000)) - 1_000
    assert abs(drawn.mean()) < 0.4
    assert 0.93 < (abs(drawn) <= within(0.5, 1)).mean() < 0.985
    assert (abs(drawn) <= within(0.5, 1) - 2).mean() < 0.95


def test_each_table_is_paid_for_once():
    month()
    made = edition(method=Method.NOISE)
    assert {one.table for one in Spending.objects.all()} == {
        *("incidents", "looks", "reviews", "complaints")
    }
    assert noise.spent(make.bureau(), 2026) == 4 * EPSILON
    again = edition(method=Method.NOISE)
    assert again.printed == made.printed
    assert Spending.objects.count() == 4


def test_no_sum_beside_noise_undoes_it():
    month()
    tables = edition(method=Method.NOISE).printed["tables"]
    assert tables["looks"]["looks/*"] is None
    sums = {name: value for name, value in tables["incidents"].items() if "*" in name}
    assert sums.pop("incidents/*/*") == 6
    assert set(sums.values()) == {None}
    assert all(value is None or value >= 0 for table in tables.values() for value in table.values())


def test_a_year_without_budget_releases_nothing_more():
    month()
    for number in range(48):
        noise.with_noise(draft(number), {"a": 3})
    assert noise.spent(make.bureau(), 2026) == YEAR_BUDGET
    with pytest.raises(BudgetSpent):
        edition(method=Method.NOISE)
    assert Edition.objects.count() == 0


def test_the_month_is_printed_all_the_same_by_the_way_that_costs_nothing(settings):
    month()
    settings.SMALL_COUNTS = "noise"
    spend(epsilon=YEAR_BUDGET, since=BEGAN - timedelta(days=1))
    assert publish_due(bureau=make.bureau(), at=ENDED) == 1
    assert Edition.objects.get().method == Method.LEFT_OUT


def test_a_table_is_never_drawn_twice():
    noise.with_noise(draft(), {"a": 3})
    with pytest.raises(IntegrityError), transaction.atomic():
        noise.with_noise(draft(), {"a": 3})


@pytest.mark.parametrize(
    "facts",
    [
        {"epsilon": YEAR_BUDGET + Decimal("0.1")},
        {"epsilon": Decimal(0)},
        {"epsilon": YEAR_BUDGET, "table": "more"},
        {"budget": YEAR_BUDGET * 2, "table": "more"},
    ],
)
def test_the_database_keeps_the_account(facts):
    spend()
    with pytest.raises(IntegrityError), transaction.atomic():
        spend(**{"since": BEGAN + timedelta(days=1), **facts})


def test_the_account_is_only_added_to():
    spend()
    with pytest.raises(IntegrityError), transaction.atomic():
        Spending.objects.update(epsilon=Decimal("0.1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Spending.objects.all().delete()


def test_without_the_library_nothing_is_booked(monkeypatch):
    month()
    monkeypatch.setattr(noise, "LIBRARY", "no_such_library")
    with pytest.raises(NoiseMissing):
        edition(method=Method.NOISE)
    assert not Spending.objects.exists()
