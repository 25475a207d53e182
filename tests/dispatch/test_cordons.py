"""The cordon of an incident: planned, changed by hand, sent in one act, kept in versions."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make, make_dispatch, make_roads
from tocsin.desks.dispatch.cordons.changing import mark_cordon, plan_cordon, undo_cordon
from tocsin.desks.dispatch.cordons.planning import LeadsOut, NoRoads, NoRoadThere
from tocsin.desks.dispatch.cordons.sending import NobodySent, send_cordon
from tocsin.desks.dispatch.cordons.wishes import FrontWish, MarkWish, Wish, found_in, wish_in
from tocsin.desks.dispatch.errors import EditedMeanwhile, NotInThisState
from tocsin.desks.dispatch.models import Assignment, Cordon, TimelineEntry
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Unacceptable

pytestmark = pytest.mark.django_db
LON, LAT = make.HERE
# A street from west to east and one from south to north, 2 km each way.
ARMS = {"西街": (-0.02, 0.0), "东街": (0.02, 0.0), "南街": (0.0, -0.018), "北街": (0.0, 0.018)}
WISH = Wish(LON, LAT, 200.0, 1_000.0)


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()


@pytest.fixture
def roads(db):
    """Four streets that meet at the builders' place."""
    make_roads.load(
        [
            make_roads.road(name, (LON, LAT), (LON + east, LAT + north))
            for name, (east, north) in ARMS.items()
        ]
    )


@pytest.fixture
def now(monkeypatch, noon):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    return noon


def crews(*names):
    """A unit on each of the streets, beyond the ring."""
    return [
        make.unit(f"{name}组", at=(LON + 0.9 * ARMS[name][0], LAT + 0.9 * ARMS[name][1]))
        for name in names
    ]


def plan(incident, wish=WISH, seen=0):
    return plan_cordon(
        incident=incident, wish=wish, seen=seen, actor=make.officer("zhao"), at=make.NOON
    )


def hand(incident, kind, street, *, seen, unit="", share=0.25):
    east, north = ARMS[street]
    return mark_cordon(
        incident=incident,
        marks=[MarkWish(kind, LON + share * east, LAT + share * north, unit)],
        seen=seen,
        actor=make.officer("zhao"),
        at=make.NOON,
    )


def send_all(incident, seen):
    return send_cordon(incident=incident, seen=seen, actor=make.officer("zhao"), at=make.NOON)


def holders(cordon):
    return {post.road: post.name for post in found_in(cordon.found).posts}


def test_each_street_is_held_by_the_unit_on_it(roads):
    crews("西街", "东街", "南街", "北街")

    made = plan(make_dispatch.incident())

    assert holders(made) == {name: f"{name}组" for name in ARMS}
    assert found_in(made.found).holds
    assert [post.road for post in found_in(made.found).posts] == ["北街", "东街", "南街", "西街"]


def test_too_few_units_say_by_how_many_and_why(roads):
    crews("西街", "东街", "南街")

    found = found_in(plan(make_dispatch.incident()).found)

    assert found.short_by == 1
    assert [post.lack for post in found.posts if not post.unit] == ["elsewhere"]


def test_units_that_are_busy_off_duty_unheard_or_partners_are_not_posted(roads):
    west, east, south, north = crews("西街", "东街", "南街", "北街")
    make_dispatch.sent(unit=west)
    east.standing.duty = "unavailable"
    east.standing.save()
    south.position.fixed_at -= timedelta(hours=1)
    south.position.save()
    north.kind = "partner"
    north.save()

    found = found_in(plan(make_dispatch.incident()).found)

    assert (found.units, found.without_position, found.short_by) == (0, 1, 4)
    assert {post.lack for post in found.posts} == {"no_unit"}


def test_front_that_is_nearer_than_every_unit_leaves_the_cordon_short(roads):
    crews("西街", "东街", "南街", "北街")
    hours_ago = (make.NOON - timedelta(hours=2)).isoformat()
    incident = make_dispatch.incident()

    fast = found_in(
        plan(
            incident, Wish(**{**wish_fields(), "front": FrontWish(30, hours_ago, by_road=True)})
        ).found
    )
    slow = found_in(
        plan(
            incident,
            Wish(
                **{**wish_fields(), "front": FrontWish(0.5, make.NOON.isoformat(), by_road=False)}
            ),
            seen=1,
        ).found
    )

    assert fast.short_by == 4
    assert {post.lack for post in fast.posts} == {"too_late"}
    assert slow.holds
    assert all((post.front or 0.0) > (post.seconds or 0.0) > 0.0 for post in slow.posts)


def wish_fields():
    return {"lon": LON, "lat": LAT, "inner": 200.0, "outer": 1_000.0}


