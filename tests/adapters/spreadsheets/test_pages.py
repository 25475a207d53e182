"""Pages on which tables go out as spreadsheets and come in from them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make, make_catalogue
from tocsin.adapters.spreadsheets.keeping import forget_sheets
from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.adapters.spreadsheets.reading import read_rows
from tocsin.kernel.audit import api as audit
from tocsin.registers.units.models import Unit

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
HEAD = "code,name,kind,lon,lat\n"
RIGHT = HEAD + "201,城关-01,car,106.6,35.2\n202,城关-02,foot,106.6,35.2\n"
WRONG = HEAD + "201,城关-01,car,106.6,35.2\n202,城关-02,boat,106.6,35.2\n"
DOORS = "code,text,lon,lat\nA1,东华镇东大街12号,106.62,35.2\n"


@pytest.fixture
def sign_in(client):
    def enter(who, *, language="en"):
        client.force_login(make.officer(who), backend=BACKEND)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return enter


def send(client, content, *, table="units", name="units.csv", act=None):
    file = SimpleUploadedFile(name, content.encode())
    act_id = act or str(uuid4())
    return client.post(f"/sheets/{table}/send/", {"act_id": act_id, "file": file})


def sent(client, content, **how):
    answer = send(client, content, **how)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def confirm(client, page, **typed):
    return client.post(f"{page}confirm/", {"act_id": str(uuid4()), **typed})


def test_a_sheet_is_shown_first_and_stored_when_it_is_confirmed(sign_in):
    client = sign_in("admin")
    page = sent(client, RIGHT)
    assert "Import 2 rows" in client.get(page).content.decode()
    assert Unit.objects.count() == 0

    assert confirm(client, page).status_code == 302
    assert sorted(Unit.objects.values_list("code", flat=True)) == ["201", "202"]
    assert "Imported: 2 new, 0 changed" in client.get(page).content.decode()


def test_wrong_rows_are_listed_and_the_right_ones_may_go_in_without_them(sign_in):
    client = sign_in("admin")
    page = sent(client, WRONG)
    shown = client.get(page).content.decode()
    assert "The kind is not known" in shown
    assert '<td class="num sheet-row">3</td>' in shown
    assert confirm(client, page).status_code == 409
    assert Unit.objects.count() == 0

    confirm(client, page, partial="yes")
    assert list(Unit.objects.values_list("code", flat=True)) == ["201"]


def test_reasons_are_told_in_the_language_of_whoever_reads_them(sign_in):
    page = sent(sign_in("admin"), WRONG)
    assert "没有这个类别" in sign_in("admin", language="zh-hans").get(page).content.decode()


def test_a_sheet_that_changes_nothing_says_so(sign_in):
    client = sign_in("admin")
    confirm(client, sent(client, RIGHT))
    assert (
        "2 as they were"
        in client.get(confirm(client, sent(client, RIGHT)).headers["Location"]).content.decode()
    )


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (RIGHT, "units.pdf", "Only .xlsx and .csv"),
        ("code,colour\n1,red\n", "units.csv", "“colour” is not known"),
        ("no package", "units.xlsx", "damaged"),
        ("", "units.csv", "headings"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_a_sentence(sign_in, content, name, words):
    answer = send(sign_in("admin"), content or "\n", name=name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not KeptSheet.objects.exists()


def test_a_form_without_a_file_is_refused(sign_in):
    answer = sign_in("admin").post("/sheets/units/send/", {"act_id": str(uuid4())})
    assert answer.status_code == 422


def test_a_sheet_sent_twice_is_one_sheet(sign_in):
    client, act = sign_in("admin"), str(uuid4())
    assert sent(client, RIGHT, act=act) == sent(client, RIGHT, act=act)
    assert KeptSheet.objects.count() == 1


def test_a_confirmed_sheet_is_not_confirmed_again(sign_in):
    client = sign_in("admin")
    page = sent(client, RIGHT)
    confirm(client, page)
    assert confirm(client, page).status_code == 409
    assert client.post(f"{page}withdraw/", {"act_id": str(uuid4())}).status_code == 409


def test_a_withdrawn_sheet_leaves_nothing_behind(sign_in):
    client = sign_in("admin")
    page = sent(client, RIGHT)
    client.post(f"{page}withdraw/", {"act_id": str(uuid4())})
    assert bytes(KeptSheet.objects.get().content) == b""
    assert Unit.objects.count() == 0
    assert "Withdrawn" in client.get(page).content.decode()


def test_tables_of_the_catalogue_come_and_go_the_same_way(sign_in):
    make_catalogue.reference()
    client = sign_in("admin")
    out = client.get("/sheets/dispositions/csv/export/")
    page = sent(client, out.content.decode("utf-8-sig"), table="dispositions", name="d.csv")
    assert "0</dd>" in client.get(page).content.decode()
    assert confirm(client, page).status_code == 302


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_handed_out_is_what_comes_in(sign_in, kind):
    unit = make.unit("=城关")
    answer = sign_in("guan").get(f"/sheets/units/{kind}/export/")
    assert f'filename="units.{kind}"' in answer.headers["Content-Disposition"]
    rows = read_rows(answer.content, name=f"units.{kind}")
    assert rows[1][:2] == [unit.code, "=城关"]
    assert b"'=" in answer.content or kind == "xlsx"


@pytest.mark.parametrize(
    ("who", "table", "opens", "sends"),
    [
        ("admin", "units", 200, 302),
        ("guan", "units", 200, 302),
        ("guan", "dispositions", 200, 403),
        ("guan", "addresses", 200, 403),
        ("bai", "addresses", 200, 302),
        ("bai", "units", 403, 403),
        ("lin", "units", 403, 403),
        ("ma", "addresses", 403, 403),
        ("zhao", "units", 403, 403),
    ],
)
def test_each_table_is_for_its_own_people(sign_in, who, table, opens, sends):
    client = sign_in(who)
    assert client.get(f"/sheets/{table}/").status_code == opens
    assert client.get(f"/sheets/{table}/csv/export/").status_code == opens
    content = {"units": RIGHT, "addresses": DOORS}.get(table, "code\nx\n")
    assert send(client, content, table=table).status_code == sends


def test_there_is_no_other_table_and_no_other_kind_of_file(sign_in):
    client = sign_in("admin")
    assert client.get("/sheets/officers/").status_code == 404
    assert client.get("/sheets/units/pdf/export/").status_code == 404


def test_a_sheet_of_another_bureau_is_not_there(sign_in):
    page = sent(sign_in("admin"), RIGHT)
    elsewhere = make.officer("admin", of=make.bureau("620882"))
    client = sign_in("admin")
    client.force_login(elsewhere, backend=BACKEND)
    assert client.get(page).status_code == 404
    assert confirm(client, page).status_code == 404


def test_every_step_is_in_the_trail(sign_in):
    client = sign_in("admin")
    page = sent(client, RIGHT)
    confirm(client, page)
    acts = [entry["action"] for entry in audit.trail(KeptSheet.objects.get())]
    assert acts == ["sheets.sent", "sheets.confirmed"]


def test_a_sheet_that_nobody_confirms_is_forgotten(sign_in):
    sent(sign_in("admin"), RIGHT)
    kept = KeptSheet.objects.get()
    assert forget_sheets(before=kept.sent_at) == 0
    assert forget_sheets(before=kept.sent_at + timedelta(seconds=1)) == 1
    kept.refresh_from_db()
    assert (kept.outcome, bytes(kept.content)) == ("withdrawn", b"")


def test_a_sheet_that_is_only_checked_leaves_no_import_in_the_trail(sign_in):
    client = sign_in("admin")
    page = sent(client, RIGHT)
    assert audit.trail(make.bureau()) == []
    confirm(client, page)
    assert [entry["action"] for entry in audit.trail(make.bureau())] == ["units.imported"]
