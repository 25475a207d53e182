"""Supervisors and administrators see what keeps the record from being lost, and what to do."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import make
from tocsin.kernel import moment
from tocsin.kernel.durability import api as durability
from tocsin.kernel.durability.models import OneCopyWindow, Spooled

pytestmark = pytest.mark.django_db
PAGE, NOTICE = "/supervision/continuity/", "/supervision/continuity/notice/"


@pytest.fixture(autouse=True)
def _own_spool(settings, tmp_path):
    settings.SPOOL_FOLDER = tmp_path


@pytest.fixture
def guan(client):
    client.force_login(make.officer("guan"))
    return client


def text(client, address=PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "status"),
    [("guan", 200), ("admin", 200), ("an", 200), ("shen", 403), ("lin", 403), ("ma", 403)],
)
@pytest.mark.parametrize("address", [PAGE, NOTICE])
def test_page_is_for_supervisors_and_administrators(client, who, status, address):
    client.force_login(make.officer(who))

    assert client.get(address).status_code == status


def test_bureau_without_backup_and_drill_is_told_to_do_both(guan):
    page = text(guan)

    assert "两天内没有备份" in page
    assert "恢复演练已逾期" in page


@pytest.mark.parametrize(
    ("days", "passed", "told"),
    [(1, True, None), (9, True, "恢复演练已逾期"), (1, False, "恢复演练未通过")],
)
def test_drill_of_long_ago_and_one_that_failed_are_told(guan, days, passed, told):
    at = moment.now() - timedelta(days=days)
    outcome = durability.Outcome("base", at.isoformat(), 43.0, passed)
    durability.rehearsed(outcome=outcome, at=at)
    page = text(guan)

    assert "恢复用时 43 秒" in page
    assert [one for one in ("恢复演练已逾期", "恢复演练未通过") if one in page] == (
        [told] if told else []
    )


def test_backup_of_today_is_shown_with_its_size(guan):
    durability.backed_up(method="base", size=3_000_000, with_keys=False, at=moment.now())
    page = text(guan)

    assert "两天内没有备份" not in page
    assert "逐字节副本" in page


def test_one_copy_is_told_on_every_page_until_there_are_two_again(guan):
    assert "▲" not in text(guan, NOTICE)
    durability.beat(copies=durability.ONE, place="/mnt/copy", covered=None)
    assert "/mnt/copy" in text(guan, NOTICE)

    durability.beat(copies=durability.TWO, place="/mnt/copy", covered=None)
    assert "▲" not in text(guan, NOTICE)


def test_marked_times_are_listed_with_how_many_acts(guan):
    at = moment.now()
    ended = {"ended_at": at, "until_lsn": 9, "until_xid": 20, "acts": 41, "covered": True}
    OneCopyWindow.objects.create(reason="stalled", began_at=at, from_lsn=1, from_xid=10, **ended)
    page = text(guan)

    assert "第二副本停滞" in page
    assert ">41<" in page


def test_call_taken_without_the_database_is_listed_for_its_bureau_alone(guan):
    at = moment.now()
    for bureau, number in ((make.bureau(), "J1-0001"), (make.bureau("999999"), "J9-0009")):
        Spooled.objects.create(
            id=uuid4(), bureau=bureau, kind="taken", taken_at=at, entered_at=at, number=number
        )
    page = text(guan)

    assert "J1-0001" in page
    assert "J9-0009" not in page


def test_contradiction_is_shown_and_told_for_a_week(guan):
    make.bureau()
    at = moment.now() - timedelta(days=8)
    durability.contradicted(witness="peer.example", size=5, kept=7, at=at)
    assert "peer.example" in text(guan)
    assert "见证方保存着同名的另一本账" not in text(guan, NOTICE)

    durability.contradicted(witness="peer.example", size=6, kept=7, at=moment.now())
    assert "见证方保存着同名的另一本账" in text(guan, NOTICE)
