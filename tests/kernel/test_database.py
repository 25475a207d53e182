"""Rows that wait for the commit share the fate of the act that adds them."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import make
from tocsin.kernel.audit import api as audit
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.database import api as database
from tocsin.kernel.events import api as events
from tocsin.kernel.events.models import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolled(events.Event):
    kind: ClassVar[str] = "test.tolled"
    bell: int


@pytest.fixture
def toll():
    home = make.bureau()

    def tell(bell):
        events.publish(Tolled(bureau_id=home.pk, subject="bell", at=make.NOON, bell=bell))

    return tell


def tolled():
    rows = Outbox.objects.filter(kind="test.tolled").order_by("pk")
    return list(rows.values_list("facts__bell", flat=True))


class UndoneError(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_rows_of_one_act_are_written_in_their_order_by_one_statement(toll):
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        for bell in (1, 2, 3):
            toll(bell)
    written = [query["sql"] for query in asked.captured_queries if "INSERT" in query["sql"]]
    assert (tolled(), len(written)) == ([1, 2, 3], 1)


@pytest.mark.django_db(transaction=True)
def test_what_a_savepoint_undoes_is_not_written(toll):
    with transaction.atomic():
        toll(1)
        with suppress(UndoneError), transaction.atomic():
            toll(2)
            with transaction.atomic():
                toll(3)
            raise UndoneError
        with transaction.atomic():
            toll(4)
    assert tolled() == [1, 4]


@pytest.mark.django_db(transaction=True)
def test_what_an_act_undoes_is_not_written_by_the_next_act(toll):
    with suppress(UndoneError), transaction.atomic():
        toll(1)
        raise UndoneError
    with transaction.atomic():
        toll(2)
        transaction.set_rollback(True)
    with transaction.atomic():
        toll(3)
    assert tolled() == [3]


@pytest.mark.django_db(transaction=True)
def test_what_an_inner_block_without_savepoint_undoes_undoes_all(toll):
    with transaction.atomic():
        toll(1)
        with suppress(UndoneError), transaction.atomic(savepoint=False):
            raise UndoneError
    assert tolled() == []


@pytest.mark.django_db(transaction=True)
def test_act_whose_waiting_row_cannot_be_written_is_not_committed(toll):
    longer_than_a_subject = "b" * 61

    @transaction.atomic
    def act():
        toll(1)
        home = make.bureau(code="gone")
        events.publish(
            Tolled(bureau_id=home.pk, subject=longer_than_a_subject, at=make.NOON, bell=2)
        )

    with pytest.raises(DataError):
        act()
    assert tolled() == []
    assert not type(make.bureau()).objects.filter(code="gone").exists()


@pytest.mark.django_db(transaction=True)
def test_lost_connection_leaves_nothing_for_the_next_one(toll):
    with suppress(UndoneError), transaction.atomic():
        toll(1)
        connection.close()
        raise UndoneError
    with transaction.atomic():
        toll(2)
    assert tolled() == [2]


@pytest.mark.django_db
def test_in_a_test_case_the_end_of_the_act_writes(toll):
    with transaction.atomic():
        toll(1)
        assert tolled() == []
    assert tolled() == [1]
    toll(2)
    assert tolled() == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_the_trail_shows_the_acts_of_its_own_transaction():
    kind = audit.registered().get("tests.rung") or audit.act("tests.rung", "Tolled", "bell")
    unit = make.unit()
    with transaction.atomic():
        audit.record(kind, subject=unit, actor=make.officer("lin"), at=make.NOON, bell=1)
        assert not Entry.objects.filter(action="tests.rung").exists()
        assert [entry["action"] for entry in audit.trail(unit)][-1] == "tests.rung"
    assert Entry.objects.filter(action="tests.rung").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_reads_once_what_it_asks_for_once():
    reads = []

    def read():
        reads.append(True)
        return len(reads)

    def ask():
        return database.once_in_transaction("test.reads", read)

    assert (ask(), ask()) == (1, 2)
    with transaction.atomic():
        assert (ask(), ask()) == (3, 3)
        database.forget("test.reads")
        assert ask() == 4
        with suppress(UndoneError), transaction.atomic():
            raise UndoneError
        assert ask() == 5
    with transaction.atomic():
        assert ask() == 6


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_share_what_waits(toll):
    def elsewhere():
        try:
            with transaction.atomic():
                toll(2)
        finally:
            connection.close()

    with transaction.atomic():
        toll(1)
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        assert tolled() == [2]
    assert sorted(tolled()) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_of_acts_that_are_all_or_nothing_none_is_kept_without_the_others(toll):
    with CaptureQueriesContext(connection) as asked, database.all_or_nothing():
        for bell in (1, 2):
            with transaction.atomic():
                toll(bell)
    assert tolled() == [1, 2]
    assert not any("SAVEPOINT" in query["sql"] for query in asked.captured_queries)

    with database.all_or_nothing():
        toll(3)
        with suppress(UndoneError), transaction.atomic():
            raise UndoneError
    assert tolled() == [1, 2]
