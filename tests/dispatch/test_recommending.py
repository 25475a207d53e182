from datetime import timedelta

import pytest

from tests import make, make_dispatch
from tocsin.core.dispatching.forces import Hindrance
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.desk import waiting
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.queries.near import near
from tocsin.desks.dispatch.recommending.showing import advice_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()


def test_soonest_unit_is_recommended_with_its_time_and_why(noon):
    far = make.unit("远", at=(106.70, 35.21))
    soon = make.unit("近", at=(106.651, 35.21))

    advice = dispatch.recommend(
        incident=make_dispatch.incident(type_code="0201", priority=4), at=noon
    )

    assert [pick.code for pick in advice.found.picks] == [soon.code]
    assert far.code in [other.code for other in advice.found.others]
    assert advice.by == "straight line"


def test_unit_with_an_old_position_is_left_out_and_says_so(noon):
    old = make.unit(fixed_at=noon - timedelta(minutes=31))

    advice = dispatch.recommend(incident=make_dispatch.incident(type_code="0201"), at=noon)

    assert advice.found.left_out[old.code] == Hindrance.STALE
    assert not advice.found.picks


def test_shortfall_is_told_in_a_sentence(noon):
    make.unit(fixed_at=noon - timedelta(minutes=31))

    shown = advice_for(make_dispatch.incident(type_code="0201", priority=4), noon)

    assert shown is not None
    assert any("1 个位置超过 30 分钟" in gap for gap in shown.gaps)


def test_unit_under_way_to_a_calm_incident_is_offered_to_one_with_life_in_danger(noon):
    calm = make_dispatch.incident(priority=4)
    unit = make_dispatch.sent(calm).unit

    advice = dispatch.recommend(
        incident=make_dispatch.incident(type_code="0201", priority=1), at=noon
    )

    (pick,) = [pick for pick in advice.found.picks if pick.code == unit.code]
    assert pick.taken_from == calm.number


def test_units_already_there_are_not_recommended_again(noon):
    sent = make_dispatch.sent(make_dispatch.incident(type_code="0201", priority=4))

    advice = dispatch.recommend(incident=sent.incident, at=noon)

    assert not advice.found.picks
    assert not advice.found.shortfalls


def test_type_unknown_to_the_catalogue_calls_for_whoever_patrols(noon):
    unit = make.unit()

    advice = dispatch.recommend(incident=make_dispatch.incident(type_code="XX"), at=noon)

    assert [pick.code for pick in advice.found.picks] == [unit.code]


def test_look_alikes_are_open_incidents_near_and_recent(noon):
    here = make_dispatch.incident()
    make_dispatch.incident(where=(106.70, 35.25))
    make_dispatch.incident(at=noon - timedelta(hours=5))
    over = make_dispatch.incident()
    dispatch.merge(incident=over, into=here, actor=make.officer("zhao"), at=noon)

    found = dispatch.look_alike_candidates(
        make.bureau(), *make.HERE, since=noon - timedelta(hours=1), metres=300
    )

    assert [(one.incident, round(one.metres)) for one in found] == [(here, 0)]


def test_history_is_of_the_place_closed_incidents_too(noon):
    old = make_dispatch.incident(at=noon - timedelta(days=20))
    dispatch.close_incident(
        incident=old,
        disposition="settled_on_site",
        outcome="x",
        actor=make.officer("zhao"),
        at=noon,
    )

    found = dispatch.history_at(
        make.bureau(), *make.HERE, since=noon - timedelta(days=90), metres=100
    )
    assert [one.incident for one in found] == [old]


def test_nearness_is_a_circle_not_its_square(noon):
    make_dispatch.incident(where=(106.65 + 0.00105, 35.21 + 0.00086))
    assert near(Incident.objects.all(), *make.HERE, 100) == []


def test_start_page_counts_what_waits_and_since_when(noon):
    make_dispatch.incident(at=noon - timedelta(minutes=7))
    make_dispatch.sent()

    found = waiting(make.officer("zhao"))

    assert (found.count, found.oldest) == (1, noon - timedelta(minutes=7))


def test_merged_duplicates_all_point_to_one_head_and_units_go_on_to_it(noon):
    first, second, third = (make_dispatch.incident() for _ in range(3))
    sent = make_dispatch.stamp(make_dispatch.sent(third), "departed")
    zhao = make.officer("zhao")

    dispatch.merge(incident=third, into=second, actor=zhao, at=noon)
    dispatch.merge(incident=second, into=first, actor=zhao, at=noon)

    third.refresh_from_db()
    sent.refresh_from_db()
    assert dispatch.head_of(third) == first
    assert sent.incident == first
    assert [stamp.kind for stamp in sent.milestones.all()] == ["assigned", "departed"]
    first.refresh_from_db()
    assert first.state == "en_route"
