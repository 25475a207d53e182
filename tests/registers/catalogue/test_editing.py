"""Entries of the tables, read and changed on pages of their own."""

from html import unescape
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.conf import settings

from tests import make, make_catalogue
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.catalogue.models import (
    Disposition,
    Edition,
    EntryVersion,
    IncidentType,
    ResponsePlan,
    UnitStatus,
)
from tocsin.registers.catalogue.reference import built_in
from tocsin.registers.catalogue.tables import TABLES

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """What a browser would send of the form of an entry, untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.typed: dict[str, list[str]] = {}
        self.within, self.area, self.choosing = False, "", ""

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        name = facts.get("name", "")
        if tag == "form":
            self.within = "entry" in (facts.get("class") or "").split()
        if not self.within:
            return
        if tag == "input" and name and (facts.get("type") != "checkbox" or "checked" in facts):
            self.typed.setdefault(name, []).append(facts.get("value") or "on")
            if facts.get("type") != "checkbox":
                self.typed[name][-1] = facts.get("value") or ""
        elif tag == "textarea":
            self.area = name
            self.typed[name] = [""]
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and "selected" in facts:
            self.typed.setdefault(self.choosing, []).append(facts.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""
        elif tag == "form":
            self.within = False

    def handle_data(self, data):
        if self.area:
            self.typed[self.area][0] += unescape(data).removeprefix("\n")


@pytest.fixture(autouse=True)
def _loaded():
    make_catalogue.reference()


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(make.officer(who))
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return enter


def typed_on(client, table, code):
    """Read the form as it is shown."""
    fields = Fields()
    fields.feed(client.get(f"/catalogue/entry/{table}/{code}/").content.decode())
    return fields.typed


def change(client, table, code, typed):
    sent = {**typed, "act_id": str(uuid4())}
    return client.post(f"/catalogue/change/{table}/{code}/", sent)


def add(client, table, **typed):
    sent = {"act_id": str(uuid4()), "version": "0", "active": "on", **typed}
    return client.post(f"/catalogue/new/{table}/add/", sent)


@pytest.mark.parametrize("table", catalogue.table_names())
def test_an_entry_kept_as_it_is_shown_does_not_change(sign_in, table):
    client = sign_in("admin")
    model = {row.name: row.model for row in TABLES}[table]
    for row in model._default_manager.all()[:6]:
        answer = change(client, table, row.code, typed_on(client, table, row.code))
        assert answer.status_code == 302, answer.content.decode()
        again = model._default_manager.get(pk=row.pk)
        assert (again.version, again.edited_locally) == (1, False)


def test_an_edit_of_the_bureau_survives_the_built_in_set_and_shows_its_history(sign_in):
    client = sign_in("admin")
    row = IncidentType.objects.get(code="0201")
    typed = typed_on(client, "incident_types", "0201")
    change(client, "incident_types", "0201", {**typed, "name_en": "Brawl"})
    make_catalogue.reference()

    row.refresh_from_db()
    assert (row.name_en, row.version, row.edited_locally) == ("Brawl", 2, True)
    page = client.get("/catalogue/entry/incident_types/0201/").content.decode()
    assert "version 2" in page
    assert "→ Brawl" in page
    assert catalogue.type_by_code(make.bureau(), "0201").name_en == "Brawl"
    assert [entry["action"] for entry in audit.trail(Edition.objects.get())][-1] == (
        "catalogue.edited"
    )


def test_an_entry_from_before_versions_were_kept_opens_all_the_same(sign_in):
    EntryVersion.objects.all().delete()
    page = sign_in("admin").get("/catalogue/entry/incident_types/0201/")
    assert "Earlier versions were not kept" in page.content.decode()


def test_a_plan_is_changed_need_by_need(sign_in):
    client = sign_in("admin")
    typed = typed_on(client, "response_plans", "patrol")
    empty = sum(name.startswith("need-1-") and name.endswith("-number") for name in typed) - 1
    typed |= {
        f"need-1-{empty}-number": ["2"],
        f"need-1-{empty}-kind": ["drone_team", "dog_team"],
        f"need-1-{empty}-able": ["drone"],
        f"need-1-{empty}-tier": ["3"],
        "reserve-4": ["2"],
        "take-2": ["3", "4"],
    }
    assert change(client, "response_plans", "patrol", typed).status_code == 302
    plan = ResponsePlan.objects.get(code="patrol")
    need = plan.level_plans()[0].needs[-1]
    assert ([kind.value for kind in need.kinds], need.number, need.tier) == (
        ["drone_team", "dog_team"],
        2,
        3,
    )
    assert plan.level_plans()[3].reserve_floor == 2
    assert plan.preemption_table()[1].may_take_from_levels == {3, 4}


def test_weights_of_a_plan_are_changed_and_what_makes_no_sense_comes_back_as_typed(sign_in):
    client = sign_in("admin")
    typed = typed_on(client, "response_plans", "patrol")
    typed |= {"coverage-4": ["12"], "taking-2": ["90"]}
    assert change(client, "response_plans", "patrol", typed).status_code == 302
    levels = ResponsePlan.objects.get(code="patrol").level_plans()
    assert (levels[3].weights.coverage_seconds, levels[1].weights.taking_seconds) == (12, 90)
    assert (levels[0].weights.coverage_seconds, levels[0].weights.taking_seconds) == (0, 300)

    answer = change(client, "response_plans", "patrol", typed | {"coverage-4": ["much"]})
    assert answer.status_code == 422
    assert 'value="much"' in answer.content.decode()


def test_questions_are_changed_and_what_nobody_can_answer_is_refused(sign_in):
    client = sign_in("admin")
    typed = typed_on(client, "incident_types", "0201")
    typed |= {"question-0-zh": ["有人受伤吗"], "question-0-rules": ["perhaps -> 1"]}
    answer = change(client, "incident_types", "0201", typed)
    assert answer.status_code == 422
    assert "有人受伤吗" in answer.content.decode()
    assert "tests an answer nobody can give" in answer.content.decode()

    typed["question-0-rules"] = ["yes -> 1"]
    assert change(client, "incident_types", "0201", typed).status_code == 302
    assert IncidentType.objects.get(code="0201").asks()[0].zh == "有人受伤吗"


@pytest.mark.parametrize(
    ("table", "code", "wrong"),
    [
        ("dispositions", "", {"name_zh": ""}),
        ("dispositions", "", {"name_zh": "长" * 81}),
        ("incident_types", "0201", {"priority": "9"}),
        ("incident_types", "0201", {"incident_class": "99"}),
        ("clock_targets", "town_1", {"seconds": "soon"}),
        ("clock_targets", "town_1", {"warn_share": "2"}),
        ("response_plans", "patrol", {"reserve-1": "many"}),
        ("response_plans", "patrol", {"need-1-0-number": "-1"}),
        ("response_plans", "patrol", {"take-4": ["1"]}),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field_and_kept(sign_in, table, code, wrong):
    client = sign_in("admin")
    code = code or str(Disposition.objects.values_list("code", flat=True)[0])
    typed = typed_on(client, table, code)
    answer = change(client, table, code, {**typed, "name_en": ["Typed and kept"], **wrong})
    assert answer.status_code == 422
    assert "Typed and kept" in answer.content.decode()
    assert not EntryVersion.objects.filter(version__gt=1).exists()


def test_who_writes_over_a_newer_version_is_told(sign_in):
    client = sign_in("admin")
    code = str(UnitStatus.objects.values_list("code", flat=True)[0])
    typed = typed_on(client, "unit_statuses", code)
    change(client, "unit_statuses", code, {**typed, "name_en": ["First"]})
    answer = change(client, "unit_statuses", code, {**typed, "name_en": ["Second"]})
    assert answer.status_code == 409
    assert UnitStatus.objects.get(code=code).name_en == "First"


def test_an_entry_is_added_and_taken_out_of_use(sign_in):
    client = sign_in("admin")
    answer = add(client, "dispositions", code="advised", name_zh="已劝导", name_en="Advised")
    assert answer.headers["Location"] == "/catalogue/entry/dispositions/advised/"
    assert "advised" in [row.code for row in catalogue.dispositions(make.bureau())]

    typed = typed_on(client, "dispositions", "advised")
    typed.pop("active")
    change(client, "dispositions", "advised", typed)
    assert "advised" not in [row.code for row in catalogue.dispositions(make.bureau())]
    again = add(client, "dispositions", code="advised", name_zh="已劝导", name_en="Advised")
    assert again.status_code == 409


@pytest.mark.parametrize("table", [name for name, rows in built_in().items() if rows])
def test_every_table_is_listed_with_a_way_to_each_entry(sign_in, table):
    short = {"incident_types": "types", "response_plans": "plans"}.get(table, table)
    page = sign_in("guan").get("/catalogue/", {"table": short}).content.decode()
    assert f"/catalogue/entry/{table}/" in page
    assert f"/sheets/{table}/" in page
    assert f"/catalogue/new/{table}/" not in page


@pytest.mark.parametrize(
    ("who", "reads", "keeps"),
    [("admin", 200, 200), ("guan", 200, 403), ("lin", 403, 403), ("zhao", 403, 403)],
)
def test_supervisors_read_and_administrators_change(sign_in, who, reads, keeps):
    client = sign_in(who)
    code = str(Disposition.objects.values_list("code", flat=True)[0])
    page = client.get(f"/catalogue/entry/dispositions/{code}/")
    assert page.status_code == reads
    assert ("Ctrl+Enter</kbd></button>" in page.content.decode()) == (keeps == 200)
    assert client.get("/catalogue/new/dispositions/").status_code == keeps
    if keeps == 403:
        assert change(client, "dispositions", code, {"version": "1"}).status_code == 403


def test_what_is_not_there_is_not_found(sign_in):
    client = sign_in("admin")
    assert client.get("/catalogue/entry/dispositions/nothing/").status_code == 404
    assert client.get("/catalogue/entry/officers/x/").status_code == 404
    client.force_login(make.officer("admin", of=make.bureau("620882")))
    assert client.get("/catalogue/entry/incident_types/0201/").status_code == 404
