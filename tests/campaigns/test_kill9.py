"""The ledger of the campaign of kills. The campaign itself, and that it finds planted faults, are
steps of `.ci/run`: each starts and kills the whole product several times."""

import json
from random import Random
from uuid import UUID

import pytest

from tocsin.kernel.accounts.api import Officer
from tocsin.project.campaigns.book import Book
from tocsin.project.campaigns.ledger import Ledger, lines_of
from tocsin.project.campaigns.lifecycle import Worker
from tocsin.project.campaigns.line import Declined, Reply
from tocsin.project.campaigns.scene import Person


def test_a_line_torn_by_a_kill_is_no_entry_and_takes_no_other_with_it(tmp_path):
    path = tmp_path / "ledger"
    ids = [UUID(int=1), UUID(int=2)]
    Ledger(path).note(ids[0], "closed", [{"number": "C1"}])
    path.write_bytes(path.read_bytes() + b'{"act": "0000')
    Ledger(path).note(ids[1], "closed", [{"number": "C2"}])

    assert [line.act_id for line in lines_of(path)] == ids


class Telling:
    """A line on which one answer after another is told, whatever is asked."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def post(self, *_asked, **_as_whom):
        return self.read()

    def read(self, *_asked, **_as_whom):
        return Reply(200, json.dumps(self.answers.pop(0)))


def worker_with(line):
    """Make a worker who needs no database."""
    somebody = Person(Officer(), "key")
    rng = Random(1)  # noqa: S311 - it chooses what a call is about
    return Worker("w0", line, Book(), rng, somebody, somebody, somebody, [])


def test_a_call_kept_without_the_database_is_acknowledged_and_left_to_who_is_free_later():
    worker = worker_with(Telling({"number": "", "state": "kept"}))

    with pytest.raises(Declined):
        worker.come_in("sms")
    assert [done.facts["source"] for done in worker.book.acknowledged] == ["w0-1"]
    assert worker.book.kept() == 1


def test_who_saved_a_call_without_the_database_waits_until_its_incident_is_there():
    worker = worker_with(Telling({"incident": None}, {"incident": "A20260302-0001"}))

    assert worker.incident_of("J20260302-0001") == "A20260302-0001"
