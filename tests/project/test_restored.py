"""A database that came back is looked at: its ledger, and whether an officer can sign in."""

import pytest

from tests import make
from tocsin.core.ledger.checkpoints import Checkpoint as Signed
from tocsin.core.ledger.notes import Note
from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.durability import api as durability
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.ledger.models import Progress
from tocsin.kernel.personal import api as personal
from tocsin.project import backing, restored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"


def found(about: dict[str, object]) -> dict[str, bool]:
    return {finding.name: finding.ok for finding in restored.inspect(about)}


def signed_act() -> None:
    bureau = make.bureau()
    durability.backed_up(method="base", size=1, with_keys=False, at=make.NOON)
    assert audit.trail(bureau)
    Progress.objects.update_or_create(pk=1, defaults={"server": "moved"})
    ledger.sequence()
    ledger.sign(at=make.NOON)


def test_sound_database_passes_and_nothing_stays_behind():
    signed_act()
    before = Officer.objects.count()

    told = found({"checkpoint": backing.newest_note()})

    assert (told["tables"], told["ledger"], told["sign-in"]) == (True, True, True)
    assert Officer.objects.count() == before


def test_checkpoint_of_the_time_of_the_backup_must_still_be_there():
    signed_act()
    [key] = ledger.keyring().signing
    larger = Signed(key.name, 99, bytes(32)).text()

    told = found({"checkpoint": Note(larger, (key.sign(larger),)).written()})

    assert told["ledger"] is False


def test_nobody_signs_in_where_the_page_lets_nobody_past(settings):
    make.bureau()
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.BaseBackend"]

    assert found({})["sign-in"] is False


def test_keys_of_another_county_open_nobody(settings):
    personal.keep(
        facts={personal.Kind.NAME: "测试人"},
        retention=RetentionClass.CALL,
        actor=make.officer("lin"),
        at=make.NOON,
    )
    assert found({})["people"] is True
    settings.PERSONAL_KEYS = f"1:{bytes(32).hex()}"
    assert found({})["people"] is False


def test_last_rehearsal_is_known_in_every_bureau():
    one, other = make.bureau("one"), make.bureau("other")
    assert durability.last_rehearsal(one.pk) is None
    made_at = make.NOON.isoformat()

    for passed in (True, False):
        outcome = durability.Outcome("base", made_at, 12.5, passed=passed)
        durability.rehearsed(outcome=outcome, at=make.NOON)

    for bureau in (one, other):
        last = durability.last_rehearsal(bureau.pk)
        assert last == durability.Rehearsal(make.NOON, make.NOON, 12.5, passed=False)
