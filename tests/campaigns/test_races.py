"""What may come of two acts at the same moment is what comes of one after the other."""

import pytest

from tocsin.kernel import moment
from tocsin.project.campaigns import scene
from tocsin.project.campaigns.races import endings, staged

pytestmark = pytest.mark.django_db


def test_either_order_gives_what_the_desk_would_expect():
    at = moment.now()
    county = scene.found(code="drill", workers=2, at=at)
    may_come = {
        name: {came for came, _stands in endings(name, staged(name, county, number, at))}
        for number, name in enumerate(("one_unit", "close_or_send", "one_stamp"))
    }

    assert may_come == {
        "one_unit": {("done", "UnitTaken"), ("UnitTaken", "done")},
        "close_or_send": {("done", "NotInThisState"), ("NotInThisState", "done")},
        "one_stamp": {("done", "MilestoneRefused"), ("MilestoneRefused", "done")},
    }
