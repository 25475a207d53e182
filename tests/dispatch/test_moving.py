"""Where idle crews should stand."""

from datetime import timedelta

import pytest

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.cover.standing_by import reject_move, send_home, stand_by
from tocsin.desks.dispatch.cover.suggesting import move_up_of
from tocsin.desks.dispatch.errors import NotInThisState, UnitNotOnDuty, UnitTaken
from tocsin.desks.dispatch.models import StandBy
from tocsin.desks.dispatch.queries.stand_bys import stand_by_of
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.models import Outbox
from tocsin.registers.catalogue import api as catalogue

pytestmark = pytest.mark.django_db
WEST, EAST = make.HERE, (106.69, 35.21)


@pytest.fixture
def sign_in(client):
    def signed_in(who):
        client.force_login(make.officer(who))
        return client

    return signed_in


@pytest.fixture
def bare_east(noon):
    """Two crews in the west; most calls come from the east, whose own crew is away."""
    make_dispatch.tables()
    make_dispatch.ground("suburb")
    away = make.unit("东一", at=EAST)
    for where in (EAST, EAST, EAST, WEST):
        old = make_dispatch.incident(where=where, at=noon - timedelta(days=5))
        dispatch.close_incident(
            incident=old,
            disposition="settled_on_site",
            outcome="x",
            actor=make.officer("zhao"),
            at=noon - timedelta(days=5),
        )
    crews = make.unit("西一"), make.unit("西二")
    assert dispatch.make_cover(bureau=make.bureau(), at=noon)
    make_dispatch.sent(unit=away, at=noon)
    return crews


def suggestions(noon):
    return move_up_of(make.bureau(), noon).moves


def test_crew_is_suggested_for_the_post_that_nobody_holds_with_what_is_gained(bare_east, noon):
    (move,) = suggestions(noon)

    assert (move.unit_name, move.post.lon) == ("西一", EAST[0])
    assert move.after > move.before + 0.3
    assert move.gained_minutes > 1
    assert move.rule == StandBy.Rule.BEST_MOVE


def test_nothing_is_suggested_where_nothing_is_gained(bare_east, noon):
    make.unit("东二", at=EAST)
    make.unit("东三", at=EAST)
    make.unit("东四", at=EAST)

    assert suggestions(noon) == ()


def test_part_that_renews_itself_says_when_nothing_is_to_be_gained(bare_east, sign_in, noon):
    zhao, nothing = sign_in("zhao"), "目前移动警组没有益处"
    (move,) = suggestions(noon)
    whole, on_the_board = "/dispatch/cover/suggested/?all=1", "/dispatch/cover/suggested/"

    assert nothing in zhao.get(whole).content.decode()
    assert nothing not in zhao.get(on_the_board).content.decode()
    stand_by(unit=bare_east[0], suggestion=move, actor=make.officer("zhao"), at=noon)
    assert nothing not in zhao.get(whole).content.decode()


def test_accepting_tells_the_unit_and_the_trail_and_it_counts_as_standing_there(bare_east, noon):
    (move,) = suggestions(noon)

    made = stand_by(unit=bare_east[0], suggestion=move, actor=make.officer("zhao"), at=noon)

    assert stand_by_of(bare_east[0]) == made
    assert suggestions(noon + timedelta(seconds=1)) == ()
    assert [entry["action"] for entry in audit.trail(made)] == ["dispatch.stood_by"]
    newest = Outbox.objects.order_by("-pk").first()
    assert newest is not None
    assert (newest.kind, newest.subject) == ("unit.changed", f"unit:{bare_east[0].pk}")
    with pytest.raises(NotInThisState):
        stand_by(unit=bare_east[0], suggestion=move, actor=make.officer("zhao"), at=noon)


def test_assignment_and_another_duty_end_the_stand_by(bare_east, noon):
    (move,) = suggestions(noon)
    stand_by(unit=bare_east[0], suggestion=move, actor=make.officer("zhao"), at=noon)

    make_dispatch.sent(unit=bare_east[0], at=noon + timedelta(minutes=1))

    assert stand_by_of(bare_east[0]) is None


def test_crew_is_sent_home_and_the_desk_says_when_it_is_no_longer_needed(bare_east, noon):
    (move,) = suggestions(noon)
    made = stand_by(unit=bare_east[0], suggestion=move, actor=make.officer("zhao"), at=noon)
    assert move_up_of(make.bureau(), noon).not_needed == frozenset()
    for name in ("东二", "东三", "东四", "东五"):
        make.unit(name, at=EAST)

    assert move_up_of(make.bureau(), noon).not_needed == {bare_east[0].pk}
    send_home(standing=made, actor=make.officer("zhao"), at=noon)
    assert stand_by_of(bare_east[0]) is None
    with pytest.raises(NotInThisState):
        send_home(standing=made, actor=make.officer("zhao"), at=noon)


