"""The replay of an incident from what was recorded."""

from datetime import timedelta

import pytest
from django.conf import settings

from tests import make, make_dispatch, make_supervision
from tests.make_supervision import after
from tocsin.desks.dispatch import api as dispatch
from tocsin.registers.units.api import Fix, record_fixes

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"


@pytest.fixture
def guan(client):
    client.force_login(make.officer("guan"), backend=BACKEND)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def driven():
    """An incident to which a unit drove half a kilometre, five seconds at a time."""
    make_dispatch.tables()
    incident, assignment = make_supervision.sent(
        "东大街9号", at=make.NOON, assigned=10, received=20, departed=40, arrived=100
    )
    assert assignment is not None
    for step in range(13):
        fix = Fix(
            assignment.unit_id,
            make.HERE[0] - 0.006 + 0.0005 * step,
            make.HERE[1],
            after(40 + 5 * step),
        )
        record_fixes(incident.bureau, [fix], after(40 + 5 * step))
    return incident, assignment


def frames(client, incident):
    return client.get(f"/supervision/replay/{incident.number}/frames.json").json()


def test_the_moments_run_from_the_ring_of_the_telephone_on(guan, driven):
    incident, _assignment = driven
    found = frames(guan, incident)
    times = [moment["at"] for moment in found["moments"]]

    assert found["moments"][0] == {"at": 0, "sentence": "The call came in", "kind": "call"}
    assert times == sorted(times)
    assert {6.0, 40.0, 70.0, 80.0, 100.0, 160.0} <= set(times)


def test_a_unit_is_followed_along_its_trail_with_its_stamps(guan, driven):
    incident, assignment = driven
    [track] = frames(guan, incident)["tracks"]

    assert track["unit"] == assignment.unit.name
    assert [state for _at, state in track["states"]] == [
        "assigned", "assigned", "en_route", "on_scene",
    ]  # fmt: skip
    assert track["trail"][0][0] == 100
    assert track["trail"][-1][1] == pytest.approx(make.HERE[0])
    assert len(track["trail"]) == 13


def test_a_unit_called_back_is_followed_no_further(guan, driven):
    incident, assignment = driven
    dispatch.withdraw(
        assignment=assignment, reason="另有任务", actor=make.officer("zhao"), at=after(110)
    )
    record_fixes(incident.bureau, [Fix(assignment.unit_id, 106.7, 35.3, after(200))], after(200))
    [track] = frames(guan, incident)["tracks"]

    assert track["until"] == 170
    assert max(at for at, _lon, _lat in track["trail"]) <= 170


def test_a_corrected_stamp_replaces_the_first_one(guan, driven):
    incident, assignment = driven
    dispatch.correct_milestone(
        milestone=assignment.milestones.get(kind="arrived"),
        new_at=after(90),
        reason="按晚了",
        actor=make.officer("zhao"),
        at=after(300),
    )
    [track] = frames(guan, incident)["tracks"]

    assert track["states"][-1] == [150, "on_scene"]


def test_a_unit_without_any_fix_stands_where_it_was_when_sent(guan):
    make_dispatch.tables()
    incident, assignment = make_supervision.sent("东大街9号", at=make.NOON, assigned=10)
    assert assignment is not None
    [track] = frames(guan, incident)["tracks"]

    assert track["trail"] == [[70, assignment.from_lon, assignment.from_lat]]


def test_a_closed_incident_plays_until_its_last_moment(guan):
    day = make_supervision.day_of_work()

    assert frames(guan, day["unsent"])["seconds"] == 120


def test_the_page_shows_every_moment_before_its_script_runs(guan, driven):
    incident, _assignment = driven
    page = guan.get(f"/supervision/replay/{incident.number}/").content.decode()

    assert "The call was answered" in page
    assert page.count("data-moment=") == len(frames(guan, incident)["moments"])


def test_a_line_struck_through_is_shown_struck(guan, driven):
    incident, _assignment = driven
    entry = dispatch.add_note(
        incident=incident, text="写错了", actor=make.officer("zhao"), at=after(120)
    )
    dispatch.strike(entry=entry, reason="写错", actor=make.officer("zhao"), at=after(130))
    page = guan.get(f"/supervision/replay/{incident.number}/").content.decode()

    assert 'class="milestone struck"' in page


def test_the_number_is_found_as_people_write_it(guan, driven):
    incident, _assignment = driven
    full_width = incident.number.replace("C", "ｃ").replace("1", "１")
    answer = guan.get("/supervision/replay/", {"number": f"  {full_width} "})

    assert answer.status_code == 302
    assert answer["Location"] == f"/supervision/replay/{incident.number}/"


@pytest.mark.parametrize("typed", ["C19990101-0001", "; drop table", "x" * 500, "９" * 90])
def test_a_number_nobody_knows_is_answered_on_the_page_and_kept(guan, typed):
    answer = guan.get("/supervision/replay/", {"number": typed})

    assert answer.status_code == 404
    assert f'value="{typed[:80]}"' in answer.content.decode()


def test_without_a_number_the_page_asks_for_one(guan):
    assert guan.get("/supervision/replay/").status_code == 200


def test_a_supervisor_of_a_station_replays_only_its_incidents(client):
    make_dispatch.tables()
    make_dispatch.ground()
    mine, _one = make_supervision.sent("甲", at=make.NOON, assigned=0)
    other, _two = make_supervision.sent("乙", at=after(60), assigned=0, where=(107.5, 35.2))
    assert mine.station is not None
    client.force_login(make_supervision.supervisor(mine.station), backend=BACKEND)

    assert client.get(f"/supervision/replay/{mine.number}/").status_code == 200
    for tail in ("", "frames.json"):
        answer = client.get(f"/supervision/replay/{other.number}/{tail}")
        assert answer.status_code == 404


@pytest.mark.parametrize("units", [1, 4])
def test_a_replay_asks_the_same_of_the_database_however_many_came(
    guan, django_assert_num_queries, units
):
    make_dispatch.tables()
    incident = make_dispatch.incident("东大街9号", at=make.NOON)
    for number in range(units):
        make_dispatch.sent(incident, make.unit(), at=make.NOON + timedelta(seconds=number))
    guan.get(f"/supervision/replay/{incident.number}/frames.json")
    with django_assert_num_queries(8):
        frames(guan, incident)
