"""Who can open the building at the place of a call, for as long as the call is open."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make, make_calls
from tests.kernel.people.test_people import sent, signed_in
from tocsin.desks.calls.states import CallState
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.personal.api import looks, refusals, sealed_for
from tocsin.kernel.two_person.api import Proposal
from tocsin.registers.places import api as places
from tocsin.registers.places import key_holders as places_keys
from tocsin.registers.places.models import Premises

pytestmark = pytest.mark.django_db
WHERE = (106.65, 35.21)


@pytest.fixture
def lin(client):
    client.force_login(make.officer("lin"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def bank(*, of: Bureau | None = None) -> Premises:
    home = of or make.bureau()
    row = places.PremisesRow(
        "P1",
        "建设银行",
        "bank",
        *WHERE,
        key_holders=[places.KeyHolderRow("王守义", "10090000001", "值班室")],
    )
    actor = make.officer("admin", of=home)
    places.load_premises(bureau=home, rows=[row], actor=actor, at=make.NOON)
    return Premises.objects.get(bureau=home)


def keys(client, call, code="P1"):
    return client.post(reverse("calls:key_holders", args=[call.number, code]))


def test_the_desk_counts_key_holders_and_names_them_for_the_open_call(lin):
    (subject,) = bank().key_holders
    call = make_calls.opened()
    typed = {"place_text": "建设银行", "lon": str(WHERE[0]), "lat": str(WHERE[1])}
    here = lin.post(reverse("calls:here", args=[call.number]), typed).content.decode()
    assert "Show 1 key-holder" in here
    assert "王守义" not in here

    shown = keys(lin, call).content.decode()
    assert "王守义" in shown
    assert "10090000001" in shown
    (look,) = looks(subject)
    assert (look["case"], look["task"]) == (f"call:{call.number}", "key_holder")


def test_a_settled_call_opens_nobodys_name(lin):
    (subject,) = bank().key_holders
    call = make_calls.opened()
    call.state, call.validity, call.saved_at = CallState.SAVED, "enquiry", make.NOON
    call.save()
    assert keys(lin, call).status_code == 409
    assert looks(subject) == []


def test_premises_of_another_bureau_open_for_nobody_here(lin):
    bank(of=make.bureau("620882"))
    assert keys(lin, make_calls.opened()).status_code == 404


def test_only_the_call_desk_opens_them(client):
    bank()
    client.force_login(make.officer("ma"))
    assert keys(client, make_calls.opened()).status_code == 403


def two(bureau):
    """Premises with two key-holders."""
    premises = bank(of=bureau)
    second = places_keys.add_key_holder(
        premises=premises,
        holder=places.KeyHolderRow("赵六", "10090000002", "门卫"),
        actor=make.officer("admin"),
        at=make.NOON,
    )
    premises.refresh_from_db()
    assert premises.key_holders[1] == second
    return premises


def test_of_a_sealed_key_holder_nothing_is_shown_and_the_others_are(lin):
    first, second = two(make.bureau()).key_holders
    call = make_calls.opened(at=moment.now())
    guan = signed_in("guan")
    page = guan.get(reverse("places:premises_page", args=["P1"])).content.decode()
    assert reverse("places:keys_seals", args=["P1"]) in page
    assert sent(guan, "places:keys_seal", "P1", first, reason="受保护证人").status_code == 302

    shown = keys(lin, call).content.decode()

    assert "王守义" not in shown
    assert "10090000001" not in shown
    assert "Sealed" in shown
    assert "赵六" in shown
    assert [one["task"] for one in refusals(first)] == ["key_holder"]
    assert looks(first) == []
    assert len(looks(second)) == 1


def test_two_people_open_a_sealed_key_holder_to_one_officer_or_lift_the_seal(lin):
    first, _second = two(make.bureau()).key_holders
    call = make_calls.opened(at=moment.now())
    guan, an = signed_in("guan"), signed_in("an")
    assert sent(guan, "places:keys_seal", "P1", first, reason="受保护证人").status_code == 302
    slot = guan.get(reverse("places:keys_seals", args=["P1"])).content.decode()
    assert "受保护证人" in slot
    assert "王守义" not in slot
    asked = {"username": "lin", "hours": 1, "reason": "火警"}
    assert sent(guan, "places:keys_unseal", "P1", first, **asked).status_code == 302
    assert sent(an, "two_person:approve", Proposal.objects.latest("pk").pk).status_code == 302
    assert "王守义" in keys(lin, call).content.decode()

    assert sent(guan, "places:keys_lift", "P1", first, reason="保护结束").status_code == 302
    assert sent(an, "two_person:approve", Proposal.objects.latest("pk").pk).status_code == 302
    assert sealed_for(make.officer("zhao"), first) is None


def test_only_supervisors_seal_and_only_who_holds_these_keys():
    first, _second = two(make.bureau()).key_holders
    guan = signed_in("guan")
    lin = signed_in("lin", lately=False)
    assert sent(lin, "places:keys_seal", "P1", first, reason="x").status_code == 403
    assert lin.get(reverse("places:keys_seals", args=["P1"])).status_code == 403
    assert sent(guan, "places:keys_seal", "P1", uuid4(), reason="x").status_code == 404
    assert sent(guan, "places:keys_seal", "P1", first, reason=" ").status_code == 422
    assert sent(guan, "places:keys_lift", "P1", first, reason="x").status_code == 409
