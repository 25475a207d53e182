"""Desk shifts are planned by the week, taken back, and never written in by oneself afterwards."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from tests import make
from tocsin.kernel.accounts.api import Role, enlist
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.errors import NotForYou
from tocsin.registers.units.desk_shifts import (
    Hours,
    plan_reach,
    plan_shifts,
    repeat_week,
    withdraw_shift,
)
from tocsin.registers.units.errors import AlreadyOnShift, ShiftOver, TooManyDays
from tocsin.registers.units.models import DeskShift

pytestmark = pytest.mark.django_db
# A Monday; noon in UTC is eight in the evening there.
MONDAY = date(2026, 3, 2)
DAY, NIGHT = Hours(time(8), time(20)), Hours(time(20), time(8))


def plan(*who, days=(MONDAY,), hours=DAY, by="guan", at=make.NOON):
    people = [make.officer(one) for one in who]
    actor = make.officer(by)
    return plan_shifts(officers=people, days=days, hours=hours, shift="day", actor=actor, at=at)


def page(client, who="guan", week="2026-03-02"):
    client.force_login(make.officer(who))
    return client.get("/units/desk-shifts/", {"week": week})


def fill(client, *who, **other):
    client.force_login(make.officer("guan"))
    told = {
        "officers": [make.officer(one).pk for one in who],
        "shift": "白班",
        "first": "2026-03-09",
        "last": "2026-03-10",
        "begins": "20:00",
        "ends": "08:00",
    }
    headers = {"HX-Request": "true", "X-Act-Id": str(uuid4())}
    return client.post("/units/desk-shifts/plan/", told | other, headers=headers)


def test_a_shift_of_the_night_ends_on_the_next_day_by_the_bureaus_clock():
    [shift] = plan("lin", hours=NIGHT)

    assert shift.from_at == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert shift.until_at == datetime(2026, 3, 3, tzinfo=UTC)


def test_a_supervisor_plans_a_week_on_the_page_and_sees_it(client):
    answer = fill(client, "lin", "zhao")

    assert answer.headers["HX-Redirect"] == "/units/desk-shifts/?week=2026-03-09"
    assert DeskShift.objects.filter(shift="day").count() == 4
    shown = page(client, week="2026-03-11").content.decode()
    assert shown.count("20:00–08:00") == 4
    assert Entry.objects.get(action="units.desk_shifts_planned").detail["shifts"] == 4


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"ends": "half past"}, "half past"),
        ({"last": "2026-02-31"}, "2026-02-31"),
        ({"officers": ["999999"]}, "白班"),
    ],
)
def test_what_was_typed_stays_where_it_is_wrong(client, other, said):
    answer = fill(client, "lin", **other)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not DeskShift.objects.exists()


@pytest.mark.parametrize("last", ["2026-03-01", "9999-12-31"])
def test_no_day_and_too_many_days_are_refused(client, last):
    assert fill(client, "lin", last=last).status_code == 422


def test_too_many_days_are_told_of():
    with pytest.raises(TooManyDays):
        plan("lin", days=[MONDAY + timedelta(days=n) for n in range(32)])


def test_nobody_has_two_shifts_at_once_unless_one_is_taken_back():
    [shift] = plan("lin")
    with pytest.raises(AlreadyOnShift):
        plan("zhao", "lin", hours=Hours(time(19), time(23)))
    guan = make.officer("guan")
    withdraw_shift(shift=shift, actor=guan, at=make.NOON)

    assert len(plan("zhao", "lin", hours=Hours(time(19), time(23)))) == 2
    with pytest.raises(ShiftOver):
        withdraw_shift(shift=shift, actor=guan, at=make.NOON)


def test_nobody_writes_themselves_into_a_night_that_is_over():
    late = make.NOON + timedelta(days=1)
    with pytest.raises(NotForYou):
        plan("guan", hours=NIGHT, at=late)
    tomorrow = MONDAY + timedelta(days=2)
    plan("guan", days=[tomorrow], at=late)

    plan("lin", hours=NIGHT, at=late)
    entry = Entry.objects.filter(action="units.desk_shifts_planned").order_by("-pk")[0]
    assert entry.detail["afterwards"] == 1


def test_a_week_is_carried_on_and_who_has_a_shift_then_keeps_it(client):
    plan("lin", "zhao")
    plan("zhao", days=[MONDAY + timedelta(days=7)], hours=Hours(time(12), time(13)))
    client.force_login(make.officer("guan"))

    answer = client.post(
        "/units/desk-shifts/repeat/",
        {"week": "2026-03-02"},
        headers={"HX-Request": "true", "X-Act-Id": str(uuid4())},
    )

    assert answer.headers["HX-Redirect"].endswith("?week=2026-03-09")
    next_week = DeskShift.objects.filter(from_at__gte=make.NOON + timedelta(days=4))
    assert {one.officer.username for one in next_week} == {"lin", "zhao"}
    assert next_week.count() == 2
    people = [make.officer("lin")]
    again = repeat_week(officers=people, monday=MONDAY, actor=make.officer("guan"), at=make.NOON)
    assert again == 0


def test_a_shift_is_taken_back_on_the_page_and_stays_on_record(client):
    [shift] = plan("lin")
    client.force_login(make.officer("guan"))

    client.post(f"/units/desk-shifts/{shift.pk}/withdraw/", headers={"X-Act-Id": str(uuid4())})

    shift.refresh_from_db()
    assert shift.withdrawn_by == make.officer("guan")
    assert "08:00–20:00" not in page(client).content.decode()


def test_a_supervisor_of_one_station_plans_for_its_people_alone(client):
    near = make.station()
    leader = enlist(
        username="zhan",
        name="站长",
        bureau=make.bureau(),
        roles=[Role.SUPERVISOR],
        at=make.NOON,
        station=near,
    )
    [shift] = plan("lin")
    client.force_login(leader)

    assert "lin" not in [
        row.username for row, _ in client.get("/units/desk-shifts/").context["rows"]
    ]
    gone = client.post(
        f"/units/desk-shifts/{shift.pk}/withdraw/", headers={"X-Act-Id": str(uuid4())}
    )
    assert gone.status_code == 404


def test_dispatchers_do_not_plan(client):
    assert page(client, who="zhao").status_code == 403


def test_a_week_that_is_none_is_this_one(client):
    assert page(client, week="0001-01-01").status_code == 200
    assert page(client, week="x").status_code == 200


def test_a_plan_reaches_whole_weeks():
    plan("lin", days=[MONDAY + timedelta(days=2), MONDAY + timedelta(days=8)])

    [(first, last)] = plan_reach(make.bureau()).values()

    assert first.astimezone(UTC) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert last.astimezone(UTC) == datetime(2026, 3, 15, 16, tzinfo=UTC)