def test_rejected_move_is_kept_with_its_reason_and_not_made_again_for_half_an_hour(bare_east, noon):
    (move,) = suggestions(noon)

    reject_move(
        unit=bare_east[0], suggestion=move, reason="路滑", actor=make.officer("zhao"), at=noon
    )

    assert StandBy.objects.get().reason == "路滑"
    later = noon + timedelta(minutes=10)
    assert [(one.unit_name, one.post.lon) for one in suggestions(later)] == [("西二", EAST[0])]
    assert suggestions(noon + timedelta(minutes=29, seconds=59))[0].unit_name == "西二"


def test_unit_that_was_sent_or_went_off_duty_meanwhile_is_refused(bare_east, noon):
    (move,) = suggestions(noon)
    make_dispatch.sent(unit=bare_east[0], at=noon)
    with pytest.raises(UnitTaken):
        stand_by(unit=bare_east[0], suggestion=move, actor=make.officer("zhao"), at=noon)

    bare_east[1].standing.duty = "off_duty"
    bare_east[1].standing.save()
    with pytest.raises(UnitNotOnDuty):
        stand_by(unit=bare_east[1], suggestion=move, actor=make.officer("zhao"), at=noon)


def table(*rows):
    heads = ["code", "name_zh", "name_en", "lon", "lat", "held_from"]
    catalogue.import_sheet(
        bureau=make.bureau(),
        actor=make.officer("admin"),
        at=make.NOON,
        table="stand_by_posts",
        cells=[heads, *rows],
    )


def test_compliance_table_of_the_bureau_decides_where_there_is_one(bare_east, noon):
    table(
        ["bridge", "东桥", "East Bridge", "106.688", "35.21", "2"],
        ["market", "西市", "West Market", "106.65", "35.21", "1"],
        ["pass", "垭口", "The Pass", "106.60", "35.25", "3"],
    )
    dispatch.make_cover(bureau=make.bureau(), at=noon)

    (move,) = suggestions(noon)

    assert (move.post.code, move.rule) == ("bridge", StandBy.Rule.TABLE)
    assert move.unit_name == "西二"


@pytest.mark.parametrize("wrong", ["north", "181", "nan", ""])
def test_post_without_a_place_on_earth_is_refused(wrong, noon):
    make_dispatch.tables()
    with pytest.raises(catalogue.SheetHasErrors):
        table(["bridge", "东桥", "East Bridge", wrong, "35.21", "2"])


def test_dispatcher_accepts_rejects_and_sends_home_on_the_board(bare_east, sign_in):
    zhao = sign_in("zhao")
    shown = move_up_of(make.bureau(), make.NOON).moves[0].sealed

    bare = zhao.post("/dispatch/cover/reject/", {"shown": shown, "act_id": make_dispatch.act_id()})
    assert bare.status_code == 422
    assert not StandBy.objects.exists()
    forged = {"shown": shown[:-2] + "xx", "act_id": make_dispatch.act_id()}
    assert zhao.post("/dispatch/cover/accept/", forged).status_code == 422
    done = zhao.post("/dispatch/cover/accept/", {"shown": shown, "act_id": make_dispatch.act_id()})
    assert "已通知西一到城关派出所备勤" in done.content.decode()
    made = StandBy.objects.get()
    assert "西一" in zhao.get("/dispatch/cover/").content.decode()
    home = zhao.post(f"/dispatch/cover/{made.pk}/home/", {"act_id": make_dispatch.act_id()})
    assert "已通知西一返回" in home.content.decode()


def test_who_may_not_dispatch_decides_nothing(bare_east, sign_in):
    lin = sign_in("lin")
    shown = move_up_of(make.bureau(), make.NOON).moves[0].sealed

    assert lin.get("/dispatch/cover/suggested/").status_code == 200
    answer = lin.post("/dispatch/cover/accept/", {"shown": shown, "act_id": make_dispatch.act_id()})
    assert answer.status_code == 403


def test_crew_reads_on_its_phone_where_to_stand_by(bare_east, sign_in, noon):
    ma = make.officer("ma")
    unit = make.unit("西三", crew=(ma,))
    move = suggestions(noon)[0]
    stand_by(unit=unit, suggestion=move, actor=make.officer("zhao"), at=noon)

    assert "到城关派出所备勤" in sign_in("ma").get("/phone/").content.decode()
