"""An idle crew is asked to stand by elsewhere: followed, sent home again, refused with a reason."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests import make, make_dispatch
from tocsin.core.roads import RoadClass, Way, build_network
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import StandBy
from tocsin.kernel import moment
from tocsin.registers.places import api as places
from tocsin.registers.units.api import DutyStatus, Unit, set_duty

pytestmark = pytest.mark.django_db(transaction=True)

EAST = (106.71, 35.21)


@pytest.fixture
def bare_town(town) -> None:
    """The crew of the town is away; two crews are idle, five kilometres east of its doors."""
    now, actor = moment.now(), make.officer("zhao")
    street = build_network([Way(np.array([make.HERE, EAST]), RoadClass.STREET, "长街")])
    places.save_roadmap(
        bureau=make.bureau(), network=street, source="test", actor=make.officer("admin"), at=now
    )
    make_dispatch.ground("suburb")
    for unit in Unit.objects.all():
        set_duty(unit=unit, duty=DutyStatus.OFF_DUTY, actor=actor, at=now)
    make.unit("东一", at=EAST, fixed_at=now)
    make.unit("东二", at=EAST, fixed_at=now)
    away = make.unit("城关三", fixed_at=now)
    make_dispatch.sent(make_dispatch.incident(at=now), away, at=now)
    assert dispatch.make_cover(bureau=make.bureau(), at=now)


def test_a_suggested_crew_stands_by_goes_home_and_is_refused_with_a_reason(sit_down, bare_town):
    page = sit_down("zhao").page
    page.goto("/dispatch/")
    expect(page.locator("#move-up")).to_contain_text("min sooner")
    page.keyboard.press("m")
    expect(page.locator("#move-up")).to_contain_text("stands by at")

    page.goto("/dispatch/cover/")
    page.get_by_role("button", name="Send home").click()
    expect(page.locator("#move-up")).to_contain_text("is told to go home")
    refusal = page.get_by_label("Why 东二 does not stand by there")
    refusal.fill("路上有集市")
    refusal.press("Enter")

    expect(page.locator("#move-up")).to_contain_text("set aside for half an hour")
    page.reload()
    expect(page.locator("main")).to_contain_text("路上有集市")
    kept = StandBy.objects.order_by("pk").values_list("accepted", "reason", "ended_by__username")
    assert list(kept) == [(True, "", "zhao"), (False, "路上有集市", None)]
