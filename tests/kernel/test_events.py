"""What happened is told when, and only when, it is committed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import connection, transaction

from tests import make
from tocsin.kernel.events import api as events
from tocsin.kernel.events.models import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(events.Event):
    kind: ClassVar[str] = "test.rang"
    times: int


def rang(times=1, of=None):
    home = of or make.bureau()
    return Rang(bureau_id=home.pk, subject="bell:1", at=make.NOON, times=times)


@pytest.mark.django_db
def test_an_event_is_written_with_its_facts_and_its_transaction():
    events.publish(rang(times=3))
    row = Outbox.objects.get(kind="test.rang")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert row.transaction == cursor.fetchone()[0]
    assert (row.subject, row.facts, row.at) == ("bell:1", {"times": 3}, make.NOON)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_told():
    with transaction.atomic():
        events.publish(rang())
        transaction.set_rollback(True)
    assert not Outbox.objects.exists()


@pytest.mark.django_db
def test_hearers_are_called_inside_the_publishing_transaction(monkeypatch):
    heard = []
    monkeypatch.setattr(events, "_HEARERS", {})
    events.subscribe(Rang, lambda event: heard.append((event.times, connection.in_atomic_block)))
    events.publish(rang(times=2))
    assert heard == [(2, True)]


@pytest.mark.django_db
def test_old_events_are_forgotten():
    events.publish(rang())
    assert events.purge(before=make.NOON) == 0
    assert events.purge(before=make.NOON + timedelta(seconds=1)) == 1
