"""The page on which supervisors read the tables."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make, make_catalogue
from tocsin.registers.catalogue.services import import_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded():
    make_catalogue.reference()


@pytest.fixture
def reader(client):
    client.force_login(make.officer("guan"))
    return client


@pytest.fixture
def english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


def text_of(response) -> str:
    return str(response.content, "utf-8")


@pytest.mark.parametrize(
    ("who", "status"), [("guan", 200), ("admin", 200), ("lin", 403), ("ma", 403), ("stranger", 403)]
)
def test_page_is_for_supervisors_and_administrators(client, who, status):
    client.force_login(make.officer(who))

    assert client.get(reverse("catalogue:page")).status_code == status


def test_visitor_is_sent_to_sign_in(client):
    assert client.get(reverse("catalogue:page")).status_code == 302


def test_page_shows_types_with_their_questions_and_plans(reader):
    page = text_of(reader.get(reverse("catalogue:page")))

    assert "打架斗殴" in page
    assert "对方手里有刀" in page
    assert "打架伤害处置" in page


def test_page_is_in_the_language_of_the_reader(reader, english):
    page = text_of(reader.get(reverse("catalogue:page"), {"q": "0201"}))

    assert "Fight" in page
    assert "Asked of the caller" in page


def test_words_narrow_the_types(reader):
    page = text_of(reader.get(reverse("catalogue:page"), {"q": "djdo"}))

    assert "打架斗殴" in page
    assert "燃气泄漏" not in page


@pytest.mark.parametrize(
    ("table", "words", "shown", "hidden"),
    [
        ("plans", "fire", "火灾处置", "走失搜寻"),
        ("plans", "搜寻", "走失搜寻", "火灾处置"),
        ("dispositions", "调解", "当场调解成功", "送医救治"),
    ],
)
def test_words_narrow_plans_and_dispositions(reader, table, words, shown, hidden):
    page = text_of(reader.get(reverse("catalogue:page"), {"table": table, "q": words}))

    assert shown in page
    assert hidden not in page


def test_nothing_found_is_said_with_what_to_try(reader, english):
    page = text_of(reader.get(reverse("catalogue:page"), {"q": "zzqqxx"}))

    assert "Nothing in this table fits what you typed." in page
    assert "Try a shorter word" in page


def test_bureau_without_tables_is_told_so(client, english):
    client.force_login(make.officer("guan", of=make.bureau("620899")))

    page = text_of(client.get(reverse("catalogue:page")))

    assert "Nothing has been loaded for your bureau yet." in page


def test_fragment_is_the_rows_that_the_page_includes(reader):
    fragment = text_of(
        reader.get(reverse("catalogue:page"), {"q": "0201"}, headers={"HX-Request": "true"})
    )

    assert "打架斗殴" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize("question", [{"table": "people"}, {"q": "x" * 81}])
def test_what_cannot_be_asked_is_answered_with_a_sentence(reader, question):
    response = reader.get(reverse("catalogue:page"), question)

    assert response.status_code == 422
    assert "errorlist" in text_of(response)


def test_retired_and_own_rows_are_marked(reader, english):
    import_sheet(
        bureau=make.bureau(),
        actor=make.officer("admin"),
        at=make.NOON,
        table="dispositions",
        cells=[["code", "active"], ["no_trace", "no"]],
    )

    page = text_of(
        reader.get(reverse("catalogue:page"), {"table": "dispositions", "q": "no_trace"})
    )

    assert "Retired" in page
    assert "Own entry" in page


@pytest.mark.parametrize("table", ["types", "plans", "dispositions"])
def test_page_asks_the_database_little_however_long_the_table(
    reader, table, django_assert_max_num_queries
):
    address = reverse("catalogue:page")
    reader.get(address)

    with django_assert_max_num_queries(6):
        reader.get(address, {"table": table})