def test_drawn_area_is_closed_off_beyond_its_corners(roads):
    corners = tuple(
        (LON + x * 0.004, LAT + y * 0.004) for x, y in [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    )
    crews(*ARMS)

    made = plan(make_dispatch.incident(), Wish(**wish_fields(), outline=corners))

    assert len(found_in(made.found).posts) == 4
    assert wish_in(made.wish).outline == corners


def test_post_set_by_hand_stands_where_it_was_put_and_its_unit_with_it(roads):
    west, *_rest = crews("西街", "东街", "南街", "北街")
    incident = make_dispatch.incident()
    plan(incident)

    made = hand(incident, "post", "北街", seen=1, unit=west.code, share=0.3)

    north = found_in(made.found).posts[0]
    assert (north.name, north.unit_marked, north.marked) == ("西街组", True, True)
    assert (north.lon, round(north.lat, 5)) == (LON, round(LAT + 0.3 * 0.018, 5))
    assert holders(made)["西街"] == "北街组"


def test_what_cannot_be_done_by_hand_changes_nothing_and_says_why(roads):
    incident = make_dispatch.incident()
    plan(incident)

    with pytest.raises(LeadsOut):
        hand(incident, "no_post", "北街", seen=1)
    with pytest.raises(NoRoadThere):
        hand(incident, "post", "北街", seen=1, share=20)

    assert Cordon.objects.count() == 1


def test_undoing_goes_back_step_by_step_and_stops_at_the_first(roads):
    incident = make_dispatch.incident()
    first = plan(incident)
    hand(incident, "post", "北街", seen=1, share=0.3)
    hand(incident, "post", "南街", seen=2, share=0.3)

    def undo(seen):
        return undo_cordon(incident=incident, seen=seen, actor=make.officer("zhao"), at=make.NOON)

    assert len(wish_in(undo(3).wish).marks) == 1
    assert undo(4).wish == first.wish
    with pytest.raises(Unacceptable):
        undo(5)
    assert list(Cordon.objects.values_list("step", flat=True)) == [
        "undone", "undone", "posted", "posted", "planned",
    ]  # fmt: skip


def test_two_dispatchers_do_not_change_each_others_plan_unseen(roads):
    incident = make_dispatch.incident()
    plan(incident)
    hand(incident, "post", "北街", seen=1)

    with pytest.raises(EditedMeanwhile):
        hand(incident, "post", "南街", seen=1)


def test_everybody_is_sent_in_one_act_and_told_where_to_stand(roads):
    crews("西街", "东街", "南街", "北街")
    incident = make_dispatch.incident()
    plan(incident)

    made, sent = send_all(incident, 1)

    assert made.step == "sent"
    assert {one.unit.name: one.post_road for one in sent} == {f"{name}组": name for name in ARMS}
    assert {one.post_number: one.post_road for one in sent}[1] == "北街"
    assert all(one.post_road in one.post_words for one in sent)
    assert all(one.post is not None and one.eta_seconds for one in sent)
    told = TimelineEntry.objects.filter(incident=incident, said="assigned")
    assert {entry.facts["road"] for entry in told} == set(ARMS)
    trail = [str(one["detail"]) for one in audit.trail(incident)]
    assert [one for one in ("planned", "sent") if any(one in line for line in trail)] == [
        "planned",
        "sent",
    ]


def test_where_one_unit_is_gone_nobody_is_sent_and_each_is_named(roads):
    west, east, *_rest = crews("西街", "东街", "南街", "北街")
    incident = make_dispatch.incident()
    plan(incident)
    make_dispatch.sent(unit=west)
    east.standing.duty = "off_duty"
    east.standing.save()

    with pytest.raises(NobodySent) as refused:
        send_all(incident, 1)

    assert "西街组" in refused.value.message
    assert "东街组" in refused.value.message
    assert not Assignment.objects.filter(incident=incident).exists()
    assert Cordon.objects.count() == 1


def test_who_was_sent_keeps_the_post_and_only_others_are_sent_later(roads):
    crews("西街", "东街", "南街")
    incident = make_dispatch.incident()
    plan(incident)
    send_all(incident, 1)
    crews("北街")

    again = plan(incident, seen=2)
    _made, sent = send_all(incident, 3)

    assert holders(again) == {name: f"{name}组" for name in ARMS}
    assert [one.unit.name for one in sent] == ["北街组"]
    with pytest.raises(Unacceptable):
        send_all(incident, 4)


def test_ground_where_no_road_leads_out_is_not_called_held(client, roads, now):
    incident = make_dispatch.incident()
    client.force_login(make.officer("zhao"))
    blind = make_roads.road("断头路", (LON, LAT), (LON + 0.004, LAT))
    far = make_roads.road("过境路", (LON, LAT + 0.02), (LON + 0.02, LAT + 0.001))
    make_roads.load([blind, far])

    page = post(client, "cordon_plan", incident, **AREA).content.decode()

    assert "无处可封。" in page
    assert "每个封控点都有警组" not in page
    assert not found_in(Cordon.objects.get().found).holds


def test_closed_incident_and_bureau_without_roads_have_no_cordon():
    incident = make_dispatch.incident()
    with pytest.raises(NoRoads):
        plan(incident)
    incident.state = "closed"
    incident.save()
    with pytest.raises(NotInThisState):
        plan(incident)


def post(client, name, incident, **fields):
    return client.post(
        reverse(f"dispatch:{name}", args=[incident.number]),
        {"act_id": make_dispatch.act_id(), **fields},
        HTTP_HX_REQUEST="true",
    )


def test_phone_says_where_to_stand_and_leads_there(client, roads, now):
    ma = make.officer("ma")
    crews("西街", "东街", "南街")
    make.unit("北街组", at=(LON, LAT + 0.9 * 0.018), crew=(ma,))
    incident = make_dispatch.incident()
    plan(incident)
    _made, sent = send_all(incident, 1)
    mine = next(one for one in sent if one.unit.name == "北街组")

    client.force_login(ma)
    card = client.get(reverse("duty:card")).content.decode()

    assert mine.post_words in card
    assert f"{mine.post_lat:.5f},{mine.post_lon:.5f}" in card
    # The way ends at the post, a good kilometre before the scene.
    assert "1.2 km" in card


AREA = {"seen": 0, "centre": f"{LAT},{LON}", "inner": 200, "outer": 1000, "stops": "car"}


def test_pages_plan_change_send_and_print(client, roads, now):
    crews("西街", "东街", "南街", "北街")
    incident = make_dispatch.incident()
    client.force_login(make.officer("zhao"))
    address = reverse("dispatch:cordon", args=[incident.number])

    assert b"post-1" not in client.get(address).content
    planned = post(client, "cordon_plan", incident, **AREA).content.decode()
    assert planned.count("data-row tabindex") == 4
    marked = post(client, "cordon_mark", incident, seen=1, place=f"{LAT + 0.005},{LON}")
    assert marked.status_code == 200
    assert post(client, "cordon_undo", incident, seen=2).status_code == 200
    assert "4" in post(client, "cordon_send", incident, seen=3).content.decode()
    assert Assignment.objects.filter(incident=incident).count() == 4
    drawn = client.get(reverse("dispatch:cordon_features", args=[incident.number])).json()
    assert sum(one["properties"]["kind"] == "post" for one in drawn["features"]) == 4
    paper = client.get(reverse("dispatch:cordon_paper", args=[incident.number])).content.decode()
    assert paper.count('<circle class="held"') == 4
    assert "北街" in paper
    assert client.get(address).status_code == client.get(address, {"v": "1"}).status_code == 200


def corners(*places):
    return "\n".join(f"{LAT + north * 0.004},{LON + east * 0.004}" for east, north in places)


@pytest.mark.parametrize(
    ("wrong", "sentences"),
    [
        ({"inner": 2000}, ("wholly around", "外圈须完全围住内圈")),
        ({"outline": corners((0, 0), (1, 0))}, ("three corners", "至少要有三个角点")),
        (
            {"outline": corners((-1, -1), (1, 1), (1, -1), (-1, 1))},
            ("crosses or touches itself", "自相交叉"),
        ),
        ({"outline": corners((-9, -9), (9, -9), (0, 9))}, ("wholly around", "外圈须完全围住内圈")),
        ({"centre": "36.5,108.5"}, ("No road of the map", "没有")),
        ({"outer": "1e308"}, ("20000", "20000")),
        ({"outer": "nan"}, ("number", "数字")),
        ({"inner": 0}, ("10", "10")),
        ({"centre": "nan,nan"}, ("no place", "不是")),
        ({"centre": "95,200"}, ("no place", "不是")),
        ({"outline": "x"}, ("no place", "不是")),
        ({"outline": "\x00"}, ("", "")),
        ({"stops": "birds"}, ("", "")),
        ({"kmh": "inf"}, ("number", "数字")),
        ({"since": "25:99"}, ("time", "时间")),
        ({"seen": "x"}, ("number", "数")),
    ],
)
def test_area_that_cannot_be_used_is_answered_in_the_readers_language(
    client, roads, now, wrong, sentences
):
    client.force_login(make.officer("zhao"))
    incident = make_dispatch.incident()

    for language, sentence in zip(("en", "zh-hans"), sentences, strict=True):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = post(client, "cordon_plan", incident, **{**AREA, **wrong})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Cordon.objects.exists()


@pytest.mark.parametrize(("who", "reads"), [("lin", 200), ("guan", 200), ("ma", 403)])
def test_only_dispatchers_change_a_cordon(client, roads, now, who, reads):
    incident = make_dispatch.incident()
    client.force_login(make.officer(who))

    assert client.get(reverse("dispatch:cordon", args=[incident.number])).status_code == reads
    for name in ("cordon_plan", "cordon_mark", "cordon_undo", "cordon_send"):
        assert post(client, name, incident, **AREA).status_code == 403


def test_command_bar_goes_to_the_cordon(client, now):
    incident = make_dispatch.incident()
    client.force_login(make.officer("zhao"))

    for line in ("cordon", "封控", f"cordon {incident.number}"):
        answer = client.post(
            reverse("dispatch:command"),
            {"line": line, "open": incident.number, "act_id": make_dispatch.act_id()},
        )
        assert answer["HX-Redirect"] == reverse("dispatch:cordon", args=[incident.number])
