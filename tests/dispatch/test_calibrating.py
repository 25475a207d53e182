"""What trips on record teach, who is told of it, and that nobody's driving is judged."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse

from tests import make, make_dispatch, make_roads
from tocsin.core.roads import TravelMode, Weather
from tocsin.core.roads.calibration import Circumstances, LeftOut, Trips, calibrate
from tocsin.core.roads.calibration.keeping import written
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, Milestone, RoadCalibration
from tocsin.desks.dispatch.recommending.showing import advice_for
from tocsin.desks.dispatch.travel.trips import trips_between
from tocsin.kernel.audit.models import Entry
from tocsin.project import cli, startup
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Fix

pytestmark = pytest.mark.django_db

FAR, SCENE = (106.70, 35.25), make.HERE
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()


def way_seconds(place=FAR, scene=SCENE, *, at=make.NOON):
    engine = places.travel_times(make.bureau(), at)
    here, there = np.array([place]), np.array([scene])
    found = engine.matrix(here, there, mode=TravelMode.LIGHTS_AND_SIREN, at_hour=12)
    return float(found.seconds[0, 0])


def trip(noon, *, times=1.5, departed=timedelta(minutes=1)):
    """A unit that went from FAR and took some times as long as the engine tells."""
    sent = make_dispatch.sent(make_dispatch.incident(), make.unit(at=FAR), at=noon)
    make_dispatch.stamp(sent, "departed", at=noon + departed)
    took = timedelta(seconds=times * way_seconds())
    return make_dispatch.stamp(sent, "arrived", at=noon + departed + took)


def many_trips(noon, factors):
    """As many trips as factors, in their order, told by one that was stamped through the desk."""
    first, free = trip(noon), way_seconds()
    copies = [
        Assignment(
            bureau=first.bureau,
            incident=first.incident,
            unit=first.unit,
            assigned_at=noon,
            assigned_by=first.assigned_by,
            from_lon=FAR[0],
            from_lat=FAR[1],
            ended_at=noon + timedelta(hours=1),
        )
        for _ in factors
    ]
    Assignment.objects.bulk_create(copies)
    ends = [(kind, seconds) for kind, seconds in (("departed", 0.0), ("arrived", free))]
    Milestone.objects.bulk_create(
        Milestone(
            bureau=first.bureau,
            assignment=one,
            kind=kind,
            at=noon + timedelta(milliseconds=number, seconds=seconds * factor),
            recorded_at=noon,
            by=first.assigned_by,
        )
        for number, (one, factor) in enumerate(zip(copies, factors, strict=True))
        for kind, seconds in ends
    )


def slower(count=200):
    return 1.5 * np.exp(np.random.default_rng(3).normal(0.0, 0.15, count))


def how():
    return Circumstances.alike(
        1, hour=12, area="rural", mode=TravelMode.LIGHTS_AND_SIREN, weather=Weather.DRY
    )


def read_trips(noon) -> Trips:
    return trips_between(make.bureau(), noon - DAY, noon + DAY)


def in_force(noon, factors=None):
    many_trips(noon, slower() if factors is None else factors)
    home = make.bureau()
    found = dispatch.learn(home, since=noon - DAY, until=noon + DAY)
    return dispatch.keep_calibration(
        bureau=home,
        found=found,
        since=noon - DAY,
        until=noon + DAY,
        actor=make.officer("admin"),
        at=noon,
    )


def test_trip_is_read_with_what_the_roads_say_of_its_way(noon):
    trip(noon, times=1.5)

    some = read_trips(noon)

    assert some.free.tolist() == pytest.approx([way_seconds()])
    assert some.took_seconds.tolist() == pytest.approx([1.5 * way_seconds()])
    assert some.circumstances.hour == (12,)


def test_trip_begins_where_the_unit_was_heard_when_it_set_out(noon):
    sent = trip(noon, departed=timedelta(minutes=10))
    nearer, then = (106.66, 35.215), noon + timedelta(minutes=9, seconds=30)
    units.record_fixes(sent.bureau, [Fix(sent.unit_id, *nearer, then)], then)

    assert read_trips(noon).free.tolist() == pytest.approx([way_seconds(nearer)])


def test_trip_to_a_post_of_a_cordon_ends_at_the_post(noon):
    sent = trip(noon)
    Assignment.objects.filter(pk=sent.pk).update(post_number=1, post_lon=FAR[0], post_lat=35.2501)

    assert read_trips(noon).free.tolist() == pytest.approx([way_seconds(FAR, (FAR[0], 35.2501))])


def test_trip_is_asked_of_the_roads_and_the_weather_as_they_were(noon):
    make_roads.town()
    admin, half = make.officer("admin"), timedelta(minutes=30)
    scene, here = (make_roads.EAST, make_roads.LAT), (make_roads.WEST, make_roads.LAT)
    closure = make_roads.closed()
    for weather, at in ((Weather.RAIN, noon), (Weather.DRY, noon + half)):
        places.set_weather(bureau=make.bureau(), weather=weather, from_at=at, actor=admin, at=noon)
    for then in (noon, noon + 1.5 * half):
        sent = make_dispatch.sent(
            make_dispatch.incident(where=scene, at=then), make.unit(at=here), at=then
        )
        make_dispatch.stamp(sent, "departed", at=then)
        make_dispatch.stamp(sent, "arrived", at=then + timedelta(minutes=5))
    places.lift_closure(closure=closure, actor=admin, at=noon + half)

    some = read_trips(noon)

    assert some.circumstances.weather == ("rain", "dry")
    assert some.free[1] == pytest.approx(way_seconds(here, scene, at=noon + 1.5 * half))
    assert some.free[0] > 3 * some.free[1]


def test_trip_over_roads_of_which_none_was_ever_closed_is_read(noon):
    make_roads.town()
    trip(noon)

    assert len(read_trips(noon)) == 1


def test_arrival_stamped_far_from_the_scene_is_left_out(noon):
    sent = trip(noon)
    then = Milestone.objects.get(assignment=sent, kind="arrived").at
    units.record_fixes(sent.bureau, [Fix(sent.unit_id, *FAR, then)], then)

    found = calibrate(read_trips(noon))

    assert found.left_out[LeftOut.ELSEWHERE] == 1


def test_withdrawn_and_unfinished_ways_are_no_trips(noon):
    make_dispatch.stamp(make_dispatch.sent(unit=make.unit(at=FAR)), "departed", at=noon)
    dispatch.withdraw(
        assignment=trip(noon), reason="其他", actor=make.officer("zhao"), at=noon + DAY
    )

    assert len(read_trips(noon)) == 0


def test_trips_and_what_is_learnt_name_nobody(noon):
    sent = trip(noon)
    figures = json.dumps(written(calibrate(read_trips(noon))))

    assert not {one.name for one in fields(Trips)} & {"unit", "officer", "crew", "driver", "who"}
    assert sent.unit.code not in figures
    assert {field.name for field in RoadCalibration._meta.get_fields()} == {
        *("id", "bureau", "version", "since", "until", "trips", "calibrated", "figures"),
        *("made_at", "made_by"),
    }


def test_each_learning_is_a_version_and_on_record(noon):
    first = in_force(noon)
    second = dispatch.keep_calibration(
        bureau=first.bureau,
        found=calibrate(read_trips(noon)),
        since=noon - DAY,
        until=noon + DAY,
        actor=make.officer("admin"),
        at=noon,
    )

    assert (first.version, second.version) == (1, 2)
    assert Entry.objects.filter(action="dispatch.calibrated").count() == 2
    assert dispatch.calibration_in_force(first.bureau).whole == calibrate(read_trips(noon)).whole


def test_board_and_recommendation_tell_a_range_once_trips_taught_it(client, noon, monkeypatch):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    client.force_login(make.officer("zhao"))
    kept = in_force(noon)
    on_way = make_dispatch.sent(make_dispatch.incident(), make.unit(at=FAR), at=noon)
    make_dispatch.stamp(on_way, "departed", at=noon)
    make.unit(at=FAR)

    board = client.get(reverse("dispatch:units")).content.decode()
    advice = advice_for(make_dispatch.incident(type_code="0201"), noon)

    span = dispatch.calibration_in_force(kept.bureau).span(way_seconds(), how())
    told = f"{round(span.q10 / 60)}–{round(span.q90 / 60)} 分钟"
    assert kept.calibrated
    assert told in board
    assert f"据 {kept.trips} 次出警记录" in board
    assert advice is not None
    far = next(one for one in advice.choices if one.expected.low == pytest.approx(span.q10))
    assert far.seconds == pytest.approx(span.q50)
    assert span.q50 == pytest.approx(1.5 * way_seconds(), rel=0.05)


def test_few_trips_change_nothing_on_the_desk(noon):
    kept = in_force(noon, slower(20))
    make.unit(at=FAR)

    advice = advice_for(make_dispatch.incident(type_code="0201"), noon)

    assert not kept.calibrated
    assert advice is not None
    assert advice.choices[0].seconds == pytest.approx(way_seconds())
    assert advice.choices[0].expected.trips == 0


@pytest.fixture
def command(monkeypatch, capsys):
    """The command on the test's own database."""

    @contextmanager
    def here() -> Iterator[str]:
        yield ""

    monkeypatch.setattr(startup, "prepared_ground", here)

    def run(*words):
        code = cli.run(["roads", "calibrate", *words])
        return code, capsys.readouterr().out

    return run


def test_command_tells_what_held_back_trips_show_and_puts_it_in_force(noon, command):
    many_trips(noon, slower())

    code, out = command("--json")

    told = json.loads(out)
    assert code == 0
    assert (told["stored_as"], told["calibrated"], told["trips"]) == (1, True, 201)
    assert told["held_back"]["coverage"]["value"] == pytest.approx(0.8, abs=0.08)
    assert told["held_back"]["loss_seconds"] < told["held_back"]["uncorrected_loss_seconds"]


def test_dry_run_tells_the_same_and_stores_nothing(noon, command):
    many_trips(noon, slower(60))

    code, out = command("--dry-run")

    assert code == 0
    assert "61 trips, 0 left out." in out
    assert "held back" in out
    assert not RoadCalibration.objects.exists()


def test_command_without_trips_says_that_nothing_is_known(noon, command):
    code, out = command()

    assert code == 0
    assert "Not calibrated" in out
