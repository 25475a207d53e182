"""An export of looks takes two people, is sealed to one, counted, and gone after a day."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.kernel.people.test_people import sent, signed_in
from tests.review.test_drawing import look
from tocsin.core.handing import opened, public_key, written
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import service_officer
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.two_person.api import Proposal, State
from tocsin.project.commands.exports import command
from tocsin.readers.exports.models import Export
from tocsin.readers.exports.services import delete_expired

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))
KEY = written(public_key(SECRET))
NAME = "高某"


def yesterday():
    return moment.now() - timedelta(days=1)


def proposed(browser, **words):
    day = timezone.localtime(yesterday()).date().isoformat()
    asked = {"first": day, "last": day, "recipient": "市局督察", "key": KEY, "reason": "half-year"}
    return sent(browser, "exports:propose", **(asked | words))


@pytest.fixture
def looked():
    look("lin", name=NAME, at=yesterday())
    look("zhao", name=NAME, at=yesterday(), refusal="personal.no_purpose")


def made(looked_at=None):
    shen, an = signed_in("shen"), signed_in("an")
    assert proposed(shen).status_code == 302
    [proposal] = Proposal.objects.all()
    assert sent(an, "two_person:approve", proposal.pk).status_code == 302
    assert sent(shen, "two_person:carry_out", proposal.pk).status_code == 302
    proposal.refresh_from_db()
    return shen, an, proposal


def test_the_whole_way_and_each_step_is_on_record(looked, tmp_path):
    shen, an, proposal = made()
    assert (proposal.state, proposal.rows) == (State.DONE, 2)
    [export] = Export.objects.all()
    url = reverse("exports:package", args=[export.pk])
    assert url in shen.get(reverse("exports:desk")).content.decode()

    answer = shen.get(url)

    handed = opened(answer.content, secret=SECRET)
    rows = [json.loads(line) for line in handed.content.decode().splitlines()]
    assert handed.facts["rows"] == 2
    assert [(row["officer"], row["refused"]) for row in rows] == [
        ("lin", ""),
        ("zhao", "personal.no_purpose"),
    ]
    assert NAME not in handed.content.decode()
    assert b"zhao" not in answer.content
    shen.get(url)
    export.refresh_from_db()
    assert export.fetched == 2
    assert Entry.objects.get(action="exports.made").detail["rows"] == 2
    assert Entry.objects.filter(action="exports.fetched").count() == 2
    # It is for whoever made it.
    assert an.get(url).status_code == 403
    assert signed_in("guan").get(url).status_code == 404

    package, secret, out = (tmp_path / name for name in ("p", "k", "out"))
    package.write_bytes(answer.content)
    secret.write_text(SECRET.hex())
    ran = CliRunner().invoke(
        command, ["open", str(package), "--key", str(secret), "--out", str(out), "--json"]
    )
    assert ran.exit_code == 0, ran.output
    assert out.read_bytes() == handed.content


def test_it_is_made_once(looked):
    shen, _an, proposal = made()
    assert sent(shen, "two_person:carry_out", proposal.pk).status_code == 409
    assert Export.objects.count() == 1


def test_without_approval_nothing_is_made(looked):
    shen = signed_in("shen")
    proposed(shen)
    [proposal] = Proposal.objects.all()
    assert sent(shen, "two_person:carry_out", proposal.pk).status_code == 409
    assert sent(shen, "two_person:approve", proposal.pk).status_code == 409
    assert not Export.objects.exists()


def test_where_other_looks_are_there_than_were_counted_it_is_void(looked):
    shen, an = signed_in("shen"), signed_in("an")
    proposed(shen)
    [proposal] = Proposal.objects.all()
    sent(an, "two_person:approve", proposal.pk)
    look("lin", at=yesterday())

    sent(shen, "two_person:carry_out", proposal.pk)

    proposal.refresh_from_db()
    assert proposal.state == State.VOID
    assert not Export.objects.exists()


def test_after_a_day_it_is_deleted_and_fetched_no_more(looked):
    shen, _an, _proposal = made()
    [export] = Export.objects.all()
    url = reverse("exports:package", args=[export.pk])
    clerk = service_officer(make.bureau(), "exports")
    assert delete_expired(clerk=clerk, at=export.expires_at - timedelta(seconds=1)) == 0
    assert delete_expired(clerk=clerk, at=export.expires_at) == 1
    assert shen.get(url).status_code == 404
    export.refresh_from_db()
    assert export.package is None
    assert Entry.objects.filter(action="exports.expired").count() == 1


def test_its_time_counts_although_nobody_has_come_by(looked):
    shen, _an, _proposal = made()
    Export.objects.update(expires_at=moment.now() - timedelta(seconds=1))
    [export] = Export.objects.all()
    assert shen.get(reverse("exports:package", args=[export.pk])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "tocsin-x25519:AAAA"},
        {"first": "2026-02-31"},
        {"last": "2999-01-01"},
        {"recipient": ""},
        {"reason": ""},
        {"first": "2000-01-02", "last": "2000-01-01"},
    ],
)
def test_what_is_wrong_is_said(looked, wrong):
    answer = proposed(signed_in("shen"), **wrong)
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_days_without_looks_are_not_exported():
    assert proposed(signed_in("shen")).status_code == 409


def test_a_key_is_made_once_and_never_overwritten(tmp_path):
    file = str(tmp_path / "recipient.key")
    ran = CliRunner().invoke(command, ["key", "--out", file, "--json"])
    assert json.loads(ran.output)["public"].startswith("tocsin-x25519:")
    assert CliRunner().invoke(command, ["key", "--out", file]).exit_code == 1
    assert (tmp_path / "recipient.key").stat().st_mode & 0o077 == 0
