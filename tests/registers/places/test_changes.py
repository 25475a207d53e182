"""Changing an address takes two."""

from datetime import timedelta

import pytest

from tests import make, make_places
from tocsin.kernel.audit.api import trail
from tocsin.kernel.events.models import Outbox
from tocsin.registers.places.api import decide_change, propose_change, suggest
from tocsin.registers.places.errors import (
    AddressMovedOn,
    AlreadyDecided,
    NoReason,
    NoSuchPlace,
    ProposerCannotVerify,
)
from tocsin.registers.places.models import AddressVersion

pytestmark = pytest.mark.django_db


def propose(address=None, text="东大街14号", *, lon=106.66, lat=35.21, reason="门牌更换", **more):
    return propose_change(
        bureau=make.bureau(),
        address=address,
        text=text,
        lon=lon,
        lat=lat,
        reason=reason,
        actor=make.officer("bai"),
        at=make.NOON,
        **more,
    )


def decide(change, *, by="admin", verified=True, reason=""):
    later = make.NOON + timedelta(hours=1)
    return decide_change(
        change=change, verified=verified, reason=reason, actor=make.officer(by), at=later
    )


def test_a_proposal_changes_nothing_until_it_is_verified():
    address = make_places.address("东大街12号")
    propose(address)
    address.refresh_from_db()
    assert (address.text, address.version) == ("东大街12号", 1)


def test_a_verified_change_is_the_next_version_and_can_be_found():
    address = make_places.address("东大街12号")
    decide(propose(address))
    address.refresh_from_db()
    assert (address.text, address.version, address.lon) == ("东大街14号", 2, 106.66)
    assert suggest(make.bureau(), "东大街14号")[0].text == "东大街14号"
    versions = AddressVersion.objects.filter(address=address).order_by("version")
    assert [row.text for row in versions] == ["东大街12号", "东大街14号"]


def test_whoever_proposed_a_change_does_not_verify_it():
    with pytest.raises(ProposerCannotVerify):
        decide(propose(make_places.address()), by="bai")


def test_a_decided_change_is_not_decided_again():
    change = decide(propose(make_places.address()))
    with pytest.raises(AlreadyDecided):
        decide(change, verified=False, reason="晚了")


def test_a_proposal_about_an_older_version_is_refused():
    address = make_places.address()
    first, second = propose(address), propose(address, "东大街16号")
    decide(first)
    with pytest.raises(AddressMovedOn):
        decide(second)


def test_a_rejection_needs_its_reason():
    with pytest.raises(NoReason):
        decide(propose(make_places.address()), verified=False)


def test_a_new_address_gets_its_beat_from_the_ground():
    make_places.two_beats()
    change = decide(propose(None, "新华路1号", lon=106.62, lat=35.2))
    assert change.address.beat.code == "B01"


def test_a_retired_address_is_no_longer_offered():
    address = make_places.address("东大街12号")
    decide(propose(address, "东大街12号", retire=True))
    assert suggest(make.bureau(), "东大街12号") == []


@pytest.mark.parametrize(("lon", "lat"), [(float("nan"), 35.0), (106.0, float("inf")), (200.0, 0)])
def test_a_point_off_the_map_is_refused(lon, lat):
    with pytest.raises(NoSuchPlace):
        propose(None, lon=lon, lat=lat)


def test_proposing_and_deciding_are_recorded_and_told():
    change = decide(propose(make_places.address()))
    assert [entry["action"] for entry in trail(change)] == [
        "places.change_proposed",
        "places.change_verified",
    ]
    told = Outbox.objects.filter(kind="place.changed").values_list("facts__outcome", flat=True)
    assert list(told) == ["proposed", "verified"]
