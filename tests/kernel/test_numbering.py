"""Numbers without gaps, however many draw at once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tests import make
from tocsin.kernel.numbering.api import day_of, next_number


def draw(series="J", at=make.NOON, of=None):
    return next_number(bureau=of or make.bureau(), series=series, at=at)


@pytest.mark.django_db
def test_numbers_follow_one_another_within_a_series_and_day():
    assert [draw(), draw(), draw("C"), draw(at=make.NOON + timedelta(days=1))] == [
        "J20260302-0001",
        "J20260302-0002",
        "C20260302-0001",
        "J20260303-0001",
    ]


@pytest.mark.django_db
def test_bureaus_count_for_themselves():
    draw()
    assert draw(of=make.bureau("620822")) == "J20260302-0001"


@pytest.mark.django_db
def test_the_day_is_that_of_the_bureau_not_of_greenwich():
    late = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert day_of(make.bureau(), late).isoformat() == "2026-03-02"
    assert day_of(make.bureau(), late - timedelta(seconds=1)).isoformat() == "2026-03-01"


@pytest.mark.django_db
def test_after_9999_numbers_grow_longer():
    draw()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE numbering_counter SET last = 9999")
    assert draw() == "J20260302-10000"


@pytest.mark.django_db(transaction=True)
def test_a_transaction_rolled_back_leaves_no_gap():
    with transaction.atomic():
        assert draw() == "J20260302-0001"
        transaction.set_rollback(True)
    assert draw() == "J20260302-0001"


@pytest.mark.django_db(transaction=True)
def test_many_who_draw_at_once_leave_neither_gap_nor_twin():
    home = make.bureau()
    drawn, start = [], threading.Barrier(8)

    def run(broken):
        try:
            start.wait()
            for number in range(10):
                given_up = bool(broken and number % 2)
                with transaction.atomic():
                    got = draw(of=home)
                    transaction.set_rollback(given_up)
                if not given_up:
                    drawn.append(got)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number % 2]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(drawn) == [f"J20260302-{number:04}" for number in range(1, 61)]
