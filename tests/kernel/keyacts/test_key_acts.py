"""Keys are touched with a number that two people approved, once, or alone on record."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tests.kernel.people.test_people import sent, signed_in
from tocsin.kernel import moment
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.errors import NotThere
from tocsin.kernel.keyacts import services
from tocsin.kernel.personal import api as personal
from tocsin.kernel.two_person.api import NotWaiting, Proposal, State
from tocsin.project import cli, startup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(monkeypatch, settings, tmp_path):
    """The commands work on the test's own database, with keys in folders."""

    @contextmanager
    def here():
        yield ""

    monkeypatch.setattr(startup, "ground", here)
    monkeypatch.setattr(startup, "without_database", lambda: None)
    settings.PERSONAL_KEYS, settings.PERSONAL_FOLDER = "", tmp_path / "personal"
    settings.LEDGER_KEYS, settings.LEDGER_FOLDER = "", tmp_path / "ledger"
    return tmp_path


def proposed(deed="personal.add", **words):
    answer = sent(signed_in("admin"), "keyacts:propose", deed=deed, reason="yearly", **words)
    assert answer.status_code == 302
    return Proposal.objects.latest("pk")


def approved(deed="personal.add", **words):
    made = proposed(deed, **words)
    assert sent(signed_in("an"), "two_person:approve", made.pk).status_code == 302
    made.refresh_from_db()
    assert made.state == State.APPROVED
    return made


def newest():
    return personal.keyring().newest.number


def test_the_command_uses_up_what_two_people_approved_once():
    made = approved()
    assert newest() == 1

    assert cli.run(["personal", "keys", "--add", "--approved", str(made.pk)]) == 0

    assert newest() == 2
    made.refresh_from_db()
    assert made.state == State.DONE
    assert Entry.objects.get(action="keys.done").detail["proposal"] == made.pk
    assert cli.run(["personal", "keys", "--add", "--approved", str(made.pk)]) == cli.REFUSED
    assert newest() == 2


def test_nothing_is_done_with_keys_by_one_person():
    assert cli.run(["personal", "keys", "--add"]) == 2
    waiting = proposed()
    assert cli.run(["personal", "keys", "--add", "--approved", str(waiting.pk)]) == cli.REFUSED
    assert cli.run(["personal", "keys", "--add", "--approved", "999999"]) == cli.REFUSED
    assert cli.run(["ledger", "keys", "--add"]) == 2
    assert cli.run(["ledger", "keys", "--alone", "why not"]) == 2
    assert newest() == 1


def test_a_number_is_good_for_the_very_act_and_folder():
    made = approved()
    for words in (["personal", "keys", "--retire"], ["ledger", "keys", "--add"]):
        assert cli.run([*words, "--approved", str(made.pk)]) == cli.REFUSED
    with pytest.raises(NotThere):
        services.use_approval(
            number=made.pk, deed="personal.add", target="tuesday", at=moment.now()
        )
    made.refresh_from_db()
    assert made.state == State.APPROVED


def test_a_backup_carries_keys_only_into_the_folder_that_was_approved(tmp_path):
    made = approved("backup.with_keys", target="tuesday")
    assert "tuesday" in services.told(made)
    other = str(tmp_path / "monday")
    words = ["backup", other, "--with-keys", "--approved", str(made.pk)]
    assert cli.run(words) == cli.REFUSED
    assert not (tmp_path / "monday").exists()
    assert cli.run(["backup", other, "--with-keys"]) == 2


def test_an_act_that_fails_leaves_the_approval(own_keys):
    made = approved("personal.retire")
    personal.add_key()
    assert cli.run(["personal", "keys", "--retire", "--approved", str(made.pk)]) == cli.REFUSED
    made.refresh_from_db()
    assert made.state == State.APPROVED


def test_an_approval_runs_out_after_a_day():
    made = approved()
    with pytest.raises(NotWaiting):
        services.use_approval(
            number=made.pk,
            deed="personal.add",
            target="",
            at=made.expires_at + timedelta(seconds=1),
        )


def test_no_page_carries_it_out():
    made = approved()
    admin = signed_in("admin")
    door = reverse("two_person:carry_out", args=[made.pk])
    page = admin.get(reverse("two_person:desk")).content.decode()
    assert f"--approved {made.pk}" in page
    assert door not in page
    assert sent(admin, "two_person:carry_out", made.pk).status_code == 403
    made.refresh_from_db()
    assert made.state == State.APPROVED


def test_the_signing_key_of_the_ledger_takes_two_people_as_well(capsys):
    made = approved("ledger.add")
    assert cli.run(["ledger", "keys", "--add", "--approved", str(made.pk), "--json"]) == 0
    made.refresh_from_db()
    assert made.state == State.DONE


def test_alone_is_on_record_and_stands_on_every_page_of_security_officers():
    make.bureau()
    an = signed_in("an", lately=False)
    assert cli.run(["personal", "keys", "--add", "--alone", " "]) == cli.REFUSED
    assert newest() == 1

    assert cli.run(["personal", "keys", "--add", "--alone", "web is down"]) == 0

    assert newest() == 2
    entry = Entry.objects.get(action="keys.done_alone", bureau=make.bureau())
    assert entry.detail == {"deed": "personal.add", "reason": "web is down"}
    notice = reverse("keyacts:notice")
    assert notice in an.get(reverse("start")).content.decode()
    assert "web is down" in an.get(notice).content.decode()
    assert services.done_alone(make.bureau(), moment.now() + timedelta(days=8)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"deed": "nothing"},
        {"deed": "backup.with_keys"},
        {"deed": "backup.with_keys", "target": "x" * 61},
        {"reason": " "},
    ],
)
def test_what_cannot_be_proposed_is_told(wrong):
    asked = {"deed": "personal.add", "reason": "yearly"} | wrong
    assert sent(signed_in("admin"), "keyacts:propose", **asked).status_code == 422
    assert not Proposal.objects.exists()


def test_others_see_no_page_of_keys():
    for who, status in (("admin", 200), ("an", 200), ("shen", 403), ("guan", 403)):
        browser = signed_in(who, lately=False)
        assert browser.get(reverse("keyacts:desk")).status_code == status
    assert sent(signed_in("an"), "keyacts:propose", deed="personal.add").status_code == 403
