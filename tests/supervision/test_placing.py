"""How calls got their place is told of the finder, honestly where there are few, and of nobody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import make, make_calls
from tocsin.core.legs import wilson
from tocsin.desks.calls.api import Place, PlacingFact, Told
from tocsin.desks.dispatch.api import amend
from tocsin.kernel.access.api import scope_of
from tocsin.readers.supervision.placing import (
    FEWEST,
    month_of,
    months_until,
    placing_by_beat,
    placing_by_month,
    placing_of,
)

MONTH = month_of(make.NOON.date(), "Asia/Shanghai")


def fact(kind="address", rank=None, *, incident="C1", is_first=True):
    return PlacingFact(make.NOON, kind, rank, "", "B01", incident, is_first)


def test_every_way_is_counted_and_what_is_not_on_record_is_in_no_share():
    facts = [
        fact(rank=1),
        fact(rank=4),
        fact(rank=7),
        fact("division", 1),
        fact("point"),
        fact("caller"),
        fact(),
    ]
    found = placing_of("", facts, frozenset())

    assert (found.located, found.unknown) == (7, 1)
    parts = found.first, found.among_five, found.by_hand, found.by_network, found.enclosing
    assert [(part.count, part.of) for part in parts] == [(2, 6), (3, 6), (1, 6), (1, 6), (1, 6)]


def test_a_correction_counts_against_the_call_that_opened_the_incident_alone():
    facts = [fact(rank=1), fact(rank=1, is_first=False), fact(rank=1, incident="C2")]
    found = placing_of("", facts, frozenset({"C1"}))

    assert (found.corrected.count, found.corrected.of) == (1, 2)


def test_of_few_cases_no_share_is_told():
    few, enough = (placing_of("", [fact(rank=1)] * count, frozenset()) for count in (9, FEWEST))

    assert few.first.share is None
    assert enough.first.share == wilson(FEWEST, FEWEST)


@given(st.dates(date(2001, 1, 1), date(2100, 1, 1)))
def test_a_month_is_whole_and_twelve_of_them_end_with_it(day):
    month = month_of(day, "Asia/Shanghai")
    year = months_until(month)

    assert month.first.day == 1
    assert (month.last + timedelta(days=1)).day == 1
    assert month.first <= day <= month.last
    assert year.last == month.last
    assert (year.first.day, year.first.month) == (1, month.first.month % 12 + 1)


@pytest.fixture
def _calls(db):
    make_calls.tables()
    make_calls.street()
    lon, lat = make.HERE
    chosen = [("address", 1), ("address", 3), ("point", None)]
    places = [Place(lon, lat, "东大街12号", "东大街", kind, "A12", rank) for kind, rank in chosen]
    *_others, last = [
        make_calls.saved(said=Told(place, "东大街", make_calls.ACCIDENT)) for place in places
    ]
    amend(
        incident=make_calls.incident_of(last),
        changes={"place_text": "西大街1号"},
        seen={"place_text": "东大街12号"},
        actor=make.officer("zhao"),
        at=make.NOON,
    )


@pytest.mark.usefixtures("_calls")
def test_a_month_is_told_by_beat_and_a_beat_by_month():
    scope = scope_of(make.officer("guan"))
    (row,) = placing_by_beat(scope, MONTH).rows
    (month,) = placing_by_month(scope, MONTH, "B01").rows

    assert (row.key, row.located, row.first.count, row.among_five.count) == ("B01", 3, 1, 2)
    assert (row.by_hand.count, row.corrected.count) == (1, 1)
    assert (month.key, month.first) == (f"{MONTH.first:%Y-%m}", row.first)
    assert placing_by_month(scope, MONTH, "B02").rows == []


@pytest.mark.usefixtures("_calls")
def test_the_page_and_its_sheet_say_no_data_instead_of_nought(client):
    client.force_login(make.officer("guan"))
    month = f"{MONTH.first:%Y-%m}"
    page = client.get(reverse("supervision:placing"), {"month": month})
    sheet = client.get(reverse("supervision:placing_csv"), {"month": month})
    empty = client.get(reverse("supervision:placing"), {"month": "2001-01"})

    assert "东关警务区" in page.content.decode()
    assert len(sheet.content.decode().splitlines()) == 3
    assert "<table" not in empty.content.decode()


@pytest.mark.usefixtures("_calls")
def test_a_month_that_is_none_is_refused_and_others_are_kept_out(client):
    client.force_login(make.officer("guan"))
    assert client.get(reverse("supervision:placing"), {"month": "x"}).status_code == 422
    client.force_login(make.officer("lin"))
    assert client.get(reverse("supervision:placing")).status_code == 403
