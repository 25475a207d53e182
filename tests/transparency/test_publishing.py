"""An edition is printed once, hides the few, and is never changed; spans never overlap."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from tests import make, make_transparency
from tests.make_transparency import BEGAN, ENDED, complaints, edition, looks, month
from tocsin.core.disclosure.counts import Counts, Sum
from tocsin.kernel.audit.models import Entry
from tocsin.project.publishing import Publication
from tocsin.readers.review import api as review
from tocsin.readers.review.models import Review
from tocsin.readers.transparency.errors import NothingNew
from tocsin.readers.transparency.models import Edition
from tocsin.readers.transparency.printing import LeakError, digest_of, examine
from tocsin.readers.transparency.services import publish_due

pytestmark = pytest.mark.django_db


def test_what_is_not_personal_is_exact_and_the_few_are_left_out():
    month()
    told = edition().printed
    assert told["calls"]["incidents"] == 6
    looked = told["tables"]["looks"]
    assert looked["looks/break_glass"] is None
    assert looked["looks/glass"] is None
    assert looked["looks/refused"] is None
    assert looked["looks/call_back"] == 40
    assert looked["looks/visit"] is None or looked["looks/*"] is None


def test_complaints_are_told_by_what_has_come_of_them():
    month()
    complaints(14, answered=8)
    told = edition().printed["tables"]["complaints"]
    assert told["complaints/*"] == 14
    assert told["complaints/not_in_order"] == 8
    assert told["complaints/waiting"] == 6


def test_complaints_of_another_month_are_not():
    month()
    complaints(14)
    Review.objects.update(drawn_at=ENDED)
    assert set(review.challenged_in(make.bureau().pk, BEGAN, ENDED).values()) == {0}


def test_noughts_are_told():
    month()
    looked = edition().printed["tables"]["looks"]
    assert looked["looks/key_holder"] == 0


def test_a_print_from_which_somebody_could_be_told_is_not_stored():
    counts = Counts({"t": 9, "a": 2, "b": 7}, [Sum("t", ["a", "b"])])
    with pytest.raises(LeakError):
        examine({"t": counts}, {"t": counts.without({"a"})})


def test_the_same_edition_is_printed_once():
    month()
    first = edition()
    looks("visit", 30)
    again = edition(at=ENDED + timedelta(days=1))
    assert again.pk == first.pk
    assert again.printed == first.printed


def test_the_database_refuses_to_change_what_was_printed():
    month()
    made = edition()
    for change in (
        lambda: Edition.objects.filter(pk=made.pk).update(printed={}),
        lambda: Edition.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_next_edition_begins_where_the_last_one_ended():
    month()
    first = edition(until=make.NOON + timedelta(days=2), at=make.NOON + timedelta(days=2))
    second = edition()
    assert (first.since, first.until) == (BEGAN, second.since)
    assert (second.number, second.until) == (2, ENDED)
    assert second.printed["calls"]["incidents"] == 0


def test_a_span_is_a_day_at_least():
    month()
    edition()
    with pytest.raises(NothingNew):
        edition(until=ENDED + timedelta(hours=23), at=ENDED + timedelta(hours=23))
    with pytest.raises(NothingNew):
        edition(until=ENDED + timedelta(days=3), at=ENDED)


def test_every_month_that_is_over_is_printed_once():
    month()
    at = ENDED + timedelta(hours=3)
    assert publish_due(bureau=make.bureau(), at=at) == 1
    assert publish_due(bureau=make.bureau(), at=at) == 0
    assert publish_due(bureau=make.bureau(), at=ENDED + timedelta(days=62)) == 2
    spans = [(one.since.date(), one.until.date()) for one in Edition.objects.order_by("number")]
    assert len(spans) == 3
    assert all(one[1] == other[0] for one, other in pairwise(spans))


def test_a_month_with_an_edition_in_its_last_hours_goes_with_the_next_one():
    month()
    edition(until=ENDED - timedelta(hours=5), at=ENDED - timedelta(hours=5))
    assert publish_due(bureau=make.bureau(), at=ENDED + timedelta(hours=1)) == 0
    assert publish_due(bureau=make.bureau(), at=ENDED + timedelta(days=30)) == 1


def test_a_bureau_without_a_call_prints_nothing():
    make.bureau()
    assert publish_due(bureau=make.bureau(), at=ENDED) == 0
    assert Edition.objects.count() == 0


def test_the_clock_prints_once_an_hour_at_most():
    month()
    rounds = Publication()
    assert rounds.pass_by(ENDED) == 1
    assert rounds.pass_by(ENDED + timedelta(minutes=59)) == 0


def test_who_printed_it_and_its_digest_are_on_record():
    month()
    made = edition()
    entry = Entry.objects.get(action="transparency.published")
    assert entry.actor == make.officer("guan")
    assert entry.detail["digest"] == made.digest
    assert digest_of(Edition.objects.get().printed) == made.digest


def test_no_name_and_no_number_of_a_case_is_printed():
    month()
    text = str(edition().printed)
    for word in ("林接警", "J2026", "C2026", "call:"):
        assert word not in text
    assert make_transparency.BEGAN.date().isoformat() in text
