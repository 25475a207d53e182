"""The list of calls stays quick however many there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from tests import make
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.queries import Mark, behind, waiting_calls

MANY = 200_000
FILL = """
    INSERT INTO calls_call (id, bureau_id, number, channel, state, source_id, source_name, rang_at,
        answered_at, answered_by_id, saved_at, place_words, place_kind, place_code, place_light,
        place_text, type_code, words, answers, validity, validity_reason, knowledge_code,
        handed_to, call_back)
    SELECT gen_random_uuid(), %(bureau)s, 'X' || n, 'telephone', 'saved', '', '',
        %(from)s::timestamptz - n * interval '1 minute', %(from)s, %(taker)s, %(from)s,
        '', '', '', '',
        '东大街' || n %% 400 || '号', '0302', '', '{}', case n %% 4 when 0 then 'valid'
        else 'nuisance' end, '', '', '', 'none'
    FROM generate_series(1, %(many)s) AS n
"""


@pytest.fixture
def many() -> None:
    taker = make.officer("lin")
    with connection.cursor() as cursor:
        cursor.execute(
            FILL, {"bureau": taker.bureau_id, "taker": taker.pk, "from": make.NOON, "many": MANY}
        )
        cursor.execute("ANALYZE calls_call")


@pytest.mark.usefixtures("many")
def test_two_hundred_thousand_calls_open_by_their_indexes_for_an_ordinary_call_taker(
    client, django_assert_max_num_queries
):
    client.force_login(make.officer("lin"))
    rows = Call.objects.filter(bureau=make.bureau())
    deep = Mark(make.NOON - timedelta(days=100), rows[0].pk)
    page = reverse("calls:list")
    client.get(page)

    for query in ({}, {"validity": "valid"}, {"before": str(deep)}):
        with django_assert_max_num_queries(6):
            response = client.get(page, query)
        assert len(response.context["rows"]) == 50
    for mark in (None, deep):
        plan = behind(rows, mark)[:51].explain()
        assert "calls_newest" in plan
        assert "Sort" not in plan
    assert "calls_waiting" in waiting_calls(rows).explain()
