"""Supervisors see what is signed, print it, and prove an act of their own bureau."""

import json

import pytest
from django.urls import reverse

from tests import make
from tocsin.kernel.audit import api as audit
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.ledger.models import Progress

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"


def signed_act(of=None) -> int:
    """Do an act, and sign it; the transaction of a test never ends, so rows are taken whole."""
    officer = make.officer("lin", of=of)
    kind = audit.registered().get("tests.tolled") or audit.act("tests.tolled", "Tolled", "number")
    audit.record(kind, subject=officer, actor=officer, at=make.NOON, number="J1")
    Progress.objects.update_or_create(pk=1, defaults={"server": "moved"})
    ledger.sequence()
    ledger.sign(at=make.NOON)
    return Entry.objects.latest("pk").pk


def seen_by(client, who: str, name: str, **asked: object):
    client.force_login(make.officer(who))
    return client.get(reverse(f"supervision:{name}"), asked)


def test_the_newest_checkpoint_is_shown_with_what_waits(client):
    signed_act()
    page = seen_by(client, "guan", "ledger").content.decode()
    assert ledger.keyring().origin in page
    assert "最新检查点" in page


def test_nothing_signed_yet_is_said(client):
    assert "尚无签名。" in seen_by(client, "guan", "ledger").content.decode()
    assert "尚无签名。" in seen_by(client, "guan", "ledger_paper").content.decode()


def test_the_sheet_for_printing_carries_a_code(client):
    signed_act()
    page = seen_by(client, "guan", "ledger_paper").content.decode()
    assert "<svg" in page
    assert ledger.keyring().origin in page


def test_an_act_is_proved_on_the_page_and_in_a_file(client):
    number = signed_act()
    assert "单项操作证明" in seen_by(client, "guan", "ledger", act=number).content.decode()
    proof = json.loads(seen_by(client, "guan", "ledger_proof", act=number).content)
    assert json.loads(proof["row"])["number"] == number


@pytest.mark.parametrize(("asked", "status"), [("x", 422), ("9" * 30, 422), ("999999999", 404)])
def test_what_is_no_act_is_answered_with_a_sentence(client, asked, status):
    signed_act()
    assert seen_by(client, "guan", "ledger", act=asked).status_code == status


def test_an_act_of_another_bureau_is_not_proved(client):
    number = signed_act(of=make.bureau(code="620882"))
    assert seen_by(client, "guan", "ledger_proof", act=number).status_code == 404


def test_only_supervisors_reach_it(client):
    assert seen_by(client, "lin", "ledger").status_code == 403
